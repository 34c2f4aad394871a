from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that any user may pass through (pytest's own is closed), with a name that shells dislike."""
    made = Path(tempfile.mkdtemp(prefix="hy "))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)
