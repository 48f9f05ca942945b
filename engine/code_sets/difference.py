"""What one release says that the one before did not: rows added, ended, changed and taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from .release import FROM, TO
from .window import Window

SHOWN: Final = 5
"""So many examples of each kind are kept."""

_NUMBER, _BEFORE, _THERE = "#number", "#before ", "#there"


@dataclass(frozen=True, slots=True)
class Example:
    """A row by which a difference is shown: its key and its window, as the newer release has them."""

    codes: tuple[str, ...]
    window: tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rows of one kind, and the first of them."""

    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The rows in which a release differs from the edition `before`.

    `ended` rows have the same key and first day, and end sooner than was known; `changed` ones differ in
    anything else but their first day; `taken_out` are no longer there at all.
    """

    before: str
    added: Changes
    ended: Changes
    changed: Changes
    taken_out: Changes

    @property
    def is_none(self) -> bool:
        """Whether both say the same."""
        return not any(part.count for part in (self.added, self.ended, self.changed, self.taken_out))


def clipped(rows: pl.DataFrame, reaches: Window) -> pl.DataFrame:
    """The rows without first and last days that only say where the release begins and ends to know.

    Of a table that tells of its own quarter alone every row begins with the quarter; compared by that day,
    two quarters would have no row in common.
    """
    first, last = reaches
    return rows.with_columns(
        pl.when(pl.col(FROM) > first).then(FROM).alias(FROM), pl.when(pl.col(TO) < last).then(TO).alias(TO)
    )


def difference(before: str, old: pl.DataFrame, new: pl.DataFrame, keys: Sequence[str]) -> Difference:
    """Compare canonical rows; `before` names the edition of the old ones.

    Rows that are equal in everything are set aside first, which leaves few. A key may have two rows with one
    first day (NCCI keeps the one that never was beside the one that is), so they are paired in their order.
    """
    both = [name for name in new.columns if name in old.columns]
    gone = old.join(new, on=both, how="anti", nulls_equal=True)
    come = new.join(old, on=both, how="anti", nulls_equal=True)
    paired = [*keys, FROM, _NUMBER]
    gone, come = (
        rows.sort(*keys, FROM, TO, nulls_last=True).with_columns(
            pl.int_range(pl.len()).over(*keys, FROM).alias(_NUMBER)
        )
        for rows in (gone, come)
    )
    met = come.join(
        gone.select(*paired, pl.exclude(*paired).name.prefix(_BEFORE)).with_columns(pl.lit(True).alias(_THERE)),
        on=paired, how="left", nulls_equal=True, maintain_order="left",
    )  # fmt: skip
    there = pl.col(_THERE).is_not_null()
    sooner = pl.col(TO) < pl.coalesce(pl.col(_BEFORE + TO), pl.lit(date.max))
    others = [name for name in both if name not in {*keys, FROM, TO}]
    alike = pl.all_horizontal(pl.lit(True), *(pl.col(name).eq_missing(pl.col(_BEFORE + name)) for name in others))
    ended = (there & sooner & alike).fill_null(value=False)
    return Difference(
        before,
        _changes(met.filter(there.not_()), keys),
        _changes(met.filter(ended), keys),
        _changes(met.filter(there & ended.not_()), keys),
        _changes(gone.join(come, on=paired, how="anti", nulls_equal=True, maintain_order="left"), keys),
    )


def together(differences: Sequence[Difference]) -> Difference:
    """The difference of a whole from those of its parts, in their order, to one edition."""

    def summed(parts: Sequence[Changes]) -> Changes:
        examples = [example for part in parts for example in part.examples]
        return Changes(sum(part.count for part in parts), tuple(examples[:SHOWN]))

    return Difference(
        differences[0].before,
        summed([one.added for one in differences]),
        summed([one.ended for one in differences]),
        summed([one.changed for one in differences]),
        summed([one.taken_out for one in differences]),
    )


def _changes(rows: pl.DataFrame, keys: Sequence[str]) -> Changes:
    first = rows.head(SHOWN).select(*keys, FROM, TO).rows()
    return Changes(rows.height, tuple(Example(row[:-2], (row[-2], row[-1])) for row in first))
