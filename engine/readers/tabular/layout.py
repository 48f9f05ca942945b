"""What the columns of a sheet are, taken together: lines in rows or in columns, what is missing, what is told twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ...errors import InputError, Problem
from ...fields import Type
from .column_map import ColumnMap, folded
from .recognition import Known, Recognised, recognise
from .targets import LISTS, OF_LINES, PARTS, Target

_SERVICE: Final = ("line.procedure_code", "line.revenue_code", "line.charge")
_SUREST: Final[dict[Known, int]] = {
    "map": 0, "own name": 1, "Tuva layout": 2, "CMS-1500": 3, "UB-04": 3, "common name": 3,
}  # fmt: skip
_SHOWN: Final = 12
"""So many names of unknown columns are told."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that fills a field; `index` is its place from 0."""

    index: int
    header: str
    target: Target
    known: Known


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a sheet that fill fields, and the names of those that are left aside.

    `wide` says that a claim stands in one row, with a group of columns for each of its lines.
    """

    columns: tuple[Column, ...]
    unknown: tuple[str, ...]
    wide: bool

    def of(self, *paths: str) -> list[Column]:
        """The columns that fill one of some fields."""
        return [column for column in self.columns if column.target.path in paths]

    @property
    def diagnoses(self) -> int:
        """How many diagnoses a claim can have here; 12 where they stand in one cell."""
        numbers = [column.target.row for column in self.of("diagnosis.code")]
        return max((number or 12 for number in numbers), default=12)


def found_columns(headers: Sequence[str], asked: ColumnMap | None) -> list[tuple[int, Recognised]]:
    """What each column with a name is, by its place: as the map says, else as it is recognised."""
    mapped = asked.by_name if asked else {}
    ignored = asked.ignored if asked else frozenset[str]()
    found = []
    for index, one in enumerate(recognise(headers)):
        name = folded(one.header)
        if not name:
            continue
        if name in ignored:
            found.append((index, Recognised(one.header, None, aside=True)))
        elif name in mapped:
            found.append((index, Recognised(one.header, mapped[name], "map")))
        else:
            found.append((index, one))
    return found


def lay_out(file: str, headers: Sequence[str], asked: ColumnMap | None) -> Layout:
    """The layout of a sheet with these headers; InputError with all that is wrong with it."""
    problems: list[Problem] = []
    found = found_columns(headers, asked)
    if asked:
        there = {folded(one.header) for _, one in found}
        problems += [
            Problem(file, None, f"there is no column '{header}', which the column map names", "no-column",
                    "correct the name in the column map")
            for header in asked.columns if folded(header) not in there
        ]  # fmt: skip
    columns = [Column(at, one.header, one.target, one.known) for at, one in found if one.target and one.known]
    columns = _first_of_numbered(_surest(_in_order(columns)))
    problems += _twice(file, columns)
    wide = any(column.target.repeated for column in columns)
    if wide:
        problems += _unnumbered(file, columns)
    problems += _missing(file, columns)
    if problems:
        raise InputError(problems)
    kept = {column.index for column in columns}
    unknown = tuple(one.header for at, one in found if at not in kept and not one.aside)
    return Layout(tuple(columns), unknown, wide)


def unknown_columns(file: str, layout: Layout) -> list[Problem]:
    """A warning that names the columns no table knows."""
    if not layout.unknown:
        return []
    names = ", ".join(f"'{name[:60]}'" for name in layout.unknown[:_SHOWN])
    more = len(layout.unknown) - _SHOWN
    sentence = f"{_count(len(layout.unknown))} not known and left aside: {names}" + (
        f" and {more} more" if more > 0 else ""
    )
    hint = "name their fields, or ignore them, in a column map; `claimscrub columns` proposes one"
    return [Problem(file, None, sentence, "unknown-column", hint, level="warning")]


def _count(number: int) -> str:
    return "a column is" if number == 1 else f"{number} columns are"


def _in_order(columns: list[Column]) -> list[Column]:
    """Columns of one name that hold the members of a list, numbered as they stand: Modifier, Modifier, Modifier."""
    alike = Counter((folded(column.header), str(column.target)) for column in columns)
    seen: Counter[str] = Counter()
    numbered = []
    for column in columns:
        target, key = column.target, folded(column.header)
        if alike[key, str(target)] > 1 and (target.item is None or target.row is None):
            seen[key] += 1
            if target.field.type in LISTS and target.item is None:
                target = replace(target, item=seen[key])
            elif target.grain in PARTS and target.row is None:
                target = replace(target, row=seen[key])
        numbered.append(replace(column, target=target))
    return numbered


def _surest(columns: list[Column]) -> list[Column]:
    """Of several columns for one field those that are known more surely than the others."""
    best: dict[str, int] = {}
    for column in columns:
        key = str(column.target)
        best[key] = min(best.get(key, 9), _SUREST[column.known])
    return [column for column in columns if _SUREST[column.known] == best[str(column.target)]]


def _first_of_numbered(columns: list[Column]) -> list[Column]:
    """A name without a number beside others from 2 on is the first: CPT, CPT2, CPT3."""
    taken = {str(column.target) for column in columns}

    def first(target: Target) -> Target:
        if target.grain in (*OF_LINES, *PARTS) and target.row is None:
            one, two = replace(target, row=1), replace(target, row=2)
            if str(two) in taken and str(one) not in taken:
                return one
        if target.field.type in LISTS and target.item is None:
            one, two = replace(target, item=1), replace(target, item=2)
            if str(two) in taken and str(one) not in taken:
                return one
        return target

    return [replace(column, target=first(column.target)) for column in columns]


def _twice(file: str, columns: list[Column]) -> list[Problem]:
    holders = defaultdict(list)
    for column in columns:
        holders[str(column.target)].append(column)
        if column.target.item and str(whole := replace(column.target, item=None)) in {str(c.target) for c in columns}:
            holders[str(whole)].append(column)
    return [
        Problem(
            file, None, f"the columns {_listed(some)} would all be {target}", "claimed-twice",
            "say in a column map which of them it is, and ignore the others",
        )
        for target, some in holders.items() if len({column.index for column in some}) > 1
    ]  # fmt: skip


def _listed(columns: list[Column]) -> str:
    names = list(dict.fromkeys(f"'{column.header[:60]}'" for column in columns))
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f"of the name {names[0]}"


def _unnumbered(file: str, columns: list[Column]) -> list[Problem]:
    """Amounts that belong to no line in particular, where every line has columns of its own."""
    return [
        Problem(
            file, None, f"the column '{column.header[:60]}' does not say to which line of the claim it belongs",
            "which-line", f"name it line.1.{column.target.field.name}, or claim.total_charge, in a column map",
        )
        for column in columns
        if column.target.grain in OF_LINES and column.target.row is None
        and column.target.field.type in {Type.MONEY, Type.QUANTITY}
    ]  # fmt: skip


def _missing(file: str, columns: list[Column]) -> list[Problem]:
    paths = {column.target.path for column in columns}
    problems = []
    if "claim.claim_id" not in paths:
        problems.append(
            Problem(file, None, "no column holds the number of the claim", "no-claim-id",
                    "name it in a column map: `claimscrub columns` proposes one")
        )  # fmt: skip
    if not paths.intersection(_SERVICE):
        problems.append(
            Problem(file, None, "no column holds a procedure code, a revenue code or a charge", "no-service",
                    "name it in a column map: `claimscrub columns` proposes one")
        )  # fmt: skip
    return problems
