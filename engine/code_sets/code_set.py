"""One code set and all of them: whether a code may be used on a day, asked of one value or of a column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import TypeAlias

import polars as pl

from ..distinct import asked_once

Window: TypeAlias = tuple[date, date]
"""First and last day of something, both inclusive."""


@dataclass(frozen=True, slots=True)
class CodeSet:
    """One code set: the days it reaches, and the codes of each window of days.

    `attributes` has for each attribute the codes that have it. `mend` says what a user can do where
    there is no data.
    """

    name: str
    edition: str
    reaches: Window
    codes: Mapping[Window, frozenset[str]]
    attributes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    mend: str = ""

    def listed(self, attribute: str | None, code: str, day: date) -> bool | None:
        """Whether the code may be used on the day (and has the attribute); None: no data."""
        if not self.reaches[0] <= day <= self.reaches[1]:
            return None
        there = any(code in codes for (start, end), codes in self.codes.items() if start <= day <= end)
        return there and (attribute is None or code in self.attributes[attribute])

    def listed_column(self, attribute: str | None, code: pl.Expr, day: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
        """The same for columns: the answer, null without data or value, and whether data was missing."""
        reached = day.is_between(*self.reaches)
        windows = self.codes.items()
        there = reduce(
            or_, [asked_once(code, codes.__contains__) & day.is_between(start, end) for (start, end), codes in windows]
        )
        if attribute is not None:
            there = there & asked_once(code, self.attributes[attribute].__contains__)
        known = code.is_not_null() & day.is_not_null()
        return pl.when(known & reached).then(there), (known & reached.not_()).fill_null(value=False)


class CodeSets:
    """All code sets of a run, by name."""

    def __init__(self, code_sets: Iterable[CodeSet]) -> None:
        self._by_name = {code_set.name: code_set for code_set in code_sets}

    def __iter__(self) -> Iterator[CodeSet]:
        return iter(self._by_name.values())

    @property
    def attributes(self) -> dict[str, frozenset[str]]:
        """The names of the code sets, each with the attributes it knows."""
        return {name: frozenset(code_set.attributes) for name, code_set in self._by_name.items()}

    @property
    def editions(self) -> dict[str, str]:
        """Which edition of each code set answers, for the manifest of a run."""
        return {name: code_set.edition for name, code_set in sorted(self._by_name.items())}

    def mend(self, needs: str) -> str:
        """What to do where there was no data for `needs` ("code set icd-10-cm")."""
        found = self._by_name.get(needs.removeprefix("code set "))
        return found.mend if found else "state a value that begins earlier, in the rule or in the profile"

    def listed(self, code_set: str, attribute: str | None, code: str, day: date) -> bool | None:
        """The answer of one code set; see `CodeSet.listed`."""
        return self._by_name[code_set].listed(attribute, code, day)

    def listed_column(
        self, code_set: str, attribute: str | None, code: pl.Expr, day: pl.Expr
    ) -> tuple[pl.Expr, pl.Expr]:
        """The answer of one code set for columns; see `CodeSet.listed_column`."""
        return self._by_name[code_set].listed_column(attribute, code, day)
