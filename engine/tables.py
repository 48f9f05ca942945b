"""The canonical tables: what every reader hands over and every rule looks at.

One frame a grain. A column is named by the path of its field (`claim.total_charge`), so frames
join without a clash. Beside the fields stand keys, which begin with `#`, and anchors, which begin
with `@` and hold the number of the segment (from 1, ISA is 1) that the fields of that segment came
from. Money is whole cents, quantity whole thousandths, both Int64, so sums are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from types import MappingProxyType
from typing import Final, Literal

import polars as pl

from .errors import Problem
from .fields import FIELDS, FOUND, PLURALS, Grain, Type

COLUMN_TYPES: Final[Mapping[Type, pl.DataType]] = MappingProxyType(
    {
        Type.TEXT: pl.String(),
        Type.CODE: pl.String(),
        Type.INTEGER: pl.Int64(),
        Type.MONEY: pl.Int64(),
        Type.QUANTITY: pl.Int64(),
        Type.DATE: pl.Date(),
        Type.TRUTH: pl.Boolean(),
        Type.CODES: pl.List(pl.String()),
        Type.DATES: pl.List(pl.Date()),
    }
)

KEYS: Final[Mapping[Grain, tuple[str, ...]]] = MappingProxyType(
    {
        Grain.CLAIM: ("#claim", "#interchange", "#group", "#transaction"),
        Grain.LINE: ("#claim", "#line"),
        Grain.DIAGNOSIS: ("#claim",),
        Grain.PROCEDURE: ("#claim",),
        Grain.OCCURRENCE: ("#claim",),
        Grain.OCCURRENCE_SPAN: ("#claim",),
        Grain.VALUE_CODE: ("#claim",),
        Grain.TOOTH_STATUS: ("#claim",),
        Grain.TOOTH: ("#claim", "#line"),
        Grain.OTHER_PAYER: ("#claim", "#other_payer"),
        Grain.ADJUDICATION: ("#claim", "#line"),
        Grain.PRIMARY: ("#claim", "#line"),
        Grain.EARLIER: ("#claim", "#line"),
        Grain.PAIR: ("#claim", "#line"),
    }
)
"""`#claim` and `#line` count rows of the block from 0; the others are ordinals in the file from 1."""

ELEMENT: Final = "@element"
"""The HI element (1 to 12) that holds a code, for one segment holds many."""

ROW: Final = "@row"
"""The row of the sheet, as a spreadsheet shows it, that a row of a frame was read from; null in an 837."""

REPEAT: Final = "@repeat"
"""Of lines in a sheet of one row a claim: the number in the names of their columns."""

CODED: Final = (Grain.DIAGNOSIS, Grain.PROCEDURE, Grain.OCCURRENCE, Grain.OCCURRENCE_SPAN, Grain.VALUE_CODE)
"""The grains whose rows are elements of HI segments."""

UNREADABLE: Final = pl.Schema(
    {
        "#claim": pl.Int32,
        "#line": pl.Int32,  # null for a value of the claim
        "field": pl.String,  # path in the dictionary
        "value": pl.String,  # as sent
        "segment": pl.Int32,
        "row": pl.Int32,  # of a sheet, and the name of the column
        "column": pl.String,
        "why": pl.String,  # why it cannot be read; null where it is not of its type
    }
)
"""Values that are present and cannot be read as their type: each is a finding, never a null."""

STRUCTURE: Final = pl.Schema(
    {
        "#claim": pl.Int32,
        "#line": pl.Int32,  # null for what stands outside of a service line
        "rule": pl.String,  # element-missing, segment-repeated, ...
        "loop": pl.String,
        "name": pl.String,  # the segment with the codes by which the guide knows it: REF*EI|SY
        "element": pl.String,  # "09", or "05-1" for a component; null for the whole segment
        "value": pl.String,  # as sent; null where something is absent
        "expected": pl.String,  # a length, a number of times, a list of codes, a relation; null where nothing is to say
        "code": pl.String,  # what a 999 would say: IK403 for an element, IK304 for a segment
        "segment": pl.Int32,
    }
)
"""What the implementation guide does not allow, or demands and does not find: each is a finding."""


def anchors(grain: Grain) -> list[str]:
    """The anchor columns of a grain's frame, in the order of the dictionary."""
    return list(dict.fromkeys(f"@{place.anchor}" for field in FIELDS.of(grain) for place in field.places.values()))


