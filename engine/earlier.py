"""Lines of the same patient on earlier claims: what `claim.earlier_lines` and `line.earlier_lines` look at.

Earlier are the claims a site keeps as sent (`engine/records`), and those that stand before a claim in the
batch it is checked with. So of two claims that are one, the second is found, and a batch is read once.
A patient is known by last name, first name and birth date: what a claim always has, whoever pays. Of
names the letters and digits count (twins are often numbered). Who has none in one of the names, or no
birth date, is nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, cast

import polars as pl

from .fields import FIELDS, Grain
from .language.records import Record
from .language.tree import Value
from .tables import COLUMN_TYPES, Tables

PATIENT, BEFORE = "#patient", "#before"
"""Columns of earlier lines: who the patient is, and which claim of the block the line is of, -1 outside of it."""

EARLIER_LINES: Final = "earlier_lines"

_NAMES: Final = ("last_name", "first_name")
_OF_PATIENT: Final = tuple(f"claim.patient.{name}" for name in (*_NAMES, "birth_date"))

_OF_CLAIM: Final[Mapping[str, str]] = {
    "claim_id": "claim.claim_id", "claim_type": "claim.type", "frequency_code": "claim.frequency_code",
    "original_reference": "claim.original_reference", "payer_id": "claim.payer.id",
    "total_charge": "claim.total_charge",
    "billing_npi": "claim.billing_provider.npi", "tax_id": "claim.billing_provider.tax_id",
    "facility_type_code": "claim.facility_type_code", "admission_date": "claim.admission_date",
    "claim_from": "claim.service_from", "claim_through": "claim.service_through",
}  # fmt: skip
_OF_LINE: Final[Mapping[str, str]] = {
    "line_number": "line.line_number", "procedure_code": "line.procedure_code", "modifiers": "line.modifiers",
    "revenue_code": "line.revenue_code", "units": "line.units", "charge": "line.charge",
    "service_date": "line.service_date", "service_through": "line.service_through",
    "place_of_service": "line.place_of_service",
}  # fmt: skip
_EITHER: Final[Mapping[str, tuple[str, ...]]] = {
    "rendering_npi": ("line.rendering_provider.npi", "claim.rendering_provider.npi", "claim.billing_provider.npi"),
    "taxonomy": (
        "line.rendering_provider.taxonomy", "claim.rendering_provider.taxonomy", "claim.billing_provider.taxonomy",
    ),
}  # fmt: skip
"""What a line has of its own, else of its claim, else of the billing provider."""

NEEDED: Final = frozenset(
    {*_OF_PATIENT, *_OF_CLAIM.values(), *_OF_LINE.values(), *(path for paths in _EITHER.values() for path in paths)}
)
"""The fields that earlier lines are made of, read where a rule looks at any."""

SCHEMA: Final = pl.Schema(
    {PATIENT: pl.String(), **{field.path: COLUMN_TYPES[field.type] for field in FIELDS.of(Grain.EARLIER)}}
)
"""An earlier line as it is kept."""


def _patient() -> pl.Expr:
    letters = [
        pl.col(f"claim.patient.{name}").str.replace_all(r"[^\p{L}\p{N}]", "").str.to_uppercase() for name in _NAMES
    ]
    names = [pl.when(name.str.len_bytes() > 0).then(name) for name in letters]
    return pl.concat_str(*names, pl.col("claim.patient.birth_date").cast(pl.String), separator="|").alias(PATIENT)


def lines_of(tables: Tables) -> pl.DataFrame:
    """The lines of a block as later claims see them, with BEFORE; who cannot be told from others is left out."""
    claims = tables.claims.select("#claim", _patient(), *(path for path in _claim_paths() if path in tables.claims))
    rows = tables.lines.join(claims.filter(pl.col(PATIENT).is_not_null()), on="#claim", maintain_order="left")
    named = {**_OF_CLAIM, **_OF_LINE}
    values = [
        *(pl.col(path).alias(f"earlier_line.{name}") for name, path in named.items()),
        *(pl.coalesce(paths).alias(f"earlier_line.{name}") for name, paths in _EITHER.items()),
        pl.lit(value=True).alias("earlier_line.in_batch"),
    ]
    return rows.select(pl.col("#claim").alias(BEFORE), PATIENT, *values).select(BEFORE, *SCHEMA)


def _claim_paths() -> list[str]:
    every = [*_OF_CLAIM.values(), *(path for paths in _EITHER.values() for path in paths)]
    return list(dict.fromkeys(path for path in every if path.startswith("claim.")))


def patients(tables: Tables) -> pl.Series:
    """The patients of a block."""
    return tables.claims.select(_patient()).to_series().drop_nulls().unique()


def earlier_frame(claims: pl.DataFrame, owners: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """The earlier lines beside each claim or line of a block: the keys of `owners` and the fields of `earlier_line`.

    `claims` is the frame of claims, `owners` has `#claim`, and of lines `#line`; `earlier` are rows of
    any patients, with BEFORE.
    """
    keys = [key for key in ("#claim", "#line") if key in owners.columns]
    of_patient = claims.select("#claim", _patient())
    rows = owners.select(keys).join(of_patient, on="#claim", maintain_order="left")
    found = rows.join(earlier, on=PATIENT, maintain_order="left_right").filter(pl.col(BEFORE) < pl.col("#claim"))
    return found.drop(PATIENT, BEFORE)


def with_earlier_lines(claim: Record) -> Record:
    """The claim with its earlier lines on each of its lines too, as the plain meaning has them.

    What an earlier line does not state it has from the claim; without a patient there is none.
    """
    stated = claim.members.get("earlier_lines", [])
    names = (str(claim.values.get(f"patient.{name}", "")) for name in _NAMES)
    known = all(any(map(str.isalnum, name)) for name in names) and "patient.birth_date" in claim.values
    rows = [Record(Grain.EARLIER, {**_standard(claim), **row.values}) for row in stated] if known else []
    lines = [
        Record(line.grain, line.values, {**line.members, "earlier_lines": rows}) for line in claim.members["lines"]
    ]
    return Record(claim.grain, claim.values, {**claim.members, "lines": lines, "earlier_lines": rows})


def _standard(claim: Record) -> dict[str, Value]:
    """What an earlier line has where a case does not say: the same provider, payer and kind of claim."""
    values: dict[str, Value | None] = {
        name: claim.values.get(path.removeprefix("claim.")) for name, path in _OF_CLAIM.items()
    }
    for name, paths in _EITHER.items():
        of_claim = (claim.values.get(path.removeprefix("claim.")) for path in paths if path.startswith("claim."))
        values[name] = next((value for value in of_claim if value is not None), None)
    values |= {"claim_id": "EARLIER1", "frequency_code": "1", "in_batch": False}
    values |= dict.fromkeys(("original_reference", "claim_from", "claim_through", "admission_date"))
    return {name: value for name, value in values.items() if value is not None}


def stated(claim: Record, tables: Tables) -> pl.DataFrame:
    """The earlier lines that a case states, as rows for the column evaluator; `tables` is the claim alone."""
    rows = [{f"earlier_line.{name}": _column(value) for name, value in row.values.items()}
            for row in with_earlier_lines(claim).members["earlier_lines"]]  # fmt: skip
    patient = tables.claims.select(_patient()).item()
    made = pl.DataFrame([{PATIENT: patient, **row} for row in rows], dict(SCHEMA))
    return made.select(pl.lit(-1, pl.Int32).alias(BEFORE), *SCHEMA)


def _column(value: Value) -> str | int | bool | date | list[str]:
    return list(cast("tuple[str, ...]", value)) if isinstance(value, tuple) else cast("str | int | bool | date", value)
