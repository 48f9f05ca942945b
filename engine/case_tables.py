"""Rows of code sets and records that a case states, so that it needs no file of anybody and reads as a whole.

    tests:
      code_sets:
        ncci-ptp-practitioner:
          - {column_1: X0001, column_2: X0002, modifier_indicator: "1", from: 2020-01-01}

What is stated under `tests` holds for all cases of the rule, and what a case states itself for it alone. A
code set that is stated holds these rows and no others, on every day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from .code_sets import CODE_SET, DTYPES, RECORDS, Shape
from .documents import Listing, Node, Table, Text, nearest, words_for
from .entries import Entries, read_date
from .errors import Problem
from .fields import Type
from .parameters import read_value

_UNITS: Final = {Type.TEXT: "text", Type.INTEGER: "count", Type.TRUTH: "switch", Type.DATE: "date"}


_KEYS: Final = {"code_sets": CODE_SET, "records": RECORDS}
"""Where a case states the rows of each kind of table."""


def read_tables(entries: Entries, shapes: Mapping[str, Shape], problems: list[Problem]) -> dict[str, pl.DataFrame]:
    """The rows stated under `code_sets` and `records`, by table; what is wrong goes to `problems`."""
    found: dict[str, pl.DataFrame] = {}
    for key, what in _KEYS.items():
        known = {name: shape for name, shape in shapes.items() if shape.what == what}
        if (node := entries.get(key)) is not None:
            found |= _tables(key, what, node, known, problems)
    return found


def _tables(
    key: str, what: str, node: Node, shapes: Mapping[str, Shape], problems: list[Problem]
) -> dict[str, pl.DataFrame]:
    if not isinstance(node, Table):
        problems.append(node.problem(f"'{key}' is a mapping, not {words_for(node)}", "wrong-shape"))
        return {}
    found = {}
    for name, rows in node.entries.items():
        if name not in shapes:
            hint = nearest(name, sorted(shapes))
            sentence = f"there is no code set '{name}'" if what == CODE_SET else f"there are no records '{name}'"
            problems.append(node.keys[name].problem(sentence, "unknown-code-set", hint))
        elif not isinstance(rows, Listing):
            problems.append(rows.problem(f"rows are a list, not {words_for(rows)}", "wrong-shape"))
        else:
            found[name] = _rows(rows, shapes[name], problems)
    return found


def _rows(rows: Listing, shape: Shape, problems: list[Problem]) -> pl.DataFrame:
    kinds = dict.fromkeys(shape.keys, Type.TEXT) | {"from": Type.DATE, "to": Type.DATE} | dict(shape.attributes)
    found = []
    for row in rows.items:
        if not isinstance(row, Table):
            problems.append(row.problem(f"a row is a mapping, not {words_for(row)}", "wrong-shape"))
            continue
        if lacking := [key for key in shape.keys if key not in row.entries]:
            problems.append(row.problem(f"a row needs {' and '.join(lacking)}", "missing-key"))
        for name in row.entries:
            if name not in kinds:
                hint = nearest(name, list(kinds))
                problems.append(row.keys[name].problem(f"a row has no '{name}'", "unknown-key", hint))
        found.append({name: _value(node, kinds[name], problems) for name, node in row.entries.items() if name in kinds})
    return pl.DataFrame(found, {name: DTYPES[kind] for name, kind in kinds.items()})


def _value(node: Node, kind: Type, problems: list[Problem]) -> object:
    if kind is Type.CODES:
        if not isinstance(node, Listing):
            problems.append(node.problem("this is a list", "wrong-shape", "write [A, B]"))
            return None
        return [item.value for item in node.items if isinstance(item, Text)]
    if kind is Type.DATE and isinstance(node, Text):
        return read_date(node, problems)
    return read_value(node, _UNITS[kind], problems)
