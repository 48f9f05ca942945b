"""Fields of claims and lines that a sheet does not state and an 837 does: those that follow from what is stated.

Only what the kind of a column implies is filled in: a column of NPIs holds NPIs (qualifier XX), a column of CPT and
HCPCS codes these (HC). What a sheet simply leaves out stays absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import polars as pl

from ...fields import FIELDS, Grain

SELF: Final = "18"

_SHARED: Final = tuple(
    field.name.removeprefix("patient.")
    for field in FIELDS.of(Grain.CLAIM)
    if field.name.startswith("patient.") and f"claim.subscriber.{field.name.removeprefix('patient.')}" in FIELDS
    and field.name != "patient.relationship"
)  # fmt: skip
"""What the claim says of a subscriber who is the patient, and a sheet once: name, address, birth date, sex."""

_LINE_QUALIFIER: Final[Mapping[str, str]] = MappingProxyType({"837P": "HC", "837I": "HC", "837D": "AD"})


def _same(values: pl.Series, value: str) -> pl.Series:
    """A constant where there is a value."""
    return pl.DataFrame({"v": values}).select(pl.when(pl.col("v").is_not_null()).then(pl.lit(value))).to_series()


def _either(first: pl.Series | None, second: pl.Series | None) -> pl.Series | None:
    if first is None or second is None:
        return first if second is None else second
    return first.zip_with(first.is_not_null(), second)


def complete_claims(values: dict[str, pl.Series], claim_type: str, count: int) -> None:
    """Add what follows to the values of claims, by path."""
    _subscribers(values, count)
    _implied(values, Grain.CLAIM, claim_type)
    if (member := values.get("claim.subscriber.member_id")) is not None:
        _add(values, "claim.subscriber.member_id_qualifier", _same(member, "MI"))
    if (payer := values.get("claim.payer.id")) is not None:
        _add(values, "claim.payer.id_qualifier", _same(payer, "PI"))
    if (first := values.get("claim.subscriber.first_name")) is not None:
        _add(values, "claim.subscriber.entity_type", _same(first, "1"))
    if claim_type == "837I":
        _bill_types(values)
    elif (place := values.get("claim.place_of_service")) is not None:
        _add(values, "claim.facility_qualifier", _same(place, "B"))
    reported = values.get("claim.transaction.type_code")
    values["claim.is_encounter"] = (
        (reported == "RP").fill_null(value=False) if reported is not None else pl.repeat(False, count, eager=True)
    )


def complete_lines(values: dict[str, pl.Series], claim_type: str) -> None:
    """Add what follows to the values of lines, by path."""
    _implied(values, Grain.LINE, claim_type)
    if (code := values.get("line.procedure_code")) is not None:
        _add(values, "line.procedure_qualifier", _same(code, _LINE_QUALIFIER[claim_type]))
    if claim_type != "837D" and (units := values.get("line.units")) is not None:
        _add(values, "line.unit_of_measure", _same(units, "UN"))
    if (first := values.get("line.service_date")) is not None:
        _add(values, "line.service_through", first)


def _add(values: dict[str, pl.Series], path: str, more: pl.Series) -> None:
    """A value where the sheet gives none; a column that states it is kept."""
    if path in values:
        values[path] = values[path].zip_with(values[path].is_not_null(), more)
    else:
        values[path] = more


def _implied(values: dict[str, pl.Series], grain: Grain, claim_type: str) -> None:
    """Qualifiers of providers: what an NPI is, in which role somebody stands, and who is a person."""
    for field in FIELDS.of(grain):
        if not field.name.endswith(".npi") or claim_type not in field.places:
            continue
        stem = field.path.removesuffix("npi")
        npi, last, first = (values.get(f"{stem}{name}") for name in ("npi", "last_name", "first_name"))
        if npi is not None:
            _add(values, f"{stem}id_qualifier", _same(npi, "XX"))
        if (somebody := _either(npi, last)) is not None:
            _add(values, f"{stem}entity_code", _same(somebody, field.places[claim_type].qualifiers[0]))
        if first is not None:
            _add(values, f"{stem}entity_type", _same(first, "1"))


def _bill_types(values: dict[str, pl.Series]) -> None:
    """A type of bill is the kind of facility and the frequency of the claim, and the other way round."""
    stated = values.get("claim.type_of_bill")
    if stated is not None:
        whole = pl.DataFrame({"t": stated}).select(pl.when(pl.col("t").str.len_chars() == 4).then("t")).to_series()
        _add(values, "claim.facility_type_code", whole.str.slice(1, 2))
        _add(values, "claim.frequency_code", whole.str.slice(3, 1))
    facility, frequency = values.get("claim.facility_type_code"), values.get("claim.frequency_code")
    if facility is not None:
        _add(values, "claim.facility_qualifier", _same(facility, "A"))
        if frequency is not None:
            _add(values, "claim.type_of_bill", "0" + facility + frequency)


def _subscribers(values: dict[str, pl.Series], count: int) -> None:
    """Whether the patient is the subscriber, and then each for the other.

    It is said by the relationship, in either column; without one the patient is the subscriber unless the sheet
    names both and differently.
    """
    relationship = _either(values.get("claim.patient.relationship"), values.get("claim.subscriber.relationship"))
    same = _names_agree(values, count)
    if relationship is not None:
        same = (relationship == SELF).zip_with(relationship.is_not_null(), same)
        frame = pl.DataFrame({"r": relationship, "s": same})
        values["claim.subscriber.relationship"] = frame.select(pl.when("s").then("r")).to_series()
        values["claim.patient.relationship"] = frame.select(pl.when(~pl.col("s")).then("r")).to_series()
    values["claim.patient.is_subscriber"] = same
    for name in _SHARED:
        patient, subscriber = f"claim.patient.{name}", f"claim.subscriber.{name}"
        whole = _either(values.get(patient), values.get(subscriber))
        if whole is None:
            continue
        nothing = pl.repeat(None, count, dtype=whole.dtype, eager=True)
        of_patient, of_subscriber = values.get(patient, nothing), values.get(subscriber, nothing)
        values[patient] = whole.zip_with(same, of_patient)
        values[subscriber] = of_subscriber.zip_with(of_subscriber.is_not_null() | ~same, of_patient)


def _names_agree(values: dict[str, pl.Series], count: int) -> pl.Series:
    agree = pl.repeat(True, count, dtype=pl.Boolean, eager=True)
    for name in ("last_name", "first_name", "birth_date"):
        patient, subscriber = values.get(f"claim.patient.{name}"), values.get(f"claim.subscriber.{name}")
        if patient is not None and subscriber is not None:
            differ = (patient != subscriber).fill_null(value=False)
            agree &= ~differ
    return agree
