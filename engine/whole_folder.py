"""A folder that appears whole or not at all: how a run is published, and a release of a code set.

Whoever looks at a folder of runs sees a run complete or does not see it. Files are written into a
private folder whose name ends in `.partial`; when all of them are on the disk, one rename gives it
the name it is looked for by. A crash leaves a `.partial` folder, which may hold claims and which
nobody reads: the next writer removes it.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

if sys.platform != "win32":
    import fcntl

PARTIAL: Final = ".partial"
REPLACED: Final = ".replaced"


class UnfinishedFolder:
    """A private folder under `root` that nobody sees until `publish` names it."""

    def __init__(self, root: Path, label: str) -> None:
        is_new = not root.exists()
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_new:
            _sync(root.parent)
        _remove_abandoned(root, label)
        self.root = root
        self.path, self._lock = _private(root, label)

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """A new file of the folder, readable by its owner alone, on the disk when it is closed."""
        descriptor = os.open(self.path / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(descriptor)

    def open_to(self, like: Path) -> None:
        """Let those read the folder and its files who may read another folder; else its owner alone may."""
        mode = like.stat().st_mode & 0o777
        for path in self.path.iterdir():
            path.chmod(mode & 0o666)
        self.path.chmod(mode)

    def publish(self, name: str) -> Path:
        """Give the folder its name, in place of an older folder of that name, and return its path."""
        target = self.root / name
        replaced = self.path.with_name(self.path.name.removesuffix(PARTIAL) + REPLACED)
        _sync(self.path)
        if target.exists():
            target.rename(replaced)  # a folder that is not empty cannot be renamed over
        self.path.rename(target)
        _sync(self.root)
        shutil.rmtree(replaced, ignore_errors=True)
        self._unlock()
        return target

    def offer(self, name: str, *, instead: bool = False) -> bool:
        """Give the folder its name, unless a folder of that name stands already: then discard it, and False.

        Two writers of one name need no lock between them: the system lets one rename succeed. `instead`
        moves away first what stands there, which is known to be worthless.
        """
        _sync(self.path)
        if instead:
            replaced = self.path.with_name(self.path.name.removesuffix(PARTIAL) + REPLACED)
            with suppress(FileNotFoundError):  # another writer may have done it
                (self.root / name).rename(replaced)
            shutil.rmtree(replaced, ignore_errors=True)
        try:
            self.path.rename(self.root / name)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            self.discard()
            return False
        _sync(self.root)
        self._unlock()
        return True

    def discard(self) -> None:
        """Remove the folder and what is in it; nothing was published."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _private(root: Path, label: str) -> tuple[Path, int | None]:
    """A new folder and its lock. Another writer may take one for abandoned before it is held: then another."""
    while True:
        path = root / f"{label}.{secrets.token_hex(4)}{PARTIAL}"
        path.mkdir(mode=0o700)
        if sys.platform == "win32":
            return path, None
        with suppress(FileNotFoundError):
            lock = _lock(path)
            if lock is not None and path.is_dir():
                return path, lock
            if lock is not None:
                os.close(lock)


def _remove_abandoned(root: Path, label: str) -> None:
    """Remove what crashed writers left behind: a folder that no living process holds."""
    for ending in (PARTIAL, REPLACED):
        for folder in root.glob(f"{label}.????????{ending}"):
            with suppress(FileNotFoundError):  # another writer may be as tidy as this one
                lock = _lock(folder)
                if lock is not None:
                    shutil.rmtree(folder, ignore_errors=True)
                    os.close(lock)


def _lock(folder: Path) -> int | None:
    """Hold a folder for as long as this process lives; None where another process holds it.

    The system lets go when the process ends, however it ends. Windows has no such lock on a
    folder, so nothing is held there and nothing abandoned is removed.
    """
    if sys.platform == "win32":
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _sync(folder: Path) -> None:
    """Put the names in a folder on the disk; Windows keeps them by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
