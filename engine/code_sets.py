"""Code sets: dated tables that say whether a code may be used on a day.

A code set answers true, false or *no data*: outside the days its release reaches it knows nothing,
and nothing is not a pass. Bundled tables are CSV files in `code_sets/`; ICD-10-CM comes from the
package simple-icd-10-cm.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Final

import polars as pl

from .distinct import asked_once
from .errors import Problem, RulesError

Window = tuple[date, date]

_ALWAYS: Final = (date.min, date.max)


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


_COLUMNS: Final = ("code", "from", "to")


def _refusal(file: str, line: int, sentence: str, kind: str) -> RulesError:
    return RulesError([Problem(file, f"line {line}", sentence, kind)])


def _day(text: str, otherwise: date, file: str, line: int, column: str) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        raise _refusal(file, line, f"column '{column}' is not a date; write YYYY-MM-DD", "bad-date") from None


def read_csv(path: Path, *, shown: str | None = None, mend: str = "") -> CodeSet:
    """The code set of a bundled CSV: `code,from,to`, then a column per attribute with yes or no.

    RulesError with the first line that is anything else: a table that is half read would let codes pass.
    """
    name = shown or path.name
    windows: dict[Window, set[str]] = {}
    raw = path.read_bytes()
    rows = csv.DictReader(raw.decode("utf-8-sig").splitlines(), strict=True)
    columns = list(rows.fieldnames or ())
    if tuple(columns[:3]) != _COLUMNS or len(set(columns)) < len(columns):
        raise _refusal(name, 1, f"the first columns are {', '.join(_COLUMNS)}, and each stands once", "missing-column")
    attributes: dict[str, set[str]] = {attribute: set() for attribute in columns[3:]}
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values() or not row["code"].strip():
            raise _refusal(name, number, f"a row has a code and {len(columns)} columns", "bad-row")
        start = _day(row["from"], date.min, name, number, "from")
        end = _day(row["to"], date.max, name, number, "to")
        if end < start:
            raise _refusal(name, number, "the code ends before it begins", "bad-date")
        windows.setdefault((start, end), set()).add(row["code"])
        for attribute, marked in attributes.items():
            if row[attribute] not in ("yes", "no"):
                raise _refusal(name, number, f"column '{attribute}' is yes or no", "unknown-value")
            if row[attribute] == "yes":
                marked.add(row["code"])
    if not windows:
        raise _refusal(name, 1, "the table has no code", "empty-file")
    return CodeSet(
        path.stem,
        f"sha256 {hashlib.sha256(raw).hexdigest()[:12]}",
        _ALWAYS,
        {window: frozenset(codes) for window, codes in windows.items()},
        {attribute: frozenset(codes) for attribute, codes in attributes.items()},
        mend,
    )


def icd_10_cm() -> CodeSet:
    """ICD-10-CM of fiscal year 2026, with the attribute `billable`.

    The package's own import parses 10 MB of XML for two seconds; we need only its list of codes, of
    which one is billable when no longer code begins with it. A test holds both against the package.
    """
    spec = importlib.util.find_spec("simple_icd_10_cm")
    if spec is None or spec.origin is None:
        sentence = "the package simple-icd-10-cm is not installed, so diagnosis codes cannot be checked"
        raise RulesError([Problem("icd-10-cm", None, sentence, "missing-package", "install it again")])
    (listing,) = (Path(spec.origin).parent / "data").glob("code-list-*.txt")
    written = listing.read_text(encoding="utf-8").replace(".", "").split()
    # chapters are numbers and blocks are ranges; categories have three characters or more
    codes = sorted(code for code in set(written) if len(code) >= 3 and "-" not in code and not code.isdigit())
    billable = {code for code, following in zip(codes, [*codes[1:], ""], strict=True) if not following.startswith(code)}
    return CodeSet(
        "icd-10-cm",
        listing.stem.removeprefix("code-list-"),
        (date(2025, 10, 1), date(2026, 9, 30)),
        {(date(2025, 10, 1), date(2026, 9, 30)): frozenset(codes)},
        {"billable": frozenset(billable)},
        "import the ICD-10-CM release of that fiscal year (October to September)",
    )


@cache
def load(folder: Path) -> CodeSets:
    """The bundled code sets of a folder, and ICD-10-CM."""
    return CodeSets([*(read_csv(path) for path in sorted(folder.glob("*.csv"))), icd_10_cm()])
