"""Rows of providers as files are read, put by in sorted runs, and given back by ranges of NPI.

NPPES has nine million providers, whose index would take several gigabytes in memory. What is in memory here is
one run while files are read, then one range of NPI, in which are all rows of a provider whatever file they
come from. Runs are files of a temporary folder; a file of fewer rows than a run never leaves memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from ..code_sets.parted import AT_ONCE, Aside, parquet, put_by

_ROW_GROUP_ROWS: Final = 8_192
"""Of a run so many rows are read at least: a range has some 7,000 of each run of NPPES."""

_DIGITS: Final = 10
_PREFIX: Final = 4
"""Digits of an NPI by which ranges are cut: 2,000 prefixes, of 5,000 providers each."""

AGE: Final = "_age"
"""Name of the column with the number of the file, the newest last."""


class Gathered:
    """Rows with `npi` and the number of their file."""

    def __init__(self, run_rows: int = AT_ONCE) -> None:
        self._run_rows = run_rows
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._prefixes: Counter[str] = Counter()
        self._runs: list[Path] = []
        self._folder: Aside | None = None

    def add(self, rows: pl.DataFrame, age: int) -> None:
        """Take rows of the file of this number; files come in the order of their numbers."""
        aged = rows.with_columns(pl.lit(age, pl.Int32).alias(AGE))
        # As Polars keeps it, a short text holds on to the whole block of the file that it was cut from.
        self._waiting.append(aged.to_arrow(compat_level=pl.CompatLevel.oldest()))
        self._waiting_rows += rows.height
        if self._waiting_rows >= self._run_rows:
            self._put_by()

    @property
    def is_on_disk(self) -> bool:
        """Whether there were more rows than are held in memory."""
        return bool(self._runs)

    def ranges(self) -> Iterator[pl.DataFrame]:
        """All rows by ranges of NPI, sorted by NPI and then by the number of their file."""
        if not self._runs:
            yield self._sorted()
            return
        if self._waiting:
            self._put_by()
        scan = pl.scan_parquet(self._runs, glob=False)
        for first, last in self._cuts():
            # A comparison of the column itself, so that Parquet's statistics say which rows are not read.
            among = (pl.col("npi") >= first) & (pl.col("npi") <= last + "9" * (_DIGITS - _PREFIX))
            yield scan.filter(among).collect().sort("npi", AGE, maintain_order=True)

    def _cuts(self) -> list[tuple[str, str]]:
        """The first and the last prefix of each range: as many as come to a run."""
        cuts: list[tuple[str, str]] = []
        first, count = "", 0
        for prefix, rows in sorted(self._prefixes.items()):
            if first and count + rows > self._run_rows:
                first, count = "", 0
            if first:
                cuts[-1] = (first, prefix)
            else:
                first = prefix
                cuts.append((prefix, prefix))
            count += rows
        return cuts

    def _sorted(self) -> pl.DataFrame:
        rows = pl.DataFrame(pl.from_arrow(pa.concat_tables(self._waiting)))
        return rows.sort("npi", AGE, maintain_order=True)

    def _put_by(self) -> None:
        rows = self._sorted()
        self._waiting, self._waiting_rows = [], 0
        found = rows.select(pl.col("npi").str.head(_PREFIX).value_counts()).unnest("npi")
        self._prefixes.update(dict(found.iter_rows()))
        self._folder = self._folder or Aside()
        path = self._folder.path / f"{len(self._runs):06}.parquet"
        with put_by():
            path.write_bytes(parquet(rows, _ROW_GROUP_ROWS))
        self._runs.append(path)
