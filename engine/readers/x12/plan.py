"""The field dictionary as a plan for the reader: which columns each segment of a loop fills.

Made once from the places in `engine/fields.py`; nothing here or after it knows a field by name
except the few that are derived. A field added to the dictionary is read without a change here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from ...fields import FIELDS, Field, Grain
from ...x12_place import X12Place

Scope: TypeAlias = Literal["transaction", "billing", "subscriber", "patient", "innermost", "own"]
"""Where a place is looked for: in the header, under an HL of the claim, or within the row's own segments."""

_SCOPES: Final[dict[str, Scope]] = {
    "HEADER": "transaction", "1000": "transaction", "2000A": "billing", "2010A": "billing",
    "2000B": "subscriber", "2010B": "subscriber", "2000C": "patient", "2010C": "patient",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchored:
    """The fields that one segment fills: `column` is the anchor column, `place` any of their places."""

    column: str
    place: X12Place
    scope: Scope
    fields: tuple[tuple[Field, X12Place], ...]


@cache
def plan(grain: Grain, claim_type: str) -> tuple[Anchored, ...]:
    """The anchors of a grain in claims of a type, in the order of the dictionary, each with its fields."""
    grouped: dict[str, list[tuple[Field, X12Place]]] = {}
    for field in FIELDS.of(grain):
        if place := field.places.get(claim_type):
            grouped.setdefault(f"@{place.anchor}", []).append((field, place))
    return tuple(
        Anchored(column, fields[0][1], _scope(fields[0][1].loops), tuple(fields)) for column, fields in grouped.items()
    )


def _scope(loops: tuple[str, ...]) -> Scope:
    if len(loops) > 1:
        return "innermost"
    return next((scope for prefix, scope in _SCOPES.items() if loops[0].startswith(prefix)), "own")
