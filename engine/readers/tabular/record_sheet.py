"""Parquet and NDJSON: records with named values, which may hold lists of lines and diagnoses.

A record without lists is a row. One with a list `lines` is taken apart into a row for each line, and a list of
diagnoses into numbered columns, so that both are read like a sheet of one row a line.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any, Final

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from ...errors import Problem
from .rows import BATCH_ROWS, WIDEST, Rows, cleaned, refused

LINES: Final = ("lines", "service_lines", "claim_lines")
"""Keys under which a record lists its lines."""

_HEAD: Final = 262_144  # bytes, and rows, in which the columns are looked for before any is read
_FIRST_ROWS: Final = 1_000

LONGEST_RECORD: Final = 16_000_000

BROKEN_PARQUET: Final = ("the Parquet file is broken or not complete", "bad-parquet")
"""The sentence and the kind with which a file is refused."""


class RecordSheet:
    """Records being read; `headers` grows when a record brings a key that none before it had."""

    excel = False
    header_row = 0

    def __init__(self, file: str) -> None:
        self.file = file
        self.ragged: list[int] = []
        self.warnings: list[Problem] = []
        self.bytes_read = 0
        self.headers: list[str] = []

    def rows(self, numbers: pl.Series, records: pl.DataFrame) -> Rows:
        """Records as rows, with the numbers they have in the file; columns that only they have are new ones."""
        flat = flattened(records.with_columns(numbers.cast(pl.Int32).alias("#row")), self.file)
        self.headers += [name for name in flat.columns if name != "#row" and name not in set(self.headers)]
        if len(self.headers) > WIDEST:
            raise refused(self.file, f"the records have {len(self.headers):,} different keys", "too-wide")
        places = {name: str(at) for at, name in enumerate(self.headers)}
        cells = flat.select(pl.col(name).alias(place) for name, place in places.items() if name in flat.columns)
        return Rows(flat["#row"], cleaned(cells))


def flattened(records: pl.DataFrame, file: str) -> pl.DataFrame:
    """Records with texts alone, one row for each line; nested names are joined by a point, lists numbered."""
    for key in records.columns:
        kind = records.schema[key]
        if key in LINES and isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct):
            lines = [field.name for field in kind.inner.fields]
            records = records.explode(key, empty_as_null=True).with_columns(
                pl.col(key).struct.rename_fields([f"lines.{name}" for name in lines])
            ).unnest(key)  # fmt: skip
            break
    for _ in range(8):  # deep enough for any claim
        nested = [name for name, kind in records.schema.items() if kind.is_nested()]
        if not nested:
            break
        for name in nested:
            records = _opened(records, name)
    else:
        raise refused(file, "the records are nested too deeply", "too-deep", "list lines and diagnoses under the claim")
    return records.select(_text(name, kind) for name, kind in records.schema.items())


def _opened(records: pl.DataFrame, name: str) -> pl.DataFrame:
    """A struct as a column for each of its fields, a list as a column for each of its members."""
    kind = records.schema[name]
    if isinstance(kind, pl.Struct):
        inner = [field.name for field in kind.fields]
        return records.with_columns(pl.col(name).struct.rename_fields([f"{name}.{one}" for one in inner])).unnest(name)
    if isinstance(kind, pl.Array):
        return records.with_columns(pl.col(name).arr.to_list())
    most = min(int(records[name].list.len().max() or 0), 99)  # type: ignore[arg-type]  # lengths are numbers
    members = [pl.col(name).list.get(at, null_on_oob=True).alias(f"{name}.{at + 1}") for at in range(most)]
    return records.with_columns(members).drop(name)


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    """A column as the text that the same value has in a CSV."""
    column = pl.col(name)
    if name == "#row" or kind == pl.String:
        return column
    if kind.is_float():  # a whole number is no fraction: an NPI that was kept as one is not spoiled
        whole = (column == column.floor()) & (column.abs() < 1e15)
        return (
            pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(column.cast(pl.String))
        )
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S")
    if kind in {pl.Null, pl.Binary, pl.Object}:
        return pl.lit(None, pl.String).alias(name)
    return column.cast(pl.String)


class ParquetSheet(RecordSheet):
    """A Parquet file, read by batches of rows."""

    def __init__(self, stream: IO[bytes], file: str) -> None:
        import pyarrow.parquet as pq  # type: ignore[import-untyped]  # pyarrow ships no types

        super().__init__(file)
        try:
            self._parquet = pq.ParquetFile(stream)
        except (pa.ArrowException, OSError):
            raise refused(file, *BROKEN_PARQUET) from None
        self._stream = stream
        for rows in self._batches(None, _FIRST_ROWS):  # for the columns, which lists have as many of as members
            del rows
            break

    @property
    def schema(self) -> Any:  # noqa: ANN401  # a pyarrow schema
        """The columns with their types."""
        return self._parquet.schema_arrow

    def batches(self, wanted: Collection[int] | None) -> Iterator[Rows]:
        """All rows; the first is 1. Each call begins anew."""
        yield from self._batches(None if wanted is None else self._columns(wanted), BATCH_ROWS)
        self.bytes_read = self._stream.seek(0, io.SEEK_END)

    def _columns(self, wanted: Collection[int]) -> list[str]:
        """The columns to read: those that are wanted, and those with lists, which may have more members further on."""
        kept = {self.headers[place] for place in wanted}
        return [one.name for one in self.schema if one.name in kept or pa.types.is_nested(one.type)]

    def _batches(self, columns: list[str] | None, size: int) -> Iterator[Rows]:
        number = 1
        try:
            for batch in self._parquet.iter_batches(size, columns=columns, use_threads=False):
                found = pl.DataFrame(batch)
                numbers = pl.int_range(number, number + found.height, dtype=pl.Int32, eager=True)
                number += found.height
                del batch
                yield self.rows(numbers, found)
                del found
        except (pa.ArrowException, OSError):
            raise refused(self.file, *BROKEN_PARQUET) from None


class JsonSheet(RecordSheet):
    """NDJSON: one record a line, read by blocks of bytes."""

    def __init__(self, stream: IO[bytes], file: str, block_bytes: int) -> None:
        super().__init__(file)
        self._stream, self._block_bytes = stream, max(block_bytes, 1)
        self._ready = self._block(b"")
        self._schema: Mapping[str, pl.DataType] = {}
        first, _, _ = self._ready
        if not first.strip():
            raise refused(file, "the file is empty", "empty-file")
        head = first[: first.rfind(b"\n", 0, _HEAD) + 1 or first.find(b"\n") + 1 or None]
        records = self._records(head, 1)
        self.rows(_line_numbers(head, 1, records.height), records)  # for their keys

    def _block(self, data: bytes) -> tuple[bytes, bytes, bool]:
        """Whole lines, what follows them, and whether the file ends."""
        size = self._block_bytes
        while True:
            more = self._stream.read(max(size - len(data), 1))
            self.bytes_read += len(more)
            data += more
            if not more:
                return data, b"", True
            if (end := data.rfind(b"\n") + 1) and len(data) >= size:
                return data[:end], data[end:], False
            if len(data) >= LONGEST_RECORD and not end:
                raise refused(self.file, f"a line is longer than {LONGEST_RECORD:,} bytes", "endless-row")
            size = max(size, len(data) + 65_536) if len(data) >= size else size

    def batches(self, wanted: Collection[int] | None) -> Iterator[Rows]:  # noqa: ARG002  # a line is read as a whole
        """All records, numbered by their lines."""
        number = 1
        block, rest, final = self._ready
        del self._ready
        while True:
            if block.strip():
                lines = block.count(b"\n") + (not block.endswith(b"\n"))
                records = self._records(block, number)
                numbers = _line_numbers(block, number, records.height)
                number += lines
                yield self.rows(numbers, records)
            else:
                number += block.count(b"\n")
            if final:
                return
            block, rest, final = self._block(rest)

    def _records(self, block: bytes, number: int) -> pl.DataFrame:
        """The records of some lines, every value a text as it is written."""
        try:
            kinds = pl.scan_ndjson(io.BytesIO(block), infer_schema_length=None).collect_schema()
            return pl.read_ndjson(block, schema={name: _textual(kind) for name, kind in kinds.items()})
        except (pl.exceptions.PolarsError, UnicodeDecodeError):
            sentence = "from this line on the file holds something that is no JSON object on a line of its own"
            raise refused(
                self.file, sentence, "bad-json", "write one object a line", f"line {number} or later"
            ) from None


def _textual(kind: pl.DataType) -> pl.DataType:
    """The same shape with texts, so that nothing is made of `1234567893` or `100.10`."""
    if isinstance(kind, pl.List):
        return pl.List(_textual(kind.inner))  # type: ignore[arg-type]  # an instance, as schemas have them
    if isinstance(kind, pl.Struct):
        return pl.Struct({field.name: _textual(field.dtype) for field in kind.fields})  # type: ignore[arg-type]  # likewise
    return pl.String()


def _line_numbers(block: bytes, first: int, records: int) -> pl.Series:
    """The line of each record: blank lines count, and hold none."""
    numbers = (
        [first + at for at, line in enumerate(block.split(b"\n")) if line.strip()]
        if (records != block.count(b"\n") + (not block.endswith(b"\n")))
        else range(first, first + records)
    )
    return pl.Series(list(numbers)[:records], dtype=pl.Int32)
