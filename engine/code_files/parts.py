"""What was taken of each file, what was refused of it, and the release that several of them make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import polars as pl

from ..code_sets.release import FROM, TO, Release, Source
from ..code_sets.window import Window
from ..errors import Problem
from .columns import LINE, Beneath
from .downloads import Download

MOST_REFUSALS: Final = 100
"""So many rows that were not taken are named, the others counted."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a row is not taken: where `found` is true."""

    found: pl.Expr
    sentence: str
    kind: str


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one file that were taken, how many were read, and those that were not taken."""

    source: Source
    rows: pl.DataFrame
    read: int
    refused: tuple[Problem, ...] = ()
    refused_count: int = 0
    notes: tuple[str, ...] = ()

    def select(self, *columns: str | pl.Expr) -> Part:
        """The same with other columns."""
        return replace(self, rows=self.rows.select(*columns))


def part(download: Download, found: Beneath, wrongs: Sequence[Wrong]) -> Part:
    """The rows beneath a header without those that are wrong; the first reason that holds is given."""
    reasons = list(wrongs)
    if found.torn.len():
        torn = pl.col(LINE).is_in(found.torn.implode())
        sentence = "the row has more fields than the header, or a cell with a line break"
        reasons.insert(0, Wrong(torn, sentence, "bad-row"))
    notes = [f"{download.name}: column '{name}' is not known and was left out" for name in found.unknown]
    return checked(download, found.rows, reasons, notes)


def checked(
    download: Download,
    rows: pl.DataFrame,
    wrongs: Sequence[Wrong],
    notes: Iterable[str] = (),
    *,
    measured: bool = True,
) -> Part:
    """The rows (with `line`) of a file without those that are wrong; InputError where all are.

    Of a file that is never in memory at once the source is not `measured` here.
    """
    which = rows.lazy().select(
        LINE, *(wrong.found.fill_null(value=False).alias(str(at)) for at, wrong in enumerate(wrongs))
    )
    bad = which.filter(pl.any_horizontal(pl.exclude(LINE))).collect() if wrongs else rows.clear()
    refused = []
    for line, *reasons in bad.head(MOST_REFUSALS).iter_rows():
        wrong = wrongs[reasons.index(True)]
        where = "row" if download.kind == "workbook" else "line"
        refused.append(Problem(download.file, f"{where} {line}", wrong.sentence, wrong.kind))
    if bad.height == rows.height > 0:
        download.refuse(
            f"of {rows.height:,} rows none can be taken; the first because {_inside(refused[0].sentence)}",
            "bad-table",
            "it may be a file of another kind, or the publisher has changed the layout",
            refused[0].place if isinstance(refused[0].place, str) else None,
        )
    kept = rows.filter(~pl.col(LINE).is_in(bad[LINE].implode())) if bad.height else rows
    source = download.source if measured else Source(download.name, 0, "")
    return Part(source, kept.drop(LINE), rows.height, tuple(refused), bad.height, tuple(notes))


def _inside(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def released(
    code_set: str,
    edition: str,
    reaches: Window,
    keys: Sequence[str],
    parts: Sequence[Part],
    notes: Iterable[str] = (),
) -> Release:
    """The release that the parts make; rows have the keys, `from` and `to` (added where absent), attributes."""
    rows = pl.concat([one.rows for one in parts], how="vertical")
    for name in (FROM, TO):
        if name not in rows.columns:
            rows = rows.with_columns(pl.lit(None, pl.Date).alias(name))
    order = [*keys, FROM]
    rows = rows.select(*keys, FROM, TO, pl.exclude(*keys, FROM, TO))
    if not _is_sorted(rows, order):
        rows = rows.sort(order, nulls_last=False, maintain_order=True)
    refused = [problem for one in parts for problem in one.refused][:MOST_REFUSALS]
    return Release(
        code_set,
        edition,
        reaches,
        tuple(keys),
        rows,
        tuple(one.source for one in parts),
        sum(one.read for one in parts),
        tuple(refused),
        sum(one.refused_count for one in parts),
        tuple(dict.fromkeys([*notes, *(note for one in parts for note in one.notes)])),
    )


def first_day(parts: Sequence[Part], otherwise: date) -> date:
    """The first day from which a row of the parts holds, or another one where that is earlier."""
    days = [day for one in parts for day in [one.rows[FROM].min()] if isinstance(day, date)]
    return min([*days, otherwise])


def _is_sorted(rows: pl.DataFrame, order: Sequence[str]) -> bool:
    """Whether rows follow their keys: NCCI's do, and sorting millions takes seconds."""
    before, equal = pl.lit(False), pl.lit(True)
    for name in order:
        here, last = pl.col(name), pl.col(name).shift(1)
        before = before | (equal & ((here < last) | (here.is_null() & last.is_not_null())).fill_null(value=False))
        equal = equal & here.eq_missing(last)
    return not rows.lazy().select(before.any()).collect().item()
