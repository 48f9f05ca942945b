"""Rows with days: where they contradict each other, which check is the newer, and what several persons share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from .sheet_rows import FILE, ROW

FROM, TO = "from", "to"

_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 30)
_OPEN: Final = (pl.col(FROM).fill_null(_FIRST), pl.col(TO).fill_null(_LAST))

Telling = Callable[[int, int, int], object]
"""Tells of a file's row that another row says otherwise: file, row, and the row before it."""


def without_contradictions(rows: pl.DataFrame, keys: Sequence[str], tell: Telling) -> pl.DataFrame:
    """The rows, without those whose days overlap an earlier row of the same keys that says otherwise.

    `rows` has FILE and ROW besides. A row that says the same as an earlier one is left out silently.
    """
    values = [name for name in rows.columns if name not in {*keys, FILE, ROW}]
    rows = rows.unique([*keys, *values], keep="first", maintain_order=True)
    if not rows.select(keys).is_duplicated().any():
        return rows
    rows = rows.with_row_index("#at").with_columns(_OPEN[0].alias("#from"), _OPEN[1].alias("#to"))
    ordered = rows.sort(*keys, "#from", "#at").with_columns(
        pl.col("#to").cum_max().shift(1).over(keys).alias("#before")
    )
    doubtful = ordered.filter(pl.col("#from") <= pl.col("#before")).select(keys).unique()
    if doubtful.is_empty():
        return rows.drop("#at", "#from", "#to")
    refused: list[int] = []
    some = rows.join(doubtful, on=keys, how="semi", nulls_equal=True).sort("#at")
    kept: dict[tuple[Any, ...], list[tuple[date, date, int]]] = {}
    for row in some.select(*keys, "#from", "#to", "#at", FILE, ROW).iter_rows():
        key, (first, last, at, file, number) = row[: len(keys)], row[len(keys) :]
        others = kept.setdefault(key, [])
        clash = next((one for one in others if one[0] <= last and first <= one[1]), None)
        if clash is None:
            others.append((first, last, number))
        else:
            refused.append(at)
            tell(file, number, clash[2])
    return rows.filter(~pl.col("#at").is_in(refused)).drop("#at", "#from", "#to")


def without_contradicting_members(exploded: pl.DataFrame, keys: Sequence[str], tell: Telling) -> pl.DataFrame:
    """The same for rows that were taken apart by a list: one that contradicts in a member leaves with all of them."""
    refused: dict[tuple[int, int], int] = {}
    kept = without_contradictions(exploded, keys, lambda file, row, before: refused.setdefault((file, row), before))
    for (file, row), before in refused.items():
        tell(file, row, before)
    return kept.join(
        pl.DataFrame(list(refused), {FILE: pl.Int64, ROW: pl.Int64}, orient="row"), on=[FILE, ROW], how="anti"
    )


def newest(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The rows, each cut off where a newer check of the same keys begins to answer (`checked_on`; none is oldest)."""
    when = pl.col("checked_on").fill_null(_FIRST).alias("#when")
    rows = rows.with_columns(when, _OPEN[0].alias("#from"))
    if not rows.select(*keys).is_duplicated().any():
        return rows.drop("#when", "#from")
    checks = (
        rows.group_by(*keys, "#when")
        .agg(pl.col("#from").min())
        .sort("#when", descending=True)
        .with_columns(pl.col("#from").cum_min().shift(1).over(keys).alias("#until"))
        .drop("#from")
    )
    until = pl.col("#until")
    last = pl.when(until > _FIRST).then(until - pl.duration(days=1))
    return (
        rows.join(checks, on=[*keys, "#when"], how="left", nulls_equal=True, maintain_order="left")
        .filter(until.is_null() | (until > pl.col("#from")))
        .with_columns(pl.min_horizontal(TO, last).alias(TO))
        .drop("#when", "#from", "#until")
    )


def shared(rows: pl.DataFrame, keys: Sequence[str], special: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """One row for each run of days of the same keys: what all rows of those days share, null where they differ.

    `special` has the columns that are put together in another way.
    """
    alone = ~rows.select(keys).is_duplicated()
    if alone.all():
        return rows
    several = rows.filter(~alone).with_columns(_OPEN[0].alias("#from"), _OPEN[1].alias("#to"))
    bounds = (
        pl.concat(
            [several.select(*keys, pl.col("#from").alias("#start")),
             several.select(*keys, (pl.col("#to") + pl.duration(days=1)).alias("#start"))]
        )
        .unique()
        .sort(*keys, "#start")
        .with_columns(pl.col("#start").shift(-1).over(keys).alias("#next"))
        .filter(pl.col("#next").is_not_null())
    )  # fmt: skip
    values = [name for name in rows.columns if name not in {*keys, FROM, TO}]
    one = [
        special.get(name, pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first())).alias(name)
        for name in values
    ]
    made = (
        bounds.join(several, on=keys, nulls_equal=True)
        .filter(pl.col("#from") <= pl.col("#start"), pl.col("#to") >= pl.col("#start"))
        .group_by(*keys, "#start", "#next", maintain_order=True)
        .agg(one)
        .with_columns(
            pl.when(pl.col("#start") > _FIRST).then("#start").alias(FROM),
            pl.when(pl.col("#next") <= _LAST).then(pl.col("#next") - pl.duration(days=1)).alias(TO),
        )
    )
    return pl.concat([rows.filter(alone), made.select(rows.columns)])
