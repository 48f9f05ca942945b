"""The claims of one type of some rows, and what is noted while their columns are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from ...fields import FIELDS, Field, Grain, Type
from ...tables import UNREADABLE, repeated, schema
from .claims import ClaimRows, Ints
from .dates import Style
from .layout import Column, Layout
from .log import SheetLog
from .targets import LISTS
from .values import Read, read, read_lists

DISAGREE: Final = "the rows of the claim do not say the same"


@dataclass(frozen=True, slots=True)
class Dated:
    """How the dates of a column are written, and the format most of them have (none: "")."""

    style: Style = field(default_factory=Style)
    form: str = ""


@dataclass(slots=True)
class Block:
    """Whole claims of one type, with the columns of their sheet; reading a column notes what cannot be read."""

    claim_type: str
    found: ClaimRows
    layout: Layout
    dates: Mapping[int, Dated]
    log: SheetLog
    unreadable: list[pl.DataFrame] = field(default_factory=list)
    _starts: pl.Series = field(init=False)  # the first row of each claim
    _within: Ints = field(init=False)  # the rows that are not the first of their claim
    _firsts: dict[str, pl.Series] = field(default_factory=dict)
    _steady: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the first row of each claim."""
        starts = self.found.starts
        self._starts = pl.Series(starts, dtype=pl.UInt32)
        within = np.ones(len(self.numbers), np.bool_)
        within[starts] = False
        self._within = np.flatnonzero(within)

    @property
    def numbers(self) -> pl.Series:
        """The row of the sheet of each row."""
        return self.found.rows.numbers

    def texts(self, column: Column) -> pl.Series:
        """The texts of a column; null where the batch has none."""
        name = str(column.index)
        if name in self.found.rows.cells.columns:
            return self.found.rows.cells[name]
        return repeated(None, pl.String(), len(self.numbers))

    def first_texts(self, column: Column) -> pl.Series:
        """The texts that the first row of each claim has."""
        name = str(column.index)
        if name not in self.found.rows.cells.columns:
            return repeated(None, pl.String(), self.found.count)
        if name not in self._firsts:
            texts = self.found.rows.cells[name]
            self._firsts[name] = texts[self._starts] if len(self._within) else texts
        return self._firsts[name]

    def is_steady(self, column: Column) -> bool:
        """Whether all rows of each claim say the same in a column."""
        name = str(column.index)
        if not len(self._within) or name not in self.found.rows.cells.columns:
            return True
        if name not in self._steady:
            self._steady[name] = not _changes(self.found.rows.cells[name], self._within)
        return self._steady[name]

    def has(self, column: Column) -> bool:
        """Whether claims of this type can have what a column tells."""
        return self.claim_type in column.target.field.claim_types

    def values(
        self, texts: pl.Series, of: Field, column: Column, at: Places, beside: pl.Series | None = None
    ) -> pl.Series:
        """Texts of a column as values of a field, at rows of some frame."""
        dated = self.dates.get(column.index, Dated())
        found = read(texts, of, dated.style, dated.form, beside)
        return self._noted(found, texts, of, column, at)

    def listed(self, texts: pl.Series, column: Column, at: Places) -> pl.Series:
        """Cells that hold a whole list, as lists."""
        found = read_lists(texts, column.target, self.layout.diagnoses)
        return self._noted(found, texts, column.target.field, column, at)

    def _noted(self, found: Read, texts: pl.Series, of: Field, column: Column, at: Places) -> pl.Series:
        self.log.repaired(column.index, column.header, found.told)
        if len(bad := found.unreadable()) and found.why is not None:
            self.note(at, bad, of.path, texts.gather(bad), column.header, found.why.gather(bad))
        return found.values

    def note(
        self, at: Places, chosen: pl.Series, path: str, values: pl.Series, header: str, why: pl.Series | str
    ) -> None:
        """Values of some rows of a frame that cannot be read, with the reason ("": they are not of their type)."""
        count = len(chosen)
        reasons = why if isinstance(why, pl.Series) else pl.repeat(why, count, dtype=pl.String, eager=True)
        columns = {
            "#claim": at.claim.gather(chosen),
            "#line": at.line.gather(chosen) if at.line is not None else None,
            "field": path,
            "value": values,
            "row": at.row.gather(chosen),
            "column": header,
            "why": reasons.set(reasons == "", None),
        }
        made = []
        for name, kind in UNREADABLE.items():
            given = columns.get(name)
            series = given if isinstance(given, pl.Series) else pl.repeat(given, count, dtype=kind, eager=True)
            made.append(series.cast(kind).alias(name))
        self.unreadable.append(pl.DataFrame(made))

    def noted(self) -> pl.DataFrame:
        """All values that cannot be read, in the order of the sheet."""
        if not self.unreadable:
            return pl.DataFrame(schema=UNREADABLE)
        return pl.concat(self.unreadable).sort("#claim", "row", "#line", maintain_order=True)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows of a frame stand: their claims, their lines (None: they belong to the claim), their rows."""

    claim: pl.Series
    row: pl.Series
    line: pl.Series | None = None


def _changes(texts: pl.Series, rows: Ints) -> bool:
    """Whether some of these rows have another text than the row above.

    Texts that look alike in their views are the same, which Polars does not look for: it compares all.
    """
    chunks = texts.rechunk().to_arrow(compat_level=pl.CompatLevel.newest())
    views = np.frombuffer(chunks.buffers()[1], np.uint64).reshape(-1, 2)[chunks.offset :][: len(chunks)]
    differs = (views[1:, 0] != views[:-1, 0]) | (views[1:, 1] != views[:-1, 1])
    if texts.null_count():
        there = texts.is_not_null().to_numpy()
        differs |= there[1:] != there[:-1]
    found = pl.Series(rows[differs[rows - 1]], dtype=pl.UInt32)
    return bool(len(found)) and texts[found].ne_missing(texts[found - 1]).any()


def int32(values: Ints) -> pl.Series:
    """Numbers as a column of keys."""
    return pl.Series("", values.astype(np.int32), dtype=pl.Int32)


def is_list(path: str) -> bool:
    """Whether a field holds a list."""
    return FIELDS[path].type in LISTS


def upper_lists(texts: list[pl.Series]) -> pl.Series:
    """The members of lists that stand in columns of their own; null where all are empty.

    Put together from buffers: `concat_list` and `drop_nulls` take ten times as long.
    """
    there = np.stack([one.is_not_null().to_numpy() for one in texts], axis=1)
    rows, columns = np.nonzero(there)
    count = len(texts[0])
    members = pl.concat(texts).gather(pl.Series(columns * count + rows))
    ends = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int64)
    filled = pa.py_buffer(np.packbits(there.any(axis=1), bitorder="little"))
    listed = pa.LargeListArray.from_buffers(
        pa.large_list(pa.large_string()),
        count,
        [filled, pa.py_buffer(ends)],
        children=[members.to_arrow().cast(pa.large_string())],
    )
    return pl.Series("", listed, dtype=pl.List(pl.String))


def name_parts(texts: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Last, first and middle name of `Last, First Middle`; a name without a comma is a last name alone."""
    halves = pl.col("t").str.splitn(",", 2).struct
    given = halves.field("field_1").str.strip_chars().str.splitn(" ", 2).struct
    found = pl.DataFrame({"t": texts}).select(
        halves.field("field_0").str.strip_chars().alias("last"),
        given.field("field_0").str.strip_chars(" ,").alias("first"),
        given.field("field_1").str.strip_chars(" ,").alias("middle"),
    )
    return tuple(found.select(pl.when(pl.all() != "").then(pl.all())).get_columns())  # type: ignore[return-value]  # three


DATE_TYPES: Final = (Type.DATE, Type.DATES)


def columns_of(frame: pl.DataFrame) -> dict[str, pl.Series]:
    """The columns of a frame by name."""
    return {series.name: series for series in frame.get_columns()}


def frame_of(grain: Grain, columns: Mapping[str, pl.Series]) -> pl.DataFrame:
    """A frame of a grain's schema; what is not among the columns is null."""
    height = max((len(series) for series in columns.values()), default=0)
    nothing = {
        kind: pl.repeat(None, height, dtype=kind, eager=True) for kind in dict.fromkeys(schema(grain).values())
    }  # fmt: skip
    return pl.DataFrame(
        [columns.get(name, nothing[kind]).cast(kind).alias(name) for name, kind in schema(grain).items()]
    )
