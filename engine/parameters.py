"""Parameters: the dated values of a rule that a profile may override."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from .dated import Dated
from .documents import Listing, Node, Table, Text, words_for
from .entries import Entries, read_date, read_scaled, read_whole
from .errors import Problem
from .fields import Type
from .language.scope import name_fault
from .language.tree import CodeList, Value

UNITS: Final[Mapping[str, Type]] = MappingProxyType(
    {
        "day": Type.INTEGER,
        "month": Type.INTEGER,
        "year": Type.INTEGER,
        "count": Type.INTEGER,
        "dollar": Type.MONEY,
        "unit": Type.QUANTITY,
        "date": Type.DATE,
        "switch": Type.TRUTH,
        "code": Type.CODE,
        "codes": Type.CODES,
        "text": Type.TEXT,
    }
)
"""What a parameter can be measured in, and the type that makes it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated value, its unit and where it was written; `of` names the rule whose it is, if it is another's.

    What a profile says of it there holds here, so that several rules about one limit agree.
    """

    unit: str
    history: Dated[Value]
    place: Text
    of: Text | None = None

    @property
    def type(self) -> Type:
        """The type its unit gives it."""
        return UNITS[self.unit]


def _codes(node: Node, problems: list[Problem]) -> CodeList | None:
    if not isinstance(node, Listing):
        problems.append(node.problem(f"codes are a list, not {words_for(node)}", "wrong-shape", "write [A, B]"))
        return None
    texts = []
    for item in node.items:
        if not isinstance(item, Text) or not item.value.strip():
            problems.append(item.problem("a code is a text", "wrong-shape"))
            continue
        low, dash, high = item.value.strip().upper().partition("-")
        if dash and (len(low) != len(high) or low >= high):
            problems.append(item.problem("a range goes from a code to a later one of the same length", "bad-range"))
            continue
        texts.append(f"{low}{dash}{high}")
    return CodeList.of(texts)


def read_value(node: Node, unit: str, problems: list[Problem]) -> Value | None:
    """One value in a unit, or None and a problem."""
    if unit == "codes":
        return _codes(node, problems)
    if not isinstance(node, Text):
        problems.append(node.problem(f"a value in '{unit}' is a text, not {words_for(node)}", "wrong-shape"))
        return None
    match UNITS[unit]:
        case Type.INTEGER:
            return read_whole(node, problems)
        case Type.MONEY:
            return read_scaled(node, 100, "an amount in dollars and cents", problems)
        case Type.QUANTITY:
            return read_scaled(node, 1000, "a quantity with 3 decimals at most", problems)
        case Type.DATE:
            return read_date(node, problems)
        case Type.TRUTH:
            if node.value in ("yes", "no", "true", "false"):
                return node.value in ("yes", "true")
            problems.append(node.problem(f"'{node.value}' is not yes or no", "unknown-value"))
            return None
        case Type.CODE:
            return node.value.strip().upper()
        case _:
            return node.value


def read_history(node: Node, unit: str, problems: list[Problem]) -> Dated[Value] | None:
    """`{DATE: VALUE}` in a unit, or None and problems."""
    if not isinstance(node, Table) or not node.entries:
        sentence = f"values are a mapping of dates to values, not {words_for(node)}"
        problems.append(node.problem(sentence, "wrong-shape", "write {2024-01-01: VALUE}"))
        return None
    before = len(problems)
    values: dict[date, Value] = {}
    for key, entry in node.entries.items():
        start = read_date(node.keys[key], problems)
        value = read_value(entry, unit, problems)
        if start is not None and value is not None:
            values[start] = value
    return Dated(values) if len(problems) == before else None


def read_parameters(node: Node, problems: list[Problem]) -> dict[str, Parameter]:
    """The `parameters` of a rule."""
    if not isinstance(node, Table):
        problems.append(node.problem("'parameters' is a mapping of names", "wrong-shape"))
        return {}
    found: dict[str, Parameter] = {}
    for name, entry in node.entries.items():
        key = node.keys[name]
        if fault := name_fault(name):
            problems.append(key.problem(fault, "bad-name"))
            continue
        entries = Entries.of(entry, f"the parameter '{name}'", ("unit", "values", "of"), problems)
        if entries is None:
            continue
        lender, values = entries.text("of"), entries.get("values")
        entries.require("unit", *(["values"] if lender is None else []))
        if lender is not None and values is not None:
            problems.append(
                lender.problem("its values stand in the rule that is named", "two-values", "take 'values' out")
            )
        unit = entries.choice("unit", UNITS)
        if unit is not None and lender is not None and values is None:
            found[name] = Parameter(unit, Dated({}), key, lender)  # the history comes when all rules are read
        if unit is None or values is None:
            continue
        history = read_history(values, unit, problems)
        if history is not None:
            found[name] = Parameter(unit, history, key)
    return found
