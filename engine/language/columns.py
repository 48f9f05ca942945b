"""The same meaning for whole frames: a checked tree becomes a Polars expression.

`scalar` defines what an expression means; this module must agree with it on every claim, and a
differential test generates expressions and claims to see that it does. Why columns: 300 rules over
90,000 lines take about a third of a second this way, and claim by claim some twenty times as long.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any, Final, cast

import polars as pl

from ..dated import Dated
from ..fields import Grain, Type
from . import tree
from .functions import FUNCTIONS
from .functions.function import Argument, held_by
from .lookups import FrameLookup, FrameUnlisted
from .plan import FRAME_OF, FrameName, Plan, Question
from .scalar import inner_day
from .tree import CodeList, Value

PROFILE: Final = "#profile"
DAYS: Final[Mapping[Grain, str]] = {Grain.CLAIM: "#day", Grain.LINE: "#line_day"}
"""The day on which a claim and a line read parameters."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The history of a parameter for some profiles, by their numbers; None is for all the others."""

    profiles: frozenset[int] | None
    history: Dated[Value]


@dataclass(frozen=True, slots=True)
class ColumnGap:
    """Where something was asked for and there was no data; `asked` is true there."""

    needs: str
    hard: bool
    asked: pl.Expr


_COMPARE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITHMETIC: Final[Mapping[str, Callable[[Any, Any], Any]]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


@dataclass(slots=True)
class ColumnCompiler:
    """Compiles the expressions of one rule for one frame; `gaps` and `level` tell what it met.

    `day` overrides the day on which parameters are read: `run.submission_date` for a rule dated by
    submission. `level` is how deep questions to several rows are nested.
    """

    plan: Plan
    frame: FrameName
    parameters: Mapping[str, list[Variant]]
    day: str | None = None
    day_of: Grain = Grain.CLAIM
    gaps: list[ColumnGap] = field(default_factory=list)
    level: int = 0
    _read: dict[tuple[str, bool], pl.Expr] = field(default_factory=dict)

    def compile(self, node: tree.Node) -> pl.Expr:
        """The expression of a node; questions and needed columns are left with the plan."""
        match node:
            case tree.Constant():
                return _literal(node.value)
            case tree.FieldOf(field=known):
                self.plan.columns[self.frame].add(known.path)
                return pl.col(known.path)
            case tree.Parameter(name=name, hard=hard):  # which `let` may name many times
                if (name, hard) not in self._read:
                    self._read[name, hard] = self._chosen(node)
                return self._read[name, hard]
            case tree.Apply():
                return self._apply(node)
            case tree.Lookup():
                return self._look_up(node)
            case tree.Unlisted():
                return self._unlisted(node)
            case tree.Not(operand=operand):
                return self.compile(operand).not_()
            case tree.Logical():
                join = operator.and_ if node.operator == "and" else operator.or_
                operands = [self.compile(operand) for operand in node.operands]
                return reduce(join, operands)
            case tree.Compare():
                return cast(pl.Expr, _COMPARE[node.operator](self.compile(node.left), self.compile(node.right)))
            case tree.Member():
                return self._member(node)
            case tree.Arithmetic():
                made = cast(pl.Expr, _ARITHMETIC[node.operator](self.compile(node.left), self.compile(node.right)))
                return (made + 500) // 1000 if node.right.type is Type.QUANTITY and node.type is Type.MONEY else made
            case tree.If():
                test = self.compile(node.test)
                then, otherwise = self.compile(node.then), self.compile(node.otherwise)
                return pl.when(test).then(then).when(test.not_()).then(otherwise)
            case tree.Several():
                return self._several(node)
        raise TypeError(node)

    def _chosen(self, node: tree.Parameter) -> pl.Expr:
        """The parameter's value on each row; a column of the frame where it is not the same for all."""
        found = self._by_parameter(node, _literal)
        if not found.meta.root_names():
            return found
        return self.plan.choose(found, self.frame, repr((self.day or DAYS[self.day_of], self.parameters[node.name])))

    def _by_parameter(self, node: tree.Parameter, build: Callable[[Value], pl.Expr]) -> pl.Expr:
        """`build` of the parameter's value on each row, by profile and day; null where it has none."""
        day = pl.col(self.day or DAYS[self.day_of])
        variants = self.parameters[node.name]
        # a history that begins before all days covers them: the last variant then needs no test
        covered = all(date.min in variant.history.values for variant in variants)
        chosen: list[tuple[pl.Expr, Value]] = []
        for variant in variants:
            mine = [] if variant.profiles is None else [pl.col(PROFILE).is_in(sorted(variant.profiles))]
            for start in sorted(variant.history.values, reverse=True):
                tests = [*mine, *([day >= start] if start > date.min else [])]
                chosen.append((reduce(operator.and_, tests, pl.lit(value=True)), variant.history.values[start]))
        built = {repr(value): build(value) for _, value in chosen}  # equal values are compiled once
        if not covered:
            there = reduce(operator.or_, [where for where, _ in chosen])
            self.gaps.append(ColumnGap(f"a value of {node.name}", node.hard, there.not_()))
        tested = chosen[:-1] if covered else chosen
        otherwise = built[repr(chosen[-1][1])] if covered else pl.lit(None)
        found: Any = pl
        for where, value in tested:
            found = found.when(where).then(built[repr(value)])
        return cast(pl.Expr, found.otherwise(otherwise)) if tested else otherwise  # a chain of when and then

    def _apply(self, node: tree.Apply) -> pl.Expr:
        function = FUNCTIONS[node.function]
        arguments: list[Argument] = []
        by_parameter: tuple[int, tree.Parameter] | None = None
        for i, argument in enumerate(node.arguments):
            if isinstance(argument, tree.Constant):
                arguments.append(argument.value)
            elif isinstance(argument, tree.Parameter) and argument.type is Type.CODES:
                by_parameter = (i, argument)
                arguments.append(CodeList(frozenset()))
            else:
                arguments.append(self.compile(argument))
        if by_parameter is None:
            return function.column(*arguments)
        at, parameter = by_parameter
        return self._by_parameter(parameter, lambda v: function.column(*arguments[:at], v, *arguments[at + 1 :]))

    def _member(self, node: tree.Member) -> pl.Expr:
        needle = self.compile(node.needle)
        match node.list:
            case tree.Constant(value=CodeList() as codes):
                return held_by(codes, needle)
            case tree.Parameter() as parameter:
                return self._by_parameter(
                    parameter, lambda value: held_by(cast(CodeList, value), needle)
                )  # its unit is codes
            case other:
                before = len(self.gaps)
                members = self.compile(other)
                found = members.list.contains(needle).fill_null(value=False)
                # a list that could not be made, for want of data, may hold anything
                missed = [gap.asked.fill_null(value=False).not_() for gap in self.gaps[before:]]
                return pl.when(needle.is_not_null(), *missed).then(found)

    def _several(self, node: tree.Several) -> pl.Expr:
        source = FRAME_OF[node.owner, node.member]
        day_of = inner_day(self.day_of, node.owner)
        inside = ColumnCompiler(self.plan, source, self.parameters, self.day, day_of)
        condition = None if node.condition is None else inside.compile(node.condition)
        element = inside.compile(node.element)
        asked_of = (node, self.day, day_of, self._variants_of(node))
        for number, gap in enumerate(inside.gaps):
            question = Question("", source, node.owner, "any", gap.asked, None, inside.level)
            asked = self.plan.ask(question, self.frame, ("gap", number, *asked_of))
            self.gaps.append(ColumnGap(gap.needs, gap.hard, asked.answer()))
        question = Question("", source, node.owner, node.function, element, condition, inside.level)
        self.level = max(self.level, inside.level + 1)
        return self.plan.ask(question, self.frame, asked_of).answer()

    def _look_up(self, node: tree.Lookup) -> pl.Expr:
        outer, self.level = self.level, 0
        codes, day = tuple(self.compile(code) for code in node.codes), self.compile(node.day)
        own, self.level = self.level, max(outer, self.level)
        lookup = FrameLookup("", node.code_set, codes, day, own, latest=node.latest)
        asked = self.plan.look_up(lookup, self.frame, self._meaning(node, *node.codes, node.day, node.latest))
        self.gaps.append(ColumnGap(node.needs, node.hard, asked.missed()))
        if node.attribute is None:
            return asked.listed()
        asked.attributes.add(node.attribute)
        return pl.col(asked.attribute(node.attribute)) if node.is_value else asked.listed_as(node.attribute)

    def _unlisted(self, node: tree.Unlisted) -> pl.Expr:
        outer, self.level = self.level, 0
        members, day = self.compile(node.members), self.compile(node.day)
        own, self.level = self.level, max(outer, self.level)
        lookup = FrameUnlisted("", node.code_set, members, day, own)
        asked = self.plan.look_up(lookup, self.frame, self._meaning(node, node.members, node.day))
        self.gaps.append(ColumnGap(f"code set {node.code_set}", node.hard, asked.missed()))
        return pl.col(asked.column)

    def _meaning(self, node: tree.Lookup | tree.Unlisted, *parts: tree.Node | bool) -> Hashable:
        """What tells a look-up from every other on its frame."""
        variants = [self._variants_of(part) for part in parts if isinstance(part, tree.Node)]
        return (type(node), node.code_set, parts, self.day, self.day_of, *variants)

    def _variants_of(self, node: tree.Node) -> str:
        """What the parameters of a question are: rules may call different ones by the same name."""
        names = sorted({part.name for part in tree.walk(node) if isinstance(part, tree.Parameter)})
        return repr([(name, self.parameters[name]) for name in names])


def _literal(value: Value) -> pl.Expr:
    match value:
        case bool() | str() | date():
            return pl.lit(value)
        case int():
            return pl.lit(value, pl.Int64)
        case tuple():
            return pl.lit(list(value))
        case CodeList():
            return pl.lit(value.written(), pl.List(pl.String))  # to be shown; where it is asked of, it is no literal
