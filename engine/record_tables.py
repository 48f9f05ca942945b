"""Records as tables: the same claims for the column evaluator that the plain one sees as records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from .fields import FIELDS, Grain
from .language.records import Record
from .tables import Tables, schema


def tables_of(claims: Sequence[Record], file: str = "case") -> Tables:
    """One block of the given claims, in their order; anchors are null, for records have no places."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("claim", "line", "diagnosis", "of_line", "payer", "adjudication")
    }
    for number, claim in enumerate(claims):
        key = {"#claim": number}
        rows["claim"].append({**key, "#interchange": 1, "#group": 1, "#transaction": 1, **_values(claim)})
        rows["diagnosis"] += [{**key, **_values(row)} for row in claim.members.get("diagnoses", [])]
        for row in claim.members.get("other_payers", []):
            rows["payer"].append({**key, "#other_payer": len(rows["payer"]), **_values(row)})
        for line in claim.members.get("lines", []):
            line_key = {**key, "#line": len(rows["line"])}
            rows["line"].append({**line_key, **_values(line)})
            rows["of_line"] += [{**line_key, **_values(row)} for row in line.members.get("diagnoses", [])]
            rows["adjudication"] += [{**line_key, **_values(row)} for row in line.members.get("adjudications", [])]
    line_diagnosis = {"#claim": pl.Int32(), "#line": pl.Int32(), **schema(Grain.DIAGNOSIS)}
    return Tables(
        file,
        pl.DataFrame(rows["claim"], schema(Grain.CLAIM)),
        pl.DataFrame(rows["line"], schema(Grain.LINE)),
        pl.DataFrame(rows["diagnosis"], schema(Grain.DIAGNOSIS)),
        pl.DataFrame(rows["of_line"], line_diagnosis),
        pl.DataFrame(rows["payer"], schema(Grain.OTHER_PAYER)),
        pl.DataFrame(rows["adjudication"], schema(Grain.ADJUDICATION)),
    )


def _values(record: Record) -> dict[str, Any]:
    return {
        f"{record.grain}.{name}": list(value) if isinstance(value, tuple) else value
        for name, value in record.values.items()
        if f"{record.grain}.{name}" in FIELDS
    }
