"""The field dictionary: every value of a claim that a rule can ask for, in one table.

A field has a grain (what it is a value of), a dotted name, a type, its X12 places and its boxes on
the paper forms. The reader fills frames from the places, the language checks names and types
against this table, findings quote place and box, and `docs/fields.md` is made from it. Adding a
field is adding a line.

    entry                       what a field is
    claim, providers, line      the lines of the table
    parts                       what a claim or a line has several of

Sources: ASC X12 005010X222A1 (837P), 005010X223A2 (837I) and 005010X224A2 (837D) for places; NUCC 1500
Claim Form Reference Instruction Manual 02/12, NUBC UB-04 and ADA Dental Claim Form 2019 for boxes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from .claim import CLAIM
from .entry import CLAIM_TYPES, FOUND, MEMBERS, PLURALS, Field, Grain, Row, Type
from .line import LINE
from .parts import PARTS
from .providers import PROVIDERS

__all__ = ["CLAIM_TYPES", "FIELDS", "FOUND", "MEMBERS", "PLURALS", "Field", "FieldDictionary", "Grain", "Type"]

_RUN: Final[list[Row]] = [
    ("submission_date", Type.DATE, None, None, "The day the claims are sent: --submitted, or the date in the file (BHT04)."),
]  # fmt: skip


class FieldDictionary(Mapping[str, Field]):
    """All fields by path, and the fields of one grain in their order."""

    def __init__(self, fields: list[Field]) -> None:
        self._by_path = {field.path: field for field in fields}
        self._by_grain = {grain: [field for field in fields if field.grain is grain] for grain in Grain}

    def __getitem__(self, path: str) -> Field:
        return self._by_path[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_path)

    def __len__(self) -> int:
        return len(self._by_path)

    def of(self, grain: Grain) -> list[Field]:
        """The fields of one grain, in the order of the table."""
        return self._by_grain[grain]


def _table(grain: Grain, rows: list[Row]) -> list[Field]:
    return [Field(grain, *row) for row in rows]


FIELDS: Final = FieldDictionary(
    [
        *_table(Grain.RUN, _RUN),
        *_table(Grain.CLAIM, CLAIM + PROVIDERS),
        *_table(Grain.LINE, LINE),
        *(field for grain, rows in PARTS.items() for field in _table(grain, rows)),
    ]
)
"""The dictionary itself: `FIELDS["claim.billing_provider.npi"]`."""
