"""The claims of one type of some rows, and what is noted while their columns are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from ...fields import FIELDS, Field, Grain, Type
from ...tables import UNREADABLE, schema
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
    firsts: pl.DataFrame = field(init=False)
    steady: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Find the cells of the first row of each claim, and the columns in which no other row says anything else.

        All columns at once: asked for one by one, this took most of the time.
        """
        starts = self.found.starts
        cells = self.found.rows.cells
        self.firsts = cells if len(starts) == cells.height else cells[pl.Series(starts)]
        within = np.ones(cells.height, np.bool_)
        within[starts] = False
        changes = cells.select((pl.all().ne_missing(pl.all().shift()) & pl.lit(pl.Series(within))).any())
        self.steady = frozenset(changes.columns if not cells.height else [
            name for name, changed in zip(changes.columns, changes.row(0), strict=True) if not changed
        ])  # fmt: skip

    @property
    def numbers(self) -> pl.Series:
        """The row of the sheet of each row."""
        return self.found.rows.numbers

    def texts(self, column: Column) -> pl.Series:
        """The texts of a column; null where the batch has none."""
        name = str(column.index)
        if name in self.found.rows.cells.columns:
            return self.found.rows.cells[name]
        return pl.repeat(None, len(self.numbers), dtype=pl.String, eager=True)

    def first_texts(self, column: Column) -> pl.Series:
        """The texts that the first row of each claim has."""
        name = str(column.index)
        if name in self.firsts.columns:
            return self.firsts[name]
        return pl.repeat(None, self.found.count, dtype=pl.String, eager=True)

    def is_steady(self, column: Column) -> bool:
        """Whether all rows of each claim say the same in a column."""
        return str(column.index) in self.steady or str(column.index) not in self.firsts.columns

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
