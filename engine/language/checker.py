"""What checks an expression: names, numbers and operators; other forms are handed to it.

Calls, comparisons and questions to several rows check their parts with it again, so it is given
them by `check` instead of importing them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from ..documents import Text, nearest
from ..errors import Problem
from ..fields import FIELDS, MEMBERS, Grain, Type
from . import syntax, tree
from .scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMERIC: Final = (Type.INTEGER, Type.MONEY, Type.QUANTITY)
ORDERED: Final = (*NUMERIC, Type.DATE)
TEXTUAL: Final = (Type.TEXT, Type.CODE)
SCALE: Final = {Type.INTEGER: 1, Type.MONEY: 100, Type.QUANTITY: 1000}

WORDS: Final = {
    Type.TEXT: "a text", Type.CODE: "a code", Type.INTEGER: "a whole number", Type.MONEY: "money",
    Type.QUANTITY: "a quantity", Type.DATE: "a date", Type.TRUTH: "true or false",
    Type.CODES: "a list of codes", Type.DATES: "a list of dates",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number(tree.Node):
    """A number written in a rule, before its neighbour says whether it is money or a quantity."""

    value: Decimal


PROCEDURE: Final = "procedure"
FEE_SCHEDULE: Final = "mpfs"
"""`procedure.status` in a rule for each line asks this code set."""

MOST_NODES: Final = 5_000
DEEPEST: Final = 100
"""`let` names are replaced by what they stand for, so that forty of them, each twice the one before,
would be a billion parts. The largest rule we ship has about a hundred."""


class Stop(Exception):
    """This part cannot be checked further; its problem has been noted."""


Forms: TypeAlias = "Mapping[type[syntax.Node], Callable[[Checker, Any], tree.Node]]"
"""What checks each kind of node that the checker itself does not know."""


class Checker:
    """Checks the expressions of one text; `problems` collects what is wrong.

    `forms` has what checks the kinds of nodes that are not dealt with here.
    """

    def __init__(self, text: Text, scope: Scope, problems: list[Problem], forms: Forms) -> None:
        self.text = text
        self.scope = scope
        self.problems = problems
        self.forms = forms
        self.absorbing = 0
        self.depth = 0
        self.parts = [0]  # how many were checked; shared by the checkers of one expression

    def stop(self, node: syntax.Node, sentence: str, kind: str, hint: str = "") -> Stop:
        """Note a problem under a node; raise what this returns."""
        problem = self.text.source.problem(self.text.place(node.start, node.end), sentence, kind, hint)
        if problem not in self.problems:
            self.problems.append(problem)
        return Stop()

    @contextmanager
    def absorbed(self, *, really: bool = True) -> Iterator[None]:
        """Within, an unknown does not reach the condition, so no data must be reported by itself."""
        self.absorbing += really
        yield
        self.absorbing -= really

    def within(self, text: Text, scope: Scope) -> Checker:
        """A checker for a part in another scope or text, which counts with this one."""
        inner = Checker(text, scope, self.problems, self.forms)
        inner.absorbing, inner.depth, inner.parts = self.absorbing, self.depth, self.parts
        return inner

    def check(self, node: syntax.Node) -> tree.Node:
        """The checked tree of a node; Stop when it cannot be."""
        self.parts[0] += 1
        if self.parts[0] > MOST_NODES or self.depth > DEEPEST:
            raise self.stop(node, "this grows too large with the names it uses", "too-much", "make it two rules")
        self.depth += 1
        try:
            return self._check(node)
        finally:
            self.depth -= 1

    def _check(self, node: syntax.Node) -> tree.Node:
        if (form := self.forms.get(type(node))) is not None:
            return form(self, node)
        match node:
            case syntax.Written(value=bool() as truth):
                return tree.Constant(Type.TRUTH, truth)
            case syntax.Written(value=str() as text):
                return tree.Constant(Type.TEXT, text)
            case syntax.Written(value=Decimal() as number):
                return Number(Type.QUANTITY, number)
            case syntax.Path():
                return self._path(node)
            case syntax.Unary(operator="not"):
                return tree.Not(Type.TRUTH, self.truth(node.operand))
            case syntax.Unary():
                operand = self.check(node.operand)
                if isinstance(operand, Number):
                    return Number(Type.QUANTITY, -operand.value)
                self.demand(node.operand, operand, NUMERIC, "a minus takes a number")
                return tree.Arithmetic(operand.type, "-", tree.Constant(operand.type, 0), operand)
            case syntax.Arithmetic():
                return self._arithmetic(node)
            case syntax.Logical():
                return tree.Logical(Type.TRUTH, node.operator, tuple(self.truth(operand) for operand in node.operands))
            case syntax.Conditional():
                test = self.truth(node.test)
                then, otherwise = self.alike(node, (node.then, node.otherwise))
                if then.type in (Type.CODES, Type.DATES):
                    raise self.stop(node, "`if` chooses between single values, not lists", "wrong-type")
                return tree.If(then.type, test, then, otherwise)
        raise self.stop(node, "this cannot stand here", "not-in-language")

    def truth(self, node: syntax.Node) -> tree.Node:
        """A condition."""
        checked = self.settled(node)
        self.demand(node, checked, (Type.TRUTH,), "a condition is true or false")
        return checked

    def settled(self, node: syntax.Node) -> tree.Node:
        """A checked node that is no longer a bare number: a whole number unless its neighbour said otherwise."""
        checked = self.check(node)
        return self.fit(node, checked, Type.INTEGER) if isinstance(checked, Number) else checked

    def demand(self, node: syntax.Node, checked: tree.Node, types: Sequence[Type], sentence: str) -> None:
        """Stop unless the node is of one of the types."""
        if checked.type not in types:
            raise self.stop(node, f"{sentence}, not {WORDS[checked.type]}", "wrong-type")

    def _path(self, node: syntax.Path) -> tree.Node:
        first, *rest = node.parts
        if not rest:
            return self._name(node, first)
        grain = next((g for g in self.scope.visible if g == first), None)
        if (
            grain is None
            and first == PROCEDURE
            and Grain.LINE in self.scope.visible
            and FEE_SCHEDULE in self.scope.code_sets
        ):
            return self._of_procedure(node, ".".join(rest))
        if grain is None:
            raise self._out_of_sight(node, first)
        name = ".".join(rest)
        found = FIELDS.get(f"{grain}.{name}")
        if found is not None:
            return tree.FieldOf(found.type, found)
        if name in MEMBERS.get(grain, ()):
            member = name.removesuffix("s") if name != "diagnoses" else "diagnosis"
            hint = f"ask any(... for {member} in {grain}.{name})"
            raise self.stop(node, f"{grain}.{name} is several, not one", "several", hint)
        known = [f.name for f in FIELDS.of(grain)]
        part = syntax.Node(node.start + len(first) + 1, node.end)
        article = "an" if grain[0] in "aeio" else "a"
        raise self.stop(part, f"{article} {grain} has no '{name}'", "unknown-field", nearest(name, known))

    def _of_procedure(self, node: syntax.Path, name: str) -> tree.Node:
        """`procedure.status`: what the fee schedule says of the line's procedure on its day, without a modifier."""
        known = self.scope.code_sets[FEE_SCHEDULE].attributes
        if name not in known:
            part = syntax.Node(node.start + len(PROCEDURE) + 1, node.end)
            sentence = f"the fee schedule says no '{name}' of a procedure"
            raise self.stop(part, sentence, "unknown-field", nearest(name, list(known)))
        code, day = (FIELDS[path] for path in ("line.procedure_code", "line.service_date"))
        codes = (tree.FieldOf(code.type, code), tree.Constant(Type.TEXT, ""))
        absorbed = self.absorbing > 0
        return tree.Lookup(known[name], FEE_SCHEDULE, name, codes, tree.FieldOf(day.type, day), absorbed, is_value=True)

    def _out_of_sight(self, node: syntax.Path, first: str) -> Stop:
        try:
            grain = Grain(first)
        except ValueError:
            known = [*self.scope.visible, *self.scope.parameters, *self.scope.lets]
            return self.stop(
                node, f"'{first}' is not known here", "unknown-name", nearest(first, [str(k) for k in known])
            )
        owner = "line" if grain is Grain.ADJUDICATION else "claim"
        plural = {"diagnosis": "diagnoses"}.get(first, f"{first}s")
        hint = f"ask any(... for {first} in {owner}.{plural})" if grain not in (Grain.RUN, Grain.CLAIM) else ""
        return self.stop(node, f"there is no one {first} here", "out-of-sight", hint)

    def _name(self, node: syntax.Path, name: str) -> tree.Node:
        if name in self.scope.parameters:
            return tree.Parameter(self.scope.parameters[name], name, self.absorbing > 0)
        if name in self.scope.lets:
            text, expression = self.scope.lets[name]
            return self.within(text, replace(self.scope, lets=names_before(self.scope.lets, name))).check(expression)
        known = [*self.scope.parameters, *self.scope.lets, "true", "false", "claim", "run", str(self.scope.each)]
        raise self.stop(node, f"'{name}' is not known here", "unknown-name", nearest(name, known))

    def fit(self, node: syntax.Node, checked: tree.Node, to: Type) -> tree.Node:
        """A number on the scale of `to`, a written text as a code; anything else must be `to` already."""
        if isinstance(checked, Number) and to in SCALE:
            scaled = checked.value * SCALE[to]
            if scaled != scaled.to_integral_value():
                what = {Type.INTEGER: "a whole number", Type.MONEY: "an amount in dollars and cents"}.get(
                    to, "a quantity"
                )
                raise self.stop(node, f"{checked.value} is not {what}", "wrong-type")
            return tree.Constant(to, int(scaled))
        if isinstance(checked, tree.Constant) and to is Type.CODE and isinstance(checked.value, str):
            return tree.Constant(Type.CODE, checked.value.strip().upper())
        if checked.type is Type.INTEGER and to in SCALE and to is not Type.INTEGER:
            return tree.Arithmetic(to, "*", checked, tree.Constant(Type.INTEGER, SCALE[to]))
        if checked.type is to or {checked.type, to} <= set(TEXTUAL):
            return checked
        was = "a number" if isinstance(checked, Number) else WORDS[checked.type]
        raise self.stop(node, f"{was} where {WORDS[to]} is wanted", "wrong-type")

    def alike(self, whole: syntax.Node, nodes: Sequence[syntax.Node]) -> list[tree.Node]:
        """The nodes checked and brought to one type: money or quantity before whole number, code before text."""
        checked = [self.check(node) for node in nodes]
        kinds = {c.type for c in checked if not isinstance(c, Number)} or {Type.INTEGER}
        if all(isinstance(c, Number) for c in checked) and any(
            cast(Number, c).value % 1
            for c in checked  # the condition before holds that all are
        ):
            kinds = {Type.QUANTITY}
        if kinds <= set(TEXTUAL):
            to = Type.CODE if Type.CODE in kinds else Type.TEXT
        elif kinds <= set(NUMERIC) and len(kinds - {Type.INTEGER}) <= 1:
            to = next(iter(kinds - {Type.INTEGER}), Type.INTEGER)
        elif len(kinds) == 1:
            (to,) = kinds
        else:
            words = " with ".join(WORDS[c.type] if not isinstance(c, Number) else "a number" for c in checked[:2])
            hint = "write date('YYYY-MM-DD')" if kinds == {Type.DATE, Type.TEXT} else ""
            if Type.DATE in kinds and kinds & set(NUMERIC) and isinstance(whole, syntax.Arithmetic):
                hint = "use add_days or add_months"
            raise self.stop(whole, f"{words} does not go together", "wrong-type", hint)
        if to is Type.DATE and isinstance(whole, syntax.Arithmetic) and any(isinstance(c, Number) for c in checked):
            sentence = f"{WORDS[to]} with a number does not go together"
            raise self.stop(whole, sentence, "wrong-type", "use add_days or add_months")
        return [self.fit(node, c, to) for node, c in zip(nodes, checked, strict=True)]

    def _arithmetic(self, node: syntax.Arithmetic) -> tree.Node:
        if node.operator != "*":
            left, right = self.alike(node, (node.left, node.right))
            hint_types = NUMERIC
            if left.type not in hint_types:
                hint = "use add_days, add_months or days_between" if left.type is Type.DATE else ""
                raise self.stop(node, f"{node.operator} takes numbers, not {WORDS[left.type]}", "wrong-type", hint)
            return tree.Arithmetic(left.type, node.operator, left, right)
        left, right = self.check(node.left), self.check(node.right)
        if isinstance(left, Number):
            (left, right), (one, other) = (right, left), (node.right, node.left)
        else:
            one, other = node.left, node.right
        left = self.fit(one, left, Type.INTEGER) if isinstance(left, Number) else left
        self.demand(one, left, NUMERIC, "* takes numbers")
        if not isinstance(right, Number) and {left.type, right.type} == {Type.MONEY, Type.QUANTITY}:
            amount, units = (left, right) if left.type is Type.MONEY else (right, left)
            return tree.Arithmetic(Type.MONEY, "*", amount, units)
        if left.type is Type.INTEGER and not isinstance(right, Number):
            self.demand(other, right, NUMERIC, "* takes numbers")
            return tree.Arithmetic(right.type, "*", right, left)
        factor = self.fit(other, right, Type.INTEGER)
        return tree.Arithmetic(left.type, "*", left, factor)


def names_before(lets: dict[str, tuple[Text, syntax.Node]] | object, name: str) -> dict[str, tuple[Text, syntax.Node]]:
    """The `let` names that stand before one: it may use those only."""
    before: dict[str, tuple[Text, syntax.Node]] = {}
    for key, value in cast("dict[str, tuple[Text, syntax.Node]]", lets).items():  # a mapping in file order
        if key == name:
            break
        before[key] = value
    return before
