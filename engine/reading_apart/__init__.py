"""Large files are read in processes of their own, which do not wait for Python's lock.

    children    the processes, and what is said between them and this one
    parcels     tables in shared memory
    sheets      a CSV or a flat Parquet file in parts

In one process a reader and a scrub in two threads take turns: together 1.4 times as fast as one after
the other, where two processes are twice as fast. An 837 is read by several at once: this process
guesses where the next block begins and what holds there, each block is looked at by itself, and the
ledger puts them together in their order. Where a guess was wrong, or a block is odd, some blocks are
read here, from front to back, before the others are asked again. Of a CSV or a flat Parquet file this
process reads the numbers of the claims, and the children the rest. Other files are read whole by one
child. One that dies is a file that could not be read.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Self

from ..errors import InputError, Problem
from ..readers import BLOCK_BYTES, ColumnMap, Reading, inputs, plain_format, size
from ..readers.x12 import finish, needed
from ..readers.x12.ahead import Ahead
from ..readers.x12.blocks import Blocks
from ..readers.x12.digest import Ledger, digest
from ..readers.x12.faults import FaultLog
from ..readers.x12.standing import Standing
from ..tables import Tables
from .children import Child, File, Part
from .sheets import side_by_side

APART_BYTES: Final = 3 * BLOCK_BYTES
"""From this size on a file is read apart: a child takes half a second to start."""

_LAST: Final = 12
"""The part of a block, one in so many, that is read here at the end of a file: nothing behind it begins a block."""

_FIRST: Final = 1 << 18
"""Bytes of the block that is read here at the beginning of a file, while the children have nothing to do."""

_FIRST_SEGMENTS: Final = 1 << 12  # bytes after a standing that show how segments begin

MOST: Final = 3
"""So many children at the most: each holds a few hundred megabytes."""


def is_large(path: Path) -> bool:
    """Whether an input is worth a process of its own; False also for what cannot be looked at."""
    return size(path) >= APART_BYTES


@contextmanager
def started_for(files: Iterable[Path]) -> Iterator[ReadingProcesses | None]:
    """Reading processes where one of the files, or a member of one, is large; else none.

    One core is left to whoever takes the tables.
    """
    if any(is_large(one.path) for path in files for one in inputs(path) if one.refusal is None):
        with ReadingProcesses(min(MOST, max(1, (os.cpu_count() or 1) - 1))) as processes:
            yield processes
    else:
        yield None


class ReadingProcesses:
    """Children that read one file after the other; started at once, so that they start while rules are read."""

    def __init__(self, count: int = 1) -> None:
        self._children = [Child() for _ in range(count)]

    def read(
        self,
        path: Path,
        *,
        block_bytes: int = BLOCK_BYTES,
        wanted: frozenset[str] | None = None,
        columns: ColumnMap | None = None,
    ) -> Reading:
        """The same as `readers.read`; what is refused, is refused when tables are taken."""
        reading = Reading(str(path), iter(()))
        kind = plain_format(path)
        asked = File(str(path), block_bytes, wanted, columns)
        if kind == "x12":
            reading.tables = self._side_by_side(reading, path, block_bytes, needed(wanted))
        elif kind in {"csv", "parquet"} and len(self._children) > 1:
            reading.tables = self._sheet(reading, path, asked, is_csv=kind == "csv")
        else:
            reading.tables = self._whole(reading, asked)
        return reading

    def _sheet(self, reading: Reading, path: Path, asked: File, *, is_csv: bool) -> Iterator[Tables]:
        """A sheet whose claims are gathered here and made to tables by all children; a small one is read whole."""
        # here, for a check of an 837 starts without them
        from ..readers.tabular.csv_parts import CsvParting
        from ..readers.tabular.parquet_parts import ParquetParting

        self._require_all()
        columns, size = asked.columns, asked.block_bytes
        with CsvParting.of(path, columns, size) if is_csv else ParquetParting.of(path, columns) as parting:
            if parting is not None:
                yield from side_by_side(reading, parting, self._children, _stopped)
                return
        yield from self._whole(reading, asked)

    def _require_all(self) -> None:
        """Put a new child in the place of each that has ended, so that what ended it does not spoil another file."""
        for at, child in enumerate(self._children):
            if child.has_ended:
                child.close()
                self._children[at] = Child()

    def _whole(self, reading: Reading, asked: File) -> Iterator[Tables]:
        """An input read by one child from front to back."""
        self._require_all()
        child = self._children[0]
        child.ask(asked)
        try:
            while True:
                if (answered := child.answer()) is None:
                    raise _stopped(reading.file, child)
                answer, tables = answered
                if answer.refused:
                    raise InputError(answer.refused)
                if tables is None:
                    for name, value in (answer.end or {}).items():
                        setattr(reading, name, value)
                    return
                reading.claims += tables.claims.height
                yield tables
                del tables, answered
        except GeneratorExit:  # nobody takes the rest of its tables, and they are not to be taken for another file's
            child.close()
            raise

    def _side_by_side(
        self, reading: Reading, path: Path, block_bytes: int, wanted: frozenset[str] | None
    ) -> Iterator[Tables]:
        """An 837 whose blocks are looked at by all children, but for its first, its last and odd ones."""
        self._require_all()
        ledger = Ledger(FaultLog(reading.file))

        def alone(blocks: Blocks, count: int) -> Generator[Tables, None, Standing | None]:
            """So many blocks read here, and more until others can go on from there; None at the end of the file."""
            for number, block in enumerate(blocks, 1):
                tables = ledger.take(digest(block, reading.file, wanted))
                del block
                reading.claims = ledger.claims
                if len(tables.claims):
                    yield tables
                del tables
                ledger.require_readable()
                if number >= count and (standing := blocks.standing()) is not None:
                    return standing
            return None

        with path.open("rb") as stream:
            blocks, count = Blocks(stream, ledger.log, block_bytes, first_bytes=_FIRST), 1
            while (standing := (yield from alone(blocks, count))) is not None:
                standing = yield from self._parts(reading, stream, ledger, standing, block_bytes, wanted)
                stream.seek(standing.offset)
                # where a file is odd once it may be odd throughout, and each try costs the work on some blocks
                blocks, count = Blocks(stream, ledger.log, block_bytes, standing), 2 * count
        finish(reading, ledger, blocks.segments, blocks.bytes_read)

    def _parts(
        self,
        reading: Reading,
        stream: IO[bytes],
        ledger: Ledger,
        standing: Standing,
        block_bytes: int,
        wanted: frozenset[str] | None,
    ) -> Generator[Tables, None, Standing]:
        """The blocks from a standing on, as long as they are plain; where it ended is returned."""
        asked = deque[tuple[Child, Standing, Standing]]()
        plan = _planned(stream, standing, block_bytes, len(self._children))
        turn = 0
        try:
            while True:
                while len(asked) <= len(self._children) and (next_ := next(plan, None)) is not None:
                    child = self._children[turn % len(self._children)]
                    child.ask(Part(reading.file, next_[0], next_[1].offset - next_[0].offset, wanted))
                    asked.append((child, *next_))
                    turn += 1
                if not asked:
                    return standing
                child, before, guessed = asked.popleft()
                if (answered := child.answer()) is None:
                    raise _stopped(reading.file, child)
                answer, tables = answered
                if tables is None or answer.found is None or answer.standing is None:
                    return before  # nothing plain: it is looked at again, from front to back
                tables = ledger.take(answer.found.with_tables(tables))
                reading.claims = ledger.claims
                standing = answer.standing
                if len(tables.claims):
                    yield tables
                del tables, answered, answer
                ledger.require_readable()
                if standing != guessed:
                    return standing
        finally:
            for child, _, _ in asked:  # their answers are not wanted any more
                child.answer()

    def close(self) -> None:
        """End the children, whatever they are at."""
        for child in self._children:
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _planned(
    stream: IO[bytes], standing: Standing, block_bytes: int, readers: int
) -> Iterator[tuple[Standing, Standing]]:
    """Block after block where it begins and, as far as can be guessed, ends; the last of the file is left out.

    Towards the end blocks are smaller, so that all readers are done at about the same time.
    """
    ahead = Ahead.of(standing, os.pread(stream.fileno(), _FIRST_SEGMENTS, standing.offset))
    size, last = os.fstat(stream.fileno()).st_size, max(1, block_bytes // _LAST)
    begin = standing.offset - 1  # a terminator; what breaks the line after it is not passed over yet
    while (left := size - standing.offset) > last:
        wanted = min(block_bytes, max(last, left // readers))
        text = os.pread(stream.fileno(), wanted, begin)
        if len(text) < wanted or not text.startswith(ahead.mark) or (cut := ahead.cut(text)) is None:
            return
        after = ahead.after(standing, text, begin, cut)
        yield standing, after
        standing, begin = after, after.offset - len(ahead.mark)


def _stopped(file: str, child: Child) -> InputError:
    sentence = f"its reading stopped in the middle (exit status {child.status()})"
    return InputError([Problem(file, None, sentence, "reading-stopped", "check it once more")])
