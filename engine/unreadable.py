"""Values that are there and cannot be read: each is a finding, never a null that slides through."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from .fields import FIELDS, Type
from .findings import FINDINGS
from .tables import Tables

RULE: Final = "unreadable-value"
FAMILY: Final = "structure"
WANTED: Final = {
    Type.DATE: "a calendar date written CCYYMMDD",
    Type.MONEY: "an amount of money",
    Type.QUANTITY: "a number with at most three decimals",
    Type.INTEGER: "a whole number",
    Type.CODE: "a qualifier and a code joined by the component separator",
}


def findings_of(tables: Tables) -> pl.DataFrame:
    """A finding for each unreadable value of a block; `claim` counts its rows from 0."""
    rows = []
    said: set[tuple[object, ...]] = set()
    same = tables.claims["claim.patient.is_subscriber"]
    numbers = tables.lines["line.line_number"].to_list() if tables.unreadable.height else []
    for row in tables.unreadable.iter_rows(named=True):
        field = FIELDS[row["field"]]
        place = field.places.get(tables.claim_type)
        # a subscriber who is the patient has one birth date, which two fields are read from
        stands = (row["#claim"], row["segment"], place.element_text if place else field.path)
        if stands in said:
            continue
        said.add(stands)
        meaning = f"{field.doc[0].lower()}{field.doc[1:].rstrip('.')}"
        found: dict[str, Any] = {
            "claim": row["#claim"],
            "line": None if row["#line"] is None else numbers[row["#line"]],
            "rule": RULE,
            "family": FAMILY,
            "severity": "error",
            "title": "A value cannot be read",
            "message": f"'{row['value']}' is not {WANTED.get(field.type, 'readable')} ({meaning}).",
            "remedy": "Correct the value where the claim was entered, and send the claim again.",
            "desk": "billing",
            "carc": "16",
            "field": field.path,
            "value": row["value"],
            "loop": place.loops[-1 if same[row["#claim"]] else 0] if place else None,
            "segment": row["segment"],
            "segment_id": place.segment if place else None,
            "element": place.element_text if place else None,
            "box": field.boxes.get(tables.claim_type),
        }
        rows.append({name: found.get(name) for name in FINDINGS})
    return pl.DataFrame(rows, FINDINGS)
