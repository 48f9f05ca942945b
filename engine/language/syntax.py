"""The shapes of expressions: what was read, and where it stood; names and types are not looked at yet.

What a name means, and whether types fit, is decided in `check`. Every node has the part of the text
it was read from, for carets.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

Operator: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression and where it stands in its text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Written(Node):
    """A text, a number or a truth value written out."""

    value: str | bool | Decimal


@dataclass(frozen=True, slots=True)
class Path(Node):
    """A name, or names joined by dots: `months_allowed`, `claim.payer.id`."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function applied to values; `name_end` ends the function's name."""

    function: str
    name_end: int
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """`not X` or `-X`."""

    operator: Literal["not", "-"]
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`X + Y`, `X - Y`, `X * Y`."""

    operator: Literal["+", "-", "*"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """One comparison, or a chain of them: `1 <= X <= 9`."""

    first: Node
    rest: tuple[tuple[Operator, Node], ...]


@dataclass(frozen=True, slots=True)
class Logical(Node):
    """Operands joined by `and` or by `or`."""

    operator: Literal["and", "or"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """`X if TEST else Y`."""

    test: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[A, B]`, written out."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Several(Node):
    """`any(E for line in claim.lines if CONDITION)` and its kin."""

    function: str
    element: Node
    variable: str
    collection: Path
    condition: Node | None
