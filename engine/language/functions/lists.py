"""Lists of codes: modifiers, pointers, causes."""

from __future__ import annotations

from functools import partial
from typing import Final

import polars as pl

from ...fields import Type
from ..tree import CodeList
from .function import LISTS, Argument, Function, expression, held_inside


def size(members: tuple[str, ...] | None) -> int:
    """The number of members of a list; 0 when it is absent.

    >>> size(("59", "LT")), size(None)
    (2, 0)
    """
    return len(members or ())


def repeated(members: tuple[str, ...] | None) -> bool:
    """Whether a member stands twice in a list.

    >>> repeated(("59", "LT", "59")), repeated(None)
    (True, False)
    """
    return members is not None and len(set(members)) < len(members)


def overlap(one: tuple[str, ...] | None, other: tuple[str, ...] | CodeList | None) -> bool:
    """Whether two lists have a member in common; ranges of a code list count.

    >>> overlap(("26", "LT"), CodeList.of(["LT", "RT"])), overlap(None, ("LT",))
    (True, False)
    """
    if isinstance(other, CodeList):
        return any(other.holds(code) for code in one or ())
    return not set(one or ()).isdisjoint(other or ())


def same_codes(one: tuple[str, ...] | None, other: tuple[str, ...] | CodeList | None) -> bool:
    """Whether two lists have the same members, in whatever order; an absent list has none.

    >>> same_codes(("26", "LT"), ("LT", "26")), same_codes(("26", "LT"), ("26",)), same_codes(None, None)
    (True, False, True)
    """
    if isinstance(other, CodeList):
        return not other.ranges and set(one or ()) == other.codes
    return set(one or ()) == set(other or ())


def first_beginning(codes: tuple[str, ...], beginnings: tuple[str, ...] | CodeList) -> str | None:
    """The first of some codes that begins with a member of a list; ranges of a code list count.

    >>> first_beginning(("R05", "J680"), ("J68", "J60")), first_beginning(("R05",), CodeList.of(["A00-B99"]))
    ('J680', None)
    """
    begins = beginnings.begins if isinstance(beginnings, CodeList) else lambda code: code.startswith(beginnings)
    return next((code for code in codes if begins(code)), None)


def _first_beginning(codes: Argument, beginnings: Argument) -> pl.Expr:
    columns = [expression(codes).alias("codes")]
    if not isinstance(beginnings, CodeList):
        columns.append(expression(beginnings).alias("beginnings"))
    first = partial(_first_beginnings, written=beginnings if isinstance(beginnings, CodeList) else None)
    return pl.struct(columns).map_batches(first, return_dtype=pl.String(), is_elementwise=True)


def _first_beginnings(asked: pl.Series, written: CodeList | None) -> pl.Series:
    """Each distinct code is held against each distinct list once: a block has a few hundred of either."""
    rows = asked.struct.unnest().with_row_index("#row")
    each = rows.drop_nulls().explode("codes", empty_as_null=False)
    on = ["codes"] if written else ["codes", "beginnings"]
    distinct = each.select(on).unique()
    held = [first_beginning((code,), written or tuple(rest[0])) is not None for code, *rest in distinct.iter_rows()]
    begun = each.join(distinct.filter(pl.Series(held, dtype=pl.Boolean)), on=on, how="semi", maintain_order="left")
    first = begun.group_by("#row", maintain_order=True).agg(pl.col("codes").first())
    return rows.select("#row").join(first, on="#row", how="left", maintain_order="left")["codes"]


def _repeated(members: Argument) -> pl.Expr:
    codes = expression(members)
    return (codes.list.n_unique() < codes.list.len()).fill_null(value=False)


def _overlap(one: Argument, other: Argument) -> pl.Expr:
    codes = expression(one)
    if isinstance(other, CodeList):
        common = codes.list.eval(held_inside(other, pl.element())).list.any()
    else:
        common = codes.list.set_intersection(expression(other)).list.len() > 0
    return common.fill_null(value=False)


def _same_codes(one: Argument, other: Argument) -> pl.Expr:
    if isinstance(other, CodeList):
        if other.ranges:
            return pl.lit(value=False)
        distinct = expression(one).list.n_unique().fill_null(0)
        return (distinct == len(other.codes)) & (_common(one, sorted(other.codes)) == distinct)
    counts = [expression(members).list.n_unique().fill_null(0) for members in (one, other)]
    return (counts[0] == counts[1]) & (_common(one, expression(other)) == counts[0])


def _common(one: Argument, other: pl.Expr | list[str]) -> pl.Expr:
    """How many members two lists have in common."""
    return expression(one).list.set_intersection(other).list.len().fill_null(0)


FUNCTIONS: Final = (
    Function(
        "size",
        (LISTS,),
        Type.INTEGER,
        size,
        lambda m: expression(m).list.len().cast(pl.Int64).fill_null(0),
        total=True,
    ),
    Function("repeated", (LISTS,), Type.TRUTH, repeated, _repeated, total=True),
    Function("overlap", (LISTS, LISTS), Type.TRUTH, overlap, _overlap, total=True),
    Function("same_codes", (LISTS, LISTS), Type.TRUTH, same_codes, _same_codes, total=True),
    Function("first_beginning", (LISTS, LISTS), Type.CODE, first_beginning, _first_beginning),
)
