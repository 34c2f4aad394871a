"""A folder that is there whole or not at all, for its maker's eyes alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huiyin.cli.support import tell
from huiyin.foundation.home import SetupProblem

UNFINISHED = ".unfinished"


@contextmanager
def made_whole(target: Path, what: str) -> Iterator[Path]:
    """Yield a new folder beside `target` to fill; moved to `target` at the end, gone when the block does not end well.

    `what` it is, for sentences: “备份”. Raises SetupProblem when something stands at `target`, or the disk refuses.
    """
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise SetupProblem(f"{target} 已经存在，没有动它。每次{what}请用一个新的目录名，例如带上日期。")
    if not target.parent.is_dir():
        raise SetupProblem(f"没有目录 {target.parent}。如果它在另一块磁盘上，请看看挂载了没有。")
    draft = target.with_name(target.name + UNFINISHED)
    try:
        if draft.exists():
            tell(f"清掉上一次没有做完的 {draft}。")
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        yield draft
        for place, _, _ in os.walk(draft):
            sync(Path(place))
        os.replace(draft, target)
        sync(target.parent)
    except OSError as error:
        raise SetupProblem(
            f"{what}没有做完：{error.strerror}（{error.filename or draft}）。没有留下半份{what}，正式数据没有动。"
        ) from error
    finally:
        if draft.exists():
            shutil.rmtree(draft)


def closed_folder(folder: Path) -> Path:
    """Make a folder, and those above it that are missing, for this user alone."""
    for level in (*reversed(folder.parents), folder):
        if not level.exists():
            level.mkdir(mode=0o700)
    return folder


def sync(folder: Path) -> None:
    """Have the names in a folder on the disk for good."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
