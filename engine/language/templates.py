"""Messages and remedies: text with expressions in braces, checked at load, filled in for hits."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

import polars as pl

from ..documents import Text
from ..errors import Problem
from ..fields import Type
from . import tree
from .check import check
from .parsing import parse
from .scope import Scope
from .tree import Value

Part: TypeAlias = "str | tree.Node"

_HOLE: Final = re.compile(r"""\{(?:'[^']*'|"[^"]*"|[^'"}])*\}""")
"""A hole up to its own brace: `{matches(claim.payer.id, '[0-9]{5}')}`."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with holes: plain parts and checked expressions, in order."""

    parts: tuple[Part, ...]

    @property
    def expressions(self) -> list[tree.Node]:
        """The expressions, in the order of their holes."""
        return [part for part in self.parts if not isinstance(part, str)]

    def fill(self, values: Sequence[Value | None]) -> str:
        """The text with its holes filled, one value per expression."""
        left = iter(values)
        return "".join(part if isinstance(part, str) else show(part.type, next(left)) for part in self.parts)

    def column(self, holes: Sequence[pl.Expr]) -> pl.Expr:
        """The text for a column, one expression per hole."""
        left = iter(holes)
        parts = [pl.lit(part) if isinstance(part, str) else shown(part.type, next(left)) for part in self.parts]
        return pl.concat_str(parts)

    def fill_with(self, evaluate: Callable[[tree.Node], Value | None]) -> str:
        """The text with each hole filled by an evaluator."""
        return self.fill([evaluate(expression) for expression in self.expressions])


def show(kind: Type, value: Value | None) -> str:
    """A value as a biller reads it.

    >>> show(Type.MONEY, 123450), show(Type.QUANTITY, 1500), show(Type.DATE, date(2024, 3, 1))
    ('$1,234.50', '1.5', '2024-03-01')
    >>> show(Type.CODES, ("59", "LT")), show(Type.CODE, None)
    ('59, LT', '(none)')
    """
    if value is None or value == ():
        return "(none)"
    match kind:
        case Type.MONEY:
            cents = int(str(value))
            return f"{'-' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02}"
        case Type.QUANTITY:
            thousandths = int(str(value))
            whole = f"{'-' if thousandths < 0 else ''}{abs(thousandths) // 1000}"
            rest = f"{abs(thousandths) % 1000:03}".rstrip("0")
            return f"{whole}.{rest}" if rest else whole
        case Type.TRUTH:
            return "yes" if value else "no"
        case Type.CODES | Type.DATES if isinstance(value, tuple):
            return ", ".join(str(item) for item in value)
        case Type.CODES if isinstance(value, tree.CodeList):
            return ", ".join(value.written()) or "(none)"
        case _:
            return value.isoformat() if isinstance(value, date) else str(value)


def shown(kind: Type, value: pl.Expr) -> pl.Expr:
    """The same for a column: the text `show` gives for each of its values."""
    match kind:
        case Type.MONEY | Type.QUANTITY:  # one by one: hits are few, and grouping digits by columns is slower to build
            text = value.map_batches(
                lambda numbers: pl.Series(
                    [None if n is None else show(kind, n) for n in numbers.to_list()], dtype=pl.String
                ),
                return_dtype=pl.String(),
                is_elementwise=True,
            )
        case Type.TRUTH:
            text = pl.when(value).then(pl.lit("yes")).when(value.not_()).then(pl.lit("no"))
        case Type.CODES | Type.DATES:
            text = pl.when(value.list.len() > 0).then(value.cast(pl.List(pl.String)).list.join(", "))
        case _:
            text = value.cast(pl.String)
    return text.fill_null("(none)")


def read_template(text: Text, scope: Scope, problems: list[Problem]) -> Template | None:
    """The template of a text; None when `problems` says what is wrong. `{{` and `}}` are plain braces."""
    value, parts, plain, at = text.value, list[Part](), "", 0
    before = len(problems)
    while at < len(value):
        character = value[at]
        if value[at : at + 2] in ("{{", "}}"):
            plain, at = plain + character, at + 2
        elif character == "{":
            hole = _HOLE.match(value, at)
            end = hole.end() - 1 if hole else value.find("}", at)
            if end < 0:
                span = text.place(at, at + 1)
                problems.append(
                    text.source.problem(span, "a brace has no partner", "bad-template", "write {{ for a brace")
                )
                return None
            tree_or_problem = parse(text, at + 1, end)
            if isinstance(tree_or_problem, Problem):
                problems.append(tree_or_problem)
            else:
                checked = check(text, tree_or_problem, scope, problems)
                parts += [plain, checked] if checked is not None else []
            plain, at = "", end + 1
        elif character == "}":
            problems.append(text.source.problem(text.place(at, at + 1), "a brace has no partner", "bad-template"))
            return None
        else:
            plain, at = plain + character, at + 1
    folded = [part for part in [*parts, plain.rstrip()] if part != ""]
    return Template(tuple(folded)) if len(problems) == before else None
