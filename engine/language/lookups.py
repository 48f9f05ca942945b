"""Look-ups in code sets, for whole frames: each is answered once a block and joined on, whoever asks for it.

Rules ask the same things of the same codes (`procedure.status`), so a look-up is kept once, by what it
means, with all attributes that are wanted of it. A block of 20,000 claims has a few hundred codes on a
few days, and these alone are asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from ..code_sets import DAY, LISTED, REACHED, CodeSet


class Tables(Protocol):
    """What look-ups are asked of."""

    def __getitem__(self, name: str) -> CodeSet:
        """A code set by its name."""


@dataclass(slots=True)
class _Asked:
    """What is asked of a code set on a frame, and the column that has the answer."""

    column: str
    code_set: str

    @property
    def reached(self) -> str:
        """The column that says whether there was data; null where nothing was asked."""
        return f"{self.column}?"

    def missed(self) -> pl.Expr:
        """Where there was no data."""
        return pl.col(self.reached).not_().fill_null(value=False)


@dataclass(slots=True)
class FrameLookup(_Asked):
    """One look-up on a frame: what is asked, as expressions, and the attributes wanted of the answer."""

    codes: tuple[pl.Expr, ...]
    day: pl.Expr
    level: int = 0  # how deep questions to several rows are nested in it
    attributes: set[str] = field(default_factory=set)
    latest: bool = False  # whether the row that began last by the day answers, ended or not

    def attribute(self, name: str) -> str:
        """The column of an attribute, null where the code is not there."""
        return f"{self.column}.{name}"

    def listed(self) -> pl.Expr:
        """Whether the code is there; null without data or value."""
        return pl.col(self.column)

    def listed_as(self, name: str) -> pl.Expr:
        """Whether it is there and has an attribute; null without data or value."""
        has = pl.col(self.column) & pl.col(self.attribute(name)).fill_null(value=False)
        return pl.when(pl.col(self.column).is_not_null()).then(has)

    def answered(self, frame: pl.DataFrame, tables: Tables) -> pl.DataFrame:
        """The frame with the answers; nothing is asked where a code or the day is absent."""
        code_set = tables[self.code_set]
        keys = [*code_set.shape.keys, DAY]
        asked = frame.select(one.alias(key) for key, one in zip(keys, (*self.codes, self.day), strict=True))
        found = code_set.answers(asked.drop_nulls().unique(), latest=self.latest).select(
            *keys,
            pl.col(REACHED).alias(self.reached),
            pl.col(LISTED).alias(self.column),
            *(pl.col(name).alias(self.attribute(name)) for name in sorted(self.attributes)),
        )
        return frame.hstack(asked.join(found, on=keys, how="left", maintain_order="left").drop(keys))


@dataclass(slots=True)
class FrameUnlisted(_Asked):
    """The first member of a list that is not in a code set on a day, asked on a frame."""

    members: pl.Expr
    day: pl.Expr
    level: int = 0

    def answered(self, frame: pl.DataFrame, tables: Tables) -> pl.DataFrame:
        """The frame with the answers; nothing is asked where the list or the day is absent."""
        code_set = tables[self.code_set]
        (key,) = code_set.shape.keys
        asked = frame.select(self.members.alias(key), self.day.alias(DAY)).with_row_index("#row")
        each = asked.drop_nulls().explode(key, empty_as_null=False)
        answers = code_set.answers(each.select(key, DAY).unique()).select(key, DAY, REACHED, LISTED)
        found = (
            each.join(answers, on=[key, DAY], how="left", maintain_order="left")
            .group_by("#row")
            .agg(
                pl.col(REACHED).all().alias(self.reached),
                pl.col(key).filter(pl.col(LISTED).not_()).first().alias(self.column),
            )
        )
        return frame.hstack(asked.select("#row").join(found, on="#row", how="left", maintain_order="left").drop("#row"))
