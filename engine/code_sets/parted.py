"""Rows of a release that are too many to be in memory at once: on disk, in order, one range of keys after the other.

Whoever takes a file of millions of rows puts them here; the store goes through them part by part. The
folder is temporary, goes with the object, and holds public tables alone.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, BinaryIO, Final
from weakref import finalize

import polars as pl
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # pyarrow ships no types

from ..errors import Problem, UsageError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

AT_ONCE: Final = 250_000
"""Rows that are in memory together: of ten columns some 50 MB."""


OF_A_COLUMN: Final = 4_000_000
"""Values of one column that are in memory together, at most some 300 MB."""


@contextmanager
def put_by() -> Iterator[None]:
    """Around what writes to the folder of temporary files: UsageError where there is no room."""
    try:
        yield
    except OSError as error:
        sentence = f"rows cannot be put by in the folder for temporary files: {error.strerror or 'unknown reason'}"
        hint = "make room in it, or name another in the environment variable TMPDIR"
        raise UsageError([Problem("", None, sentence, "unwritable-folder", hint)]) from None


class Aside:
    """A folder among the temporary files of the system that goes with this object, or with the program."""

    def __init__(self) -> None:
        with put_by():
            self.path = Path(mkdtemp(prefix="claimscrub-"))
        finalize(self, rmtree, self.path, ignore_errors=True)


def parquet(rows: pl.DataFrame, row_group_rows: int) -> bytes:
    """The rows as a Parquet file. In memory, for Polars hides from us why it could not write a file."""
    stream = io.BytesIO()
    rows.write_parquet(stream, compression="zstd", row_group_size=row_group_rows, statistics=True)
    return stream.getvalue()


class Hashed(io.RawIOBase):
    """A stream that counts and hashes what is written through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.bytes = 0
        self._stream = stream
        self._sha256 = hashlib.sha256()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, part: ReadableBuffer) -> int:
        """Write all of it."""
        self._sha256.update(part)
        self._stream.write(part)
        size = memoryview(part).nbytes
        self.bytes += size
        return size

    def digest(self) -> str:
        """SHA-256 of all that was written."""
        return self._sha256.hexdigest()


class Parted:
    """Parts in the order of their keys; no key is in two of them."""

    def __init__(self) -> None:
        self._folder = Aside()
        self._paths: list[Path] = []
        self.height = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Put by the next part: canonical rows, whose keys all follow those of the part before."""
        path = self._folder.path / f"{len(self._paths):06}.parquet"
        with put_by():
            path.write_bytes(parquet(rows, AT_ONCE))
        self._paths.append(path)
        self.height += rows.height

    @property
    def parts(self) -> int:
        """How many there are."""
        return len(self._paths)

    def write(self, stream: Hashed, row_group_rows: int) -> None:
        """Write all parts as one Parquet file."""
        tables = (frame.to_arrow(compat_level=pl.CompatLevel.oldest()) for frame in self.frames())
        first = next(tables)
        with pq.ParquetWriter(stream, first.schema, compression="zstd") as writer:
            for table in chain([first], tables):
                writer.write_table(table, row_group_rows)

    @property
    def schema(self) -> pl.Schema:
        """The columns and their types; a release has a part at least."""
        return pl.Schema(pl.read_parquet_schema(self._paths[0]))

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """The parts, one after the other; with `columns` those alone."""
        for path in self._paths:
            yield pl.read_parquet(path, columns=None if columns is None else list(columns), glob=False)


class InFile:
    """The rows of one Parquet file, piece by piece; a key may be in two of the pieces."""

    def __init__(self, path: Path) -> None:
        self._scan = pl.scan_parquet(path, glob=False)
        self.schema = self._scan.collect_schema()
        self.height = int(self._scan.select(pl.len()).collect().item())

    def frames(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """The pieces of some columns, one after the other."""
        scan = self._scan.select(columns)
        for first in range(0, max(self.height, 1), OF_A_COLUMN):
            yield scan.slice(first, OF_A_COLUMN).collect()
