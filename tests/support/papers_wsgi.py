"""The site as it is served, with the tests' own kind of thing that files hang on."""

from huiyin.wsgi import application

# isort: split
from huiyin.foundation import file_owners
from tests.support.papers import PAPERS

file_owners.register(PAPERS)

__all__ = ["application"]
