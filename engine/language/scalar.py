"""What an expression means: the definition of the language, for one claim at a time.

This is the short, obvious evaluator. It judges the cases of rules, and it is the oracle that the
column evaluator is tested against. Absent is None throughout. Nothing is short-circuited, so that
every look-up without data is noticed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol, cast

from ..fields import Grain, Type
from . import tree
from .functions import FUNCTIONS
from .records import Record
from .tree import Value


class Lookups(Protocol):
    """What the evaluator asks of the code sets."""

    def has_data(self, code_set: str, day: date, codes: Sequence[str] = ()) -> bool:
        """Whether there is data for that day, and of these codes."""

    def answer(
        self, code_set: str, codes: Sequence[str], day: date, *, latest: bool = False
    ) -> Mapping[str, object] | None:
        """The attributes of a code on the day; None where it is not there; `latest`: as known last by the day."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the evaluator asked for and there was no data: a code set, or a parameter's value."""

    needs: str
    hard: bool


@dataclass(slots=True)
class Context:
    """All that an expression can see besides itself.

    `rows` are the rows in sight by grain; `days` the day on which parameters are read, for a claim
    and for a line; `parameter` gives the value of a parameter on a day. `gaps` collects what was
    asked for and not there.
    """

    rows: dict[Grain, Record]
    days: Mapping[Grain, date | None]
    parameter: Callable[[str, date | None], Value | None]
    lookups: Lookups
    day_of: Grain = Grain.CLAIM
    gaps: list[Gap] = field(default_factory=list)

    def inside(self, row: Record, owner: Grain) -> Context:
        """The context for one row of a member of `owner`."""
        rows = {**self.rows, row.grain: row}
        day_of = inner_day(self.day_of, owner)
        return Context(rows, self.days, self.parameter, self.lookups, day_of, self.gaps)


def inner_day(outer: Grain, owner: Grain) -> Grain:
    """Whose day parameters are read on within a question to what an owner has several of.

    A question to all lines of a claim is asked on the claim's day, whatever it asks of each line.
    """
    return Grain.CLAIM if Grain.CLAIM in (outer, owner) else Grain.LINE


