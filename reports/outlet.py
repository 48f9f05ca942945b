"""Where a report goes: standard output, whoever reads it, or a file that appears when it is complete."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from typing_extensions import Buffer


class _Pipe(FileIO):
    """A stream whose reader may leave (`| head`): what is then written is dropped, and no failure."""

    def write(self, content: Buffer, /) -> int:
        try:
            return super().write(content)
        except BrokenPipeError:
            return memoryview(content).nbytes


def set_up_streams() -> None:
    """Let standard output and error outlive their readers, and show every character they can."""
    sys.stdout = _outliving(sys.stdout)
    sys.stderr = _outliving(sys.stderr)


def _outliving(stream: TextIO) -> TextIO:
    if not isinstance(stream, TextIOWrapper):
        return stream
    stream.flush()
    pipe = BufferedWriter(_Pipe(stream.fileno(), "wb", closefd=False))
    return TextIOWrapper(pipe, stream.encoding, "backslashreplace", line_buffering=stream.line_buffering)


def refusal(out: Path | None) -> str | None:
    """Why no file can be written there, in words; asked before the work, not after it."""
    if out is None:
        return None
    if not out.parent.is_dir():
        return "there is no such folder"
    if out.exists() and not out.is_file():
        return "this is no file that could be written"
    return None


@contextmanager
def written(out: Path | None) -> Iterator[TextIO]:
    """The stream of a report; a file is its owner's alone and appears under its name when it is whole."""
    if out is None:
        yield sys.stdout
        return
    descriptor, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent)
    partial = Path(name)
    try:
        with TextIOWrapper(FileIO(descriptor, "wb"), "utf-8", "backslashreplace", "", write_through=False) as stream:
            yield stream
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def counting() -> Iterator[Callable[[int], None]]:
    """Counts the claims of a long check on the terminal, and is silent where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,} claims checked"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("claims", total=None)
        yield lambda claims: bar.update(task, completed=claims)
