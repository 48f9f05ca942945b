"""Records as tables: the same claims for the column evaluator that the plain one sees as records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from .fields import FIELDS, FOUND, MEMBERS, PLURALS, Grain
from .language.records import Record
from .tables import LINE_DIAGNOSIS, Tables, schema

GIVEN: Final = tuple(name for name in PLURALS if name not in FOUND)
"""What there is several of in a claim itself."""


def tables_of(claims: Sequence[Record], file: str = "case") -> Tables:
    """One block of the given claims, in their order; anchors are null, for records have no places.

    All are of one type.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("claims", "line_diagnoses", *GIVEN)}
    for number, claim in enumerate(claims):
        key = {"#claim": number}
        rows["claims"].append({**key, "#interchange": 1, "#group": 1, "#transaction": 1, **_values(claim)})
        for name in MEMBERS[Grain.CLAIM]:
            if name != "lines" and name in GIVEN:
                own = {"#other_payer": len(rows[name])} if name == "other_payers" else {}
                rows[name] += [{**key, **own, **_values(row)} for row in claim.members.get(name, [])]
        for line in claim.members.get("lines", []):
            line_key = {**key, "#line": len(rows["lines"])}
            rows["lines"].append({**line_key, **_values(line)})
            for name in (name for name in MEMBERS[Grain.LINE] if name in GIVEN):
                kept = "line_diagnoses" if name == "diagnoses" else name
                rows[kept] += [{**line_key, **_values(row)} for row in line.members.get(name, [])]
    return Tables(
        file,
        claims=pl.DataFrame(rows.pop("claims"), dict(schema(Grain.CLAIM))),
        line_diagnoses=pl.DataFrame(rows.pop("line_diagnoses"), dict(LINE_DIAGNOSIS)),
        headers={},
        **{name: pl.DataFrame(several, dict(schema(PLURALS[name]))) for name, several in rows.items()},
    )


def _values(record: Record) -> dict[str, Any]:
    return {
        f"{record.grain}.{name}": list(value) if isinstance(value, tuple) else value
        for name, value in record.values.items()
        if f"{record.grain}.{name}" in FIELDS
    }
