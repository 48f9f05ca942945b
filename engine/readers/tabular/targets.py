"""What a column of a sheet holds: a field, and where the field is repeated, which of the several.

    claim.claim_id              one value a claim
    line.charge                 one value a line, in sheets of one row a line
    line.2.charge               the charge of the second line, in sheets of one row a claim
    line.modifiers              all modifiers in one cell; `line.modifiers.1` the first alone
    diagnosis.3.code            the third diagnosis; `diagnosis.code` is all of them in one cell
    diagnosis.admitting.code    likewise `reason` and `external`, and `diagnosis.external.2.code`
    claim.patient.name          last and first name in one cell

Column maps are written in this notation, and headers that are recognised are translated to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ...fields import FIELDS, Field, Grain, Type

LISTS: Final = (Type.CODES, Type.DATES)

PARTS: Final = (
    Grain.DIAGNOSIS, Grain.PROCEDURE, Grain.OCCURRENCE, Grain.OCCURRENCE_SPAN, Grain.VALUE_CODE, Grain.TOOTH_STATUS,
    Grain.OTHER_PAYER,
)  # fmt: skip
"""What a claim has several of besides lines."""

OF_LINES: Final = (Grain.LINE, Grain.TOOTH)
"""What a row of its own tells in a sheet of one row a line."""

GRAINS: Final = (Grain.CLAIM, *OF_LINES, *PARTS)
"""What a sheet tells; what other payers decided on a line is told in an 837 only."""

KINDS: Final = ("admitting", "reason", "external")
"""Diagnoses that stand apart on the UB-04 and are not numbered with the others."""

NAME: Final = "name"
"""`claim.patient.name`: no field, but the last and the first name of somebody in one cell."""

_NOTATION: Final = re.compile(
    rf"(?P<grain>[a-z_]+)(?:\.(?P<kind>{'|'.join(KINDS)}))?(?:\.(?P<row>[1-9][0-9]?))?"
    r"\.(?P<name>[a-z][a-z0-9_.]*?)(?:\.(?P<item>[1-9][0-9]?))?"
)


@dataclass(frozen=True, slots=True)
class Target:
    """The field a column fills; `row` and `item` count from 1.

    `row` says which line or which part it is, None for the row's own line (and, of parts, for all of
    them in one cell). `item` says which element of a list it is, None for the whole. `whole_name` marks a
    name in one cell: then `field` is the last name.
    """

    field: Field
    row: int | None = None
    item: int | None = None
    kind: str | None = None
    whole_name: bool = False

    @classmethod
    def parse(cls, text: str) -> Target | None:
        """Read the notation above; None for what is not of it or names no field of a sheet.

        >>> str(Target.parse("line.2.modifiers.1"))
        'line.2.modifiers.1'
        >>> Target.parse("line.2.colour") is None
        True
        """
        if direct := FIELDS.get(text):  # before numbers are looked for: `address_1` ends in one
            return cls(direct) if direct.grain in GRAINS else None
        match = _NOTATION.fullmatch(text)
        if match is None:
            return None
        row = int(match["row"]) if match["row"] else None
        item = int(match["item"]) if match["item"] else None
        path = f"{match['grain']}.{match['name']}"
        whole_name = path.endswith(f".{NAME}") and path not in FIELDS
        if whole_name:
            path = f"{path.removesuffix(NAME)}last_name"
        field = FIELDS.get(path)
        if field is None or field.grain not in GRAINS:
            return None
        if (row and field.grain is Grain.CLAIM) or (item and field.type not in LISTS):
            return None
        if match["kind"] and field.grain is not Grain.DIAGNOSIS:
            return None
        return cls(field, row, item, match["kind"], whole_name)

    @property
    def path(self) -> str:
        """The path of the field."""
        return self.field.path

    @property
    def grain(self) -> Grain:
        """The grain of the field."""
        return self.field.grain

    @property
    def repeated(self) -> bool:
        """Whether it belongs to one of the lines of a claim that stands in one row."""
        return self.grain in OF_LINES and self.row is not None

    def __str__(self) -> str:
        name = self.field.name
        if self.whole_name:
            name = f"{name.removesuffix('last_name')}{NAME}"
        parts = [self.grain, self.kind, self.row, name, self.item]
        return ".".join(str(part) for part in parts if part is not None)


def known_targets() -> list[str]:
    """The texts a column map may write, without numbers: for hints to a misspelt one."""
    return [field.path for field in FIELDS.values() if field.grain in GRAINS]
