"""Column maps: a YAML file that says what the columns of a sheet are.

    type: 837P                       what its claims are; a column of the sheet may say it instead
    dates: MDY                       or DMY, YMD, where dates are written as three numbers
    sheet: Claims                    of a workbook
    header_row: 3                    the row with the names of the columns
    columns:
      Acct No: claim.claim_id
      DOS: line.service_date
      Dx 3: diagnosis.3.code
    ignore: [Ref Color]

Every key may be left out, and columns that are not named are recognised as without a map.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

from .documents import Text, nearest, read
from .entries import Entries, read_whole
from .errors import Problem, RulesError
from .fields import CLAIM_TYPES
from .readers import ColumnMap
from .readers.tabular import Order, Target, known_targets

_KEYS: Final = ("type", "dates", "sheet", "header_row", "columns", "ignore")
_ORDERS: Final = ("MDY", "DMY", "YMD")


def load(path: Path) -> ColumnMap:
    """Read a column map; RulesError with all that is wrong with it."""
    node = read(path)
    problems: list[Problem] = []
    entries = Entries.of(node, "a column map", _KEYS, problems)
    if entries is None:
        raise RulesError(problems)
    sheet, header_row = entries.text("sheet"), entries.text("header_row")
    made = ColumnMap(
        columns=_columns(entries, problems),
        claim_type=entries.choice("type", tuple(CLAIM_TYPES.values())),
        dates=cast("Order | None", entries.choice("dates", _ORDERS)),  # one of the choices
        sheet=sheet.value if sheet else None,
        header_row=_row(header_row, problems) if header_row else None,
        ignore=frozenset(text.value for text in entries.texts("ignore")),
    )
    if problems:
        raise RulesError(problems)
    return made


def _row(text: Text, problems: list[Problem]) -> int | None:
    number = read_whole(text, problems)
    if number is not None and number < 1:
        problems.append(text.problem("rows count from 1", "bad-number"))
        return None
    return number


def _columns(entries: Entries, problems: list[Problem]) -> dict[str, Target]:
    """Targets by header; each target once, for two columns cannot fill one field."""
    found: dict[str, Target] = {}
    taken: dict[str, str] = {}
    table = entries.table_of("columns", "the columns", _Any())
    for header, node in table.table.entries.items() if table else ():
        if not isinstance(node, Text):
            problems.append(node.problem(f"'{header}' names one field", "wrong-shape"))
            continue
        target = Target.parse(node.value.strip())
        if target is None:
            hint = nearest(node.value, known_targets()) or "`claimscrub columns` and docs/fields.md have the names"
            problems.append(node.problem(f"there is no field '{node.value}' of a sheet", "unknown-field", hint))
            continue
        if str(target) in taken:
            problems.append(node.problem(f"'{target}' is already the column '{taken[str(target)]}'", "claimed-twice"))
            continue
        taken[str(target)] = header
        found[header] = target
    return found


class _Any(tuple[str, ...]):
    """Every key is known: the names of a user's columns are the user's."""

    __slots__ = ()

    def __contains__(self, _: object) -> bool:
        return True
