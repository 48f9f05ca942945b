"""The checked tree: what an expression is once names and types are known.

Both evaluators walk this tree. Numbers are already on one scale (money in cents, quantity in
thousandths), literals already typed, `let` names already replaced by what they stand for. A `hard`
node stands where an unknown would be absorbed (inside `missing`, a `count ... if`): no data there
leaves the rule unevaluated whatever the condition says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal, TypeAlias

from ..fields import Field, Grain, Type


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes written out, and ranges of codes: `99202-99215`, ends included.

    A range holds the codes of its own length that sort between its ends; between ends that are
    digits it holds digits only, for 0011A is no code between 00100 and 01999.
    """

    codes: frozenset[str]
    ranges: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, texts: list[str]) -> CodeList:
        """Read codes and ranges as a parameter writes them.

        >>> CodeList.of(["99202-99215", "G0463"]).holds("99213")
        True
        """
        ranges = [(a, b) for a, dash, b in (text.partition("-") for text in texts) if dash]
        return cls(frozenset(text for text in texts if "-" not in text), tuple(ranges))

    def holds(self, code: str) -> bool:
        """Whether the code is written out or lies in a range."""
        return code in self.codes or any(len(code) == len(a) and _between(a, code, b) for a, b in self.ranges)

    def written(self) -> list[str]:
        """The codes and then the ranges, as a parameter writes them."""
        return [*sorted(self.codes), *(f"{low}-{high}" for low, high in self.ranges)]

    def begins(self, text: str) -> bool:
        """Whether the text begins with a member, or with something inside a range.

        >>> CodeList.of(["S00-T88"]).begins("S52501A")
        True
        """
        if any(text.startswith(code) for code in self.codes):
            return True
        return any(len(text) >= len(a) and _between(a, text[: len(a)], b) for a, b in self.ranges)


def is_numeric(low: str, high: str) -> bool:
    """Whether both ends of a range are digits."""
    return (low + high).isascii() and (low + high).isdigit()


def _between(low: str, code: str, high: str) -> bool:
    digits = code.isascii() and code.isdigit()
    return low <= code <= high and (digits or not is_numeric(low, high))


Value: TypeAlias = str | int | bool | date | CodeList | tuple[str, ...] | tuple[date, ...]
"""What an expression can be, when it is not absent (None): money in cents, quantity in thousandths."""


@dataclass(frozen=True, slots=True)
class Node:
    """An expression with its type."""

    type: Type


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A value written in the rule."""

    value: Value


@dataclass(frozen=True, slots=True)
class FieldOf(Node):
    """A field of the row, or of the claim or run it belongs to."""

    field: Field


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A dated value of the rule, in the version the claim's profile gives it."""

    name: str
    hard: bool


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """A function of the language applied to values."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Lookup(Node):
    """`listed`, `listed_as`, `looked_up` and `last_known`: a code, or several keys, in a code set on a day.

    `is_value` where the attribute itself is asked for, and not whether it is there; `latest` where the
    row that began last by the day answers, ended or not.
    """

    code_set: str
    attribute: str | None
    codes: tuple[Node, ...]
    day: Node
    hard: bool
    is_value: bool = False
    latest: bool = False
    what: str = "code set"  # or the site's records

    @property
    def needs(self) -> str:
        """What is missing where there is no data."""
        return f"{self.what} {self.code_set}"


@dataclass(frozen=True, slots=True)
class Unlisted(Node):
    """`first_unlisted`: the first member of a list that a code set does not have on a day."""

    code_set: str
    members: Node
    day: Node
    hard: bool


@dataclass(frozen=True, slots=True)
class Not(Node):
    """Kleene's not."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Logical(Node):
    """Kleene's and, or."""

    operator: Literal["and", "or"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """Two values of one type; unknown when one is absent."""

    operator: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Member(Node):
    """Whether a code or text is in a list; unknown when it is absent."""

    needle: Node
    list: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Whole numbers on one scale, added, subtracted or multiplied.

    Money times a quantity is money, half a cent and more rounded up: a quantity is in thousandths.
    """

    operator: Literal["+", "-", "*"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """One of two values; absent when the test is unknown."""

    test: Node
    then: Node
    otherwise: Node


Reduction: TypeAlias = Literal["any", "all", "count", "sum", "min", "max", "first", "repeated", "codes"]
"""The questions that can be put to several rows at once."""


@dataclass(frozen=True, slots=True)
class Several(Node):
    """A question to all rows of a member."""

    function: Reduction
    owner: Grain
    member: str
    element: Node
    condition: Node | None


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below a node."""
    for slot in fields(node):
        value = getattr(node, slot.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def walk(node: Node) -> Iterator[Node]:
    """A node and all nodes below it, outermost first."""
    yield node
    for child in children(node):
        yield from walk(child)