@cache
def schema(grain: Grain) -> Mapping[str, pl.DataType]:
    """Keys, then fields, then anchors of a grain's frame, with their column types."""
    columns: dict[str, pl.DataType] = {key: pl.Int32() for key in KEYS[grain]}
    columns |= {f.path: COLUMN_TYPES[f.type] for f in FIELDS.of(grain)}
    columns |= {anchor: pl.Int32() for anchor in anchors(grain)}
    if grain in CODED:
        columns[ELEMENT] = pl.Int32()
    columns[ROW] = pl.Int32()
    if grain is Grain.LINE:
        columns[REPEAT] = pl.Int32()
    return MappingProxyType(columns)


def repeated(value: object, kind: pl.DataType, count: int) -> pl.Series:
    """One value so many times; at a thirtieth of what `pl.repeat` costs, which is called a thousand times a file."""
    return pl.Series("", [value], dtype=kind).new_from_index(0, count)


def _empty(grain: Grain) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(schema(grain)))


LINE_DIAGNOSIS: Final[Mapping[str, pl.DataType]] = MappingProxyType(
    {"#claim": pl.Int32(), "#line": pl.Int32(), **schema(Grain.DIAGNOSIS)}
)
"""The columns of the frame of diagnoses that lines point to."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Some claims of one file and one type, as frames that share keys.

    `line_diagnoses` has the diagnoses each line points to, one row per pointer in the pointer's
    order, with `#claim` and `#line`; where a pointer points to none, position and code are null.
    `headers` are the names of a sheet's columns by the path of their field, or where a field is
    repeated, with the number of a line or part: `line.2.charge`, `line.modifiers.1`.
    """

    file: str
    claims: pl.DataFrame
    lines: pl.DataFrame = field(default_factory=partial(_empty, Grain.LINE))
    diagnoses: pl.DataFrame = field(default_factory=partial(_empty, Grain.DIAGNOSIS))
    line_diagnoses: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=dict(LINE_DIAGNOSIS)))
    procedures: pl.DataFrame = field(default_factory=partial(_empty, Grain.PROCEDURE))
    occurrences: pl.DataFrame = field(default_factory=partial(_empty, Grain.OCCURRENCE))
    occurrence_spans: pl.DataFrame = field(default_factory=partial(_empty, Grain.OCCURRENCE_SPAN))
    value_codes: pl.DataFrame = field(default_factory=partial(_empty, Grain.VALUE_CODE))
    tooth_statuses: pl.DataFrame = field(default_factory=partial(_empty, Grain.TOOTH_STATUS))
    teeth: pl.DataFrame = field(default_factory=partial(_empty, Grain.TOOTH))
    other_payers: pl.DataFrame = field(default_factory=partial(_empty, Grain.OTHER_PAYER))
    adjudications: pl.DataFrame = field(default_factory=partial(_empty, Grain.ADJUDICATION))
    unreadable: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=UNREADABLE))
    structure: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=STRUCTURE))
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def claim_type(self) -> str:
        """The type of all its claims: 837P, 837I or 837D."""
        return str(self.claims["claim.type"][0]) if len(self.claims) else "837P"

    def members(self, owner: Grain, name: str) -> pl.DataFrame:
        """The frame of what a claim or a line has several of: `diagnoses` of a line are those it points to.

        What is found elsewhere no reader gives, and its frame is empty here.
        """
        if name in FOUND:
            return _empty(PLURALS[name])
        return self.line_diagnoses if (owner, name) == (Grain.LINE, "diagnoses") else getattr(self, name)


Scope = Literal["file", "interchange", "group", "transaction"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A defect of an envelope or of the structure: it holds every claim in its scope.

    `interchange`, `group` and `transaction` are ordinals in the file, None above the scope.
    """

    problem: Problem
    scope: Scope
    interchange: int | None = None
    group: int | None = None
    transaction: int | None = None
