"""`huiyin spike`: a session's rush. A thousand manuscripts are submitted over HTTP to the real site, many of them twice.

Everything lies in a home of its own in the temporary directory, which is removed at the end.
"""

from huiyin.cli.spike.command import spike

__all__ = ["spike"]
