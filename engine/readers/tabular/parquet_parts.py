"""A large Parquet file in parts: rows of flat columns, which Polars reads from anywhere in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from .claims import ClaimRows
from .column_map import ColumnMap
from .parts import Parting
from .record_sheet import BROKEN_PARQUET, ParquetSheet, flattened
from .rows import BATCH_ROWS, Rows, cleaned, refused


@dataclass(frozen=True, slots=True)
class ParquetStretch:
    """Rows of a Parquet file that follow one another."""

    first: int
    count: int

    def texts(self, path: Path, headers: Mapping[int, str]) -> pl.DataFrame:
        """The columns at some places, as cleaned texts."""
        rows = pl.scan_parquet(path, glob=False, hive_partitioning=False, parallel="none")
        try:
            found = rows.slice(self.first - 1, self.count).select([*headers.values()]).collect()
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            raise refused(str(path), *BROKEN_PARQUET) from None
        if found.height != self.count:
            raise refused(str(path), *BROKEN_PARQUET)
        flat = flattened(found, str(path))
        return cleaned(flat.select(pl.col(header).alias(str(place)) for place, header in headers.items()))


class ParquetParting(Parting):
    """A Parquet file as parts."""

    def __init__(self, path: Path, sheet: ParquetSheet, asked: ColumnMap | None) -> None:
        super().__init__(str(path), sheet, asked)
        self._sheet = sheet

    @classmethod
    @contextmanager
    def of(cls, path: Path, asked: ColumnMap | None) -> Iterator[Self | None]:
        """A file that lies on the disk as parts; None where it is small or has columns that are not flat or not plain.

        Raises InputError for what cannot be read.
        """
        with path.open("rb") as stream:
            sheet = ParquetSheet(stream, str(path))
            parting = cls(path, sheet, asked)
            yield parting if parting._is_plain() and parting._has_decided() else None

    def _is_plain(self) -> bool:
        needed = {self._sheet.headers[place] for place in self._whole.needed()}
        return all(
            _is_read_alike(one.type) if one.name in needed else not pa.types.is_nested(one.type)
            for one in self._sheet.schema
        )

    def _has_decided(self) -> bool:
        return self._decide(self._sheet.batches(self._whole.deciding()))

    def _identifiers(self) -> Iterator[Rows]:
        return self._sheet.batches([int(self._whole.gathering.id_column)])

    def _rows_of_part(self, found: ClaimRows) -> int:  # noqa: ARG002  # as many as are read at a time elsewhere
        return BATCH_ROWS

    def _stretch(self, first: int, last: int) -> ParquetStretch:
        return ParquetStretch(first, last - first + 1)


def _is_read_alike(kind: Any) -> bool:  # noqa: ANN401  # a pyarrow type
    """Whether a column of a type is the same to PyArrow, by which a file is read whole, and to Polars."""
    types = pa.types
    if types.is_timestamp(kind):
        return kind.tz is None
    return any(
        of(kind)
        for of in (
            types.is_string, types.is_large_string, types.is_boolean, types.is_integer, types.is_float32,
            types.is_float64, types.is_date32, types.is_decimal128,
        )
    )  # fmt: skip
