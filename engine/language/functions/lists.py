"""Lists of codes: modifiers, pointers, causes."""

from __future__ import annotations

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
)
