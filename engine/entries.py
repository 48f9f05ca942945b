"""Typed reading of a YAML mapping: known keys only, every mistake noted with its place, none raised."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Final

from .documents import Listing, Node, Table, Text, nearest, words_for
from .errors import Problem

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Written out, for Decimal and int also read 1e3, 1_000, NaN and the digits of other scripts.
_WHOLE: Final = re.compile(r"-?[0-9]{1,9}")
_AMOUNT: Final = re.compile(r"-?\$?([0-9]{1,3}(,[0-9]{3}){1,3}|[0-9]{1,12})(\.[0-9]{1,9})?")


class Entries:
    """The entries of one mapping; what is wrong goes to `problems`."""

    def __init__(self, table: Table, what: str, known: Collection[str], problems: list[Problem]) -> None:
        self.table = table
        self.what = what
        self.problems = problems
        for name, key in table.keys.items():
            if name not in known:
                hint = nearest(name, list(known))
                problems.append(key.problem(f"{what} has no key '{name}'", "unknown-key", hint))

    @classmethod
    def of(cls, node: Node, what: str, known: Collection[str], problems: list[Problem]) -> Entries | None:
        """The entries of a node, or None (and a problem) when it is not a mapping."""
        if isinstance(node, Table):
            return cls(node, what, known, problems)
        problems.append(node.problem(f"{what} is a mapping, not {words_for(node)}", "wrong-shape"))
        return None

    def require(self, *names: str) -> None:
        """Note each of the keys that is not there."""
        for name in names:
            if name not in self.table.entries:
                self.problems.append(self.table.problem(f"{self.what} needs the key '{name}'", "missing-key"))

    def get(self, name: str) -> Node | None:
        """The node of a key, if it is there."""
        return self.table.entries.get(name)

    def text(self, name: str) -> Text | None:
        """The text of a key, if there is one that is not empty."""
        node = self.get(name)
        if node is None:
            return None
        if not isinstance(node, Text):
            self.problems.append(node.problem(f"'{name}' is a text, not {words_for(node)}", "wrong-shape"))
            return None
        if not node.value.strip():
            self.problems.append(node.problem(f"'{name}' is empty", "empty-value"))
            return None
        return node

    def choice(self, name: str, choices: Collection[str]) -> str | None:
        """A text that is one of the choices."""
        text = self.text(name)
        if text is None:
            return None
        if text.value not in choices:
            hint = nearest(text.value, list(choices)) or f"write one of {', '.join(choices)}"
            self.problems.append(text.problem(f"'{name}' cannot be '{text.value}'", "unknown-value", hint))
            return None
        return text.value

    def day(self, name: str) -> date | None:
        """A date of a key."""
        text = self.text(name)
        return None if text is None else read_date(text, self.problems)

    def table_of(self, name: str, what: str, known: Collection[str]) -> Entries | None:
        """The mapping under a key."""
        node = self.get(name)
        return None if node is None else Entries.of(node, what, known, self.problems)

    def items(self, name: str) -> list[Node]:
        """The nodes of the list under a key; nothing when it is not there."""
        node = self.get(name)
        if node is None:
            return []
        if not isinstance(node, Listing):
            self.problems.append(node.problem(f"'{name}' is a list, not {words_for(node)}", "wrong-shape"))
            return []
        return node.items

    def texts(self, name: str) -> list[Text]:
        """The texts of the list under a key."""
        found = []
        for item in self.items(name):
            if isinstance(item, Text):
                found.append(item)
            else:
                self.problems.append(item.problem(f"'{name}' is a list of texts", "wrong-shape"))
        return found


def read_date(text: Text, problems: list[Problem]) -> date | None:
    """The day a text names, or None and a problem."""
    try:
        if _DATE.fullmatch(text.value):
            return date.fromisoformat(text.value)
    except ValueError:
        pass
    problems.append(text.problem(f"'{text.value}' is not a date; write YYYY-MM-DD", "bad-date"))
    return None


def read_whole(text: Text, problems: list[Problem]) -> int | None:
    """The whole number a text names, or None and a problem."""
    if _WHOLE.fullmatch(text.value):
        return int(text.value)
    problems.append(text.problem(f"'{text.value}' is not a whole number", "bad-number"))
    return None


def read_scaled(text: Text, scale: int, what: str, problems: list[Problem]) -> int | None:
    """A decimal number on a scale (100 for cents), exactly, or None and a problem."""
    if _AMOUNT.fullmatch(text.value):
        number = Decimal(text.value.replace("$", "").replace(",", "")) * scale
        if number == number.to_integral_value():
            return int(number)
    problems.append(text.problem(f"'{text.value}' is not {what}", "bad-number"))
    return None
