"""Values that are there and cannot be read: each is a finding, never a null that slides through."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from .fields import FIELDS, Field, Type
from .findings import FINDINGS
from .tables import Tables
from .x12_place import X12Place

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
        element = place.element_text if place and row["row"] is None else field.path
        stands = (row["#claim"], row["segment"], element, row["row"], row["column"])
        if stands in said:
            continue
        said.add(stands)
        first = field.doc[0].lower() if field.doc[1].islower() else field.doc[0]  # ZIP stays
        meaning = f"{first}{field.doc[1:].rstrip('.')}"
        found: dict[str, Any] = {
            "claim": row["#claim"],
            "line": None if row["#line"] is None else numbers[row["#line"]],
            "rule": RULE,
            "family": FAMILY,
            "severity": "error",
            "title": "A value cannot be read",
            "message": _message(row, field, meaning),
            "remedy": "Correct the value where the claim was entered, and send the claim again.",
            "desk": "billing",
            "carc": "16",
            "field": field.path,
            "value": row["value"],
            **(_in_file(place, row, same=same[row["#claim"]]) if row["row"] is None else _in_sheet(row)),
            "box": field.boxes.get(tables.claim_type),
        }
        rows.append({name: found.get(name) for name in FINDINGS})
    return pl.DataFrame(rows, FINDINGS)


def _message(row: dict[str, Any], field: Field, meaning: str) -> str:
    """What is wrong with a value; a sheet writes dates in many ways, and says why it could not be read."""
    if row["why"] is not None:
        return f"'{row['value']}' cannot be taken: {row['why']} ({meaning})."
    by_calendar = row["row"] is not None and field.type is Type.DATE
    wanted = "a calendar date" if by_calendar else WANTED.get(field.type, "readable")
    return f"'{row['value']}' is not {wanted} ({meaning})."


def _in_file(place: X12Place | None, row: dict[str, Any], *, same: bool) -> dict[str, Any]:
    """Where a value stands in an 837; of the two loops of a patient, in the one the claim has."""
    if place is None:
        return {"segment": row["segment"]}
    return {
        "loop": place.loops[-1 if same else 0],
        "segment": row["segment"],
        "segment_id": place.segment,
        "element": place.element_text,
    }


def _in_sheet(row: dict[str, Any]) -> dict[str, Any]:
    return {"row": row["row"], "column": row["column"]}