_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITHMETIC: Final[Mapping[str, Callable[[int, int], int]]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def conjunction(values: list[bool | None]) -> bool | None:
    """Kleene's and: false if one is false, else unknown if one is unknown.

    >>> conjunction([True, None, False]), conjunction([True, None]), conjunction([])
    (False, None, True)
    """
    return False if False in values else (None if None in values else True)


def disjunction(values: list[bool | None]) -> bool | None:
    """Kleene's or: true if one is true, else unknown if one is unknown.

    >>> disjunction([False, None, True]), disjunction([False, None]), disjunction([])
    (True, None, False)
    """
    return True if True in values else (None if None in values else False)


def evaluate(node: tree.Node, context: Context) -> Value | None:
    """The value of an expression, None where it is absent or unknown."""
    match node:
        case tree.Constant(value=value):
            return value
        case tree.FieldOf(field=known):
            return context.rows[known.grain].values.get(known.name)
        case tree.Parameter(name=name, hard=hard):
            in_force = context.parameter(name, context.days[context.day_of])
            if in_force is None:
                context.gaps.append(Gap(f"a value of {name}", hard))
            return in_force
        case tree.Apply():
            return _apply(node, [evaluate(argument, context) for argument in node.arguments])
        case tree.Lookup():
            return _look_up(
                node, [evaluate(code, context) for code in node.codes], evaluate(node.day, context), context
            )
        case tree.Unlisted():
            return _unlisted(node, evaluate(node.members, context), evaluate(node.day, context), context)
        case tree.Not(operand=operand):
            truth = evaluate(operand, context)
            return None if truth is None else not truth
        case tree.Logical():
            truths = [
                cast("bool | None", evaluate(operand, context)) for operand in node.operands
            ]  # the checker saw to it
            return conjunction(truths) if node.operator == "and" else disjunction(truths)
        case tree.Compare():
            left, right = evaluate(node.left, context), evaluate(node.right, context)
            return None if left is None or right is None else _COMPARE[node.operator](left, right)
        case tree.Member():
            needle, before = evaluate(node.needle, context), len(context.gaps)
            haystack = evaluate(node.list, context)
            # a list that could not be made, for want of data, may hold anything
            return None if len(context.gaps) > before else _member(needle, haystack)
        case tree.Arithmetic():
            one, other = evaluate(node.left, context), evaluate(node.right, context)
            if one is None or other is None:
                return None
            made = _ARITHMETIC[node.operator](cast(int, one), cast(int, other))  # the checker saw to it
            return (made + 500) // 1000 if node.right.type is Type.QUANTITY and node.type is Type.MONEY else made
        case tree.If():
            test = evaluate(node.test, context)
            then, otherwise = evaluate(node.then, context), evaluate(node.otherwise, context)
            return None if test is None else (then if test else otherwise)
        case tree.Several():
            return _several(node, context)
    raise TypeError(node)


def _apply(node: tree.Apply, arguments: list[Value | None]) -> Value | None:
    function = FUNCTIONS[node.function]
    for argument, value in zip(node.arguments, arguments, strict=True):
        # a list parameter without a value is no data, which is not an empty list
        no_data = isinstance(argument, tree.Parameter) and argument.type is Type.CODES
        if value is None and (no_data or not function.total):
            return None
    return cast("Value | None", function.scalar(*arguments))


def _look_up(node: tree.Lookup, codes: list[Value | None], day: Value | None, context: Context) -> Value | None:
    known = [code for code in codes if isinstance(code, str)]
    if len(known) < len(codes) or not isinstance(day, date):
        return None
    if not context.lookups.has_data(node.code_set, day, known):
        context.gaps.append(Gap(node.needs, node.hard))
        return None
    found = context.lookups.answer(node.code_set, known, day, latest=node.latest)
    if node.is_value:
        value = found[cast(str, node.attribute)] if found else None  # the checker saw to it
        return tuple(value) if isinstance(value, list) else cast("Value | None", value)
    return found is not None and (node.attribute is None or found[node.attribute] is True)


def _unlisted(node: tree.Unlisted, members: Value | None, day: Value | None, context: Context) -> Value | None:
    if not isinstance(members, tuple) or not isinstance(day, date):
        return None
    if not context.lookups.has_data(node.code_set, day):
        context.gaps.append(Gap(f"code set {node.code_set}", node.hard))
        return None
    codes = cast("tuple[str, ...]", members)  # the checker saw to it
    return next((code for code in codes if context.lookups.answer(node.code_set, [code], day) is None), None)


def _member(needle: Value | None, haystack: Value | None) -> bool | None:
    if needle is None:
        return None
    if isinstance(haystack, tree.CodeList):
        return haystack.holds(cast(str, needle))  # the checker saw to it
    return needle in cast("tuple[str, ...]", haystack or ())  # an absent list has no member


def _several(node: tree.Several, context: Context) -> Value | None:
    rows = context.rows[node.owner].members.get(node.member, [])
    found: list[Value | None] = []
    for row in rows:
        inside = context.inside(row, node.owner)
        wanted = True if node.condition is None else evaluate(node.condition, inside)
        value = evaluate(node.element, inside)
        if wanted is True:
            found.append(value)
    there = [cast(int, value) for value in found if value is not None]  # numbers, dates or truth: all can be compared
    match node.function:
        case "any":
            return disjunction(cast("list[bool | None]", found))
        case "all":
            return conjunction(cast("list[bool | None]", found))
        case "count":
            return len(found)
        case "sum":
            return sum(there)
        case "min":
            return min(there, default=None)
        case "max":
            return max(there, default=None)
        case "first":
            return there[0] if there else None
        case "repeated":
            return len(set(there)) < len(there)
        case "codes":
            return cast("Value | None", tuple(dict.fromkeys(there)) or None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a rule on one row: it fires, stays silent, or could not be evaluated."""

    fires: bool
    not_evaluated: tuple[str, ...] = ()


def judge(condition: tree.Node, context: Context) -> Verdict:
    """Whether a rule fires on a row; not evaluated where missing data leaves it undecided."""
    context.gaps.clear()
    truth = evaluate(condition, context)
    gaps = [gap.needs for gap in context.gaps if gap.hard or truth is None]
    if gaps:
        return Verdict(fires=False, not_evaluated=tuple(dict.fromkeys(gaps)))
    return Verdict(fires=truth is True)
