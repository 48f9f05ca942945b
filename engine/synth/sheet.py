"""The same made-up professional claims as a sheet: a CSV of one row a line, under our own column names.

Columns are in the notation of column maps: a field's path, with a number where there are several. What
other payers decided on single lines is told in an 837 only; here the day of it stands with the payer.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from typing import Final, TextIO

from .draft import Draft, Line, OtherPayer, Ride
from .parties import Provider
from .people import Address, Person
from .segments import money

Cells = dict[str, str]

_DATES: Final = {
    "431": "onset_date", "454": "initial_treatment_date", "439": "accident_date", "484": "last_menstrual_period",
    "435": "admission_date", "096": "discharge_date",
}  # fmt: skip
_REFERENCES: Final = {
    "9F": "referral_number", "G1": "prior_authorization", "F8": "original_reference", "X4": "clia_number",
    "D9": "clearinghouse_trace", "EA": "medical_record_number",
}  # fmt: skip
ONLY_IN_837: Final = frozenset(
    {
        "line-out-of-balance", "decided-twice",  # what was decided on lines is not told
        "child-sent-as-self", "sent-as-icd-9",  # levels and qualifiers are none of a sheet's columns
        "free-of-charge",  # its rule asks whether the transaction is chargeable
        "benefits-unknown", "pointer-repeated", "zip-of-four-digits",  # read otherwise, or as unreadable
    }
)  # fmt: skip
"""Kinds of error that a sheet does not tell as an 837 does: none is put into one."""

_NOBODY: Final = Person("", "", "", "", None, None)
_NONE: Final = Provider("", "", "", "")
_NOWHERE: Final = Address("", "", "", "")
_DIAGNOSES: Final = 12
_SEVERAL: Final = 4  # modifiers, conditions of a ride


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _several(path: str, values: Iterable[str], most: int) -> Cells:
    filled = [*values, *[""] * most][:most]
    return {f"{path}.{number}": value for number, value in enumerate(filled, start=1)}


def _address(who: str, where: Address | None) -> Cells:
    at = where or _NOWHERE
    return {f"{who}.address_1": at.street, f"{who}.city": at.city, f"{who}.state": at.state, f"{who}.zip": at.zip}


def _provider(who: str, one: Provider | None, *, taxonomy: bool = False) -> Cells:
    known = one or _NONE
    cells = {
        f"{who}.entity_type": known.entity_type, f"{who}.last_name": known.last, f"{who}.first_name": known.first,
        f"{who}.npi": known.npi,
    }  # fmt: skip
    return cells | ({f"{who}.taxonomy": known.taxonomy} if taxonomy else {})


def _person(who: str, one: Person) -> Cells:
    return {
        f"{who}.last_name": one.last, f"{who}.first_name": one.first, f"{who}.middle_name": one.middle,
        f"{who}.birth_date": _day(one.born), f"{who}.sex": one.sex, **_address(who, one.address),
    }  # fmt: skip


def _claim(claim: Draft) -> Cells:
    billing = claim.billing
    paid = "" if claim.patient_paid is None else money(claim.patient_paid)
    return {
        "claim.type": claim.type,
        "claim.claim_id": claim.claim_id,
        "claim.total_charge": money(claim.charged if claim.total is None else claim.total),
        "claim.place_of_service": claim.place,
        "claim.frequency_code": claim.frequency,
        "claim.provider_signature": claim.signature,
        "claim.assignment_code": claim.assignment,
        "claim.benefits_assignment": claim.benefits,
        "claim.release_of_information": claim.release,
        "claim.delay_reason": claim.delay_reason,
        **_several("claim.related_causes", claim.causes, 3),
        "claim.accident_state": claim.accident_state,
        **{f"claim.{name}": _day(claim.dates.get(kind)) for kind, name in _DATES.items()},
        **{f"claim.{name}": claim.references.get(kind, "") for kind, name in _REFERENCES.items()},
        "claim.patient_paid": paid,
        "claim.payer_responsibility": claim.responsibility,
        "claim.insurance_type": claim.insurance_type,
        "claim.filing_indicator": claim.payer.indicator,
        "claim.payer.id": claim.payer.id,
        "claim.payer.name": claim.payer.name,
        "claim.subscriber.relationship": claim.self_code,
        "claim.subscriber.group_number": claim.group_number,
        "claim.subscriber.member_id": claim.member_id,
        "claim.subscriber.entity_type": claim.subscriber.entity_type,
        "claim.subscriber.casualty_claim_number": claim.casualty_number,
        **_person("claim.subscriber", claim.subscriber),
        "claim.patient.relationship": claim.relationship if claim.patient else "",
        "claim.patient.death_date": _day(claim.died),
        **_person("claim.patient", claim.treated),
        **_provider("claim.billing_provider", billing, taxonomy=True),
        **_address("claim.billing_provider", billing.address),
        "claim.billing_provider.tax_id": billing.tax_id,
        "claim.billing_provider.phone": billing.phone,
        **_provider("claim.rendering_provider", claim.rendering, taxonomy=True),
        **_provider("claim.referring_provider", claim.referring),
        **_provider("claim.supervising_provider", claim.supervising),
        **_provider("claim.service_facility", claim.facility),
        **_address("claim.service_facility", claim.facility.address if claim.facility else None),
        "claim.anesthesia_procedure": claim.anesthesia_procedure,
        **_ride(claim.ride),
        **_other_payer(claim),
        **{
            f"diagnosis.{number}.code": code
            for number, code in enumerate([*claim.diagnoses, *[""] * _DIAGNOSES][:_DIAGNOSES], start=1)
        },
    }


def _ride(ride: Ride | None) -> Cells:
    return {
        "claim.ambulance.patient_weight": str(ride.pounds) if ride else "",
        "claim.ambulance.transport_reason": ride.reason if ride else "",
        "claim.ambulance.distance": ride.miles if ride else "",
        **_several("claim.ambulance.conditions", ride.conditions if ride else (), _SEVERAL),
        **_address("claim.ambulance_pickup", ride.pickup if ride else None),
        "claim.ambulance_dropoff.name": ride.dropoff_name if ride else "",
        **_address("claim.ambulance_dropoff", ride.dropoff if ride else None),
    }


def _other_payer(claim: Draft) -> Cells:
    other: OtherPayer | None = claim.other_payers[0] if claim.other_payers else None
    who = other.subscriber if other else _NOBODY
    on_lines = [one for line in claim.lines for one in line.adjudications]
    decided = [one.decided for one in on_lines]
    adjustments = [*(other.adjustments if other else ()), *(each for one in on_lines for each in one.adjustments)]
    taken_off = [cents for _, _, cents in adjustments]
    return {
        "other_payer.1.responsibility": other.responsibility if other else "",
        "other_payer.1.relationship": other.relationship if other else "",
        "other_payer.1.filing_indicator": other.payer.indicator if other else "",
        "other_payer.1.payer_id": other.payer.id if other else "",
        "other_payer.1.payer_name": other.payer.name if other else "",
        "other_payer.1.member_id": other.member_id if other else "",
        "other_payer.1.subscriber_last_name": who.last,
        "other_payer.1.subscriber_first_name": who.first,
        "other_payer.1.paid_amount": "" if other is None or other.paid is None else money(other.paid),
        "other_payer.1.adjudication_date": _day(other.decided or (decided[0] if decided else None)) if other else "",
        "other_payer.1.adjustment_total": money(sum(taken_off)) if taken_off else "",
        "other_payer.1.benefits_assignment": "Y" if other else "",
        "other_payer.1.release_of_information": "Y" if other else "",
    }


def _line(number: int, line: Line) -> Cells:
    code, quantity, unit = line.drug or ("", "", "")
    return {
        "line.line_number": str(number),
        "line.procedure_code": line.code,
        **_several("line.modifiers", line.modifiers, _SEVERAL),
        "line.charge": money(line.charge),
        "line.units": line.units,
        "line.unit_of_measure": line.unit,
        "line.own_place_of_service": line.place,
        "line.diagnosis_pointers": ":".join(line.pointers),
        "line.service_date": _day(line.day),
        "line.service_through": _day(line.through or line.day),
        "line.control_number": line.control,
        "line.ndc": code,
        "line.ndc_quantity": quantity,
        "line.ndc_unit": unit,
        **_provider("line.ordering_provider", line.ordering),
    }


def rows(claim: Draft) -> list[Cells]:
    """A row for each line of a claim, all with the same columns; what the claim says stands in each."""
    of_claim = _claim(claim)
    return [of_claim | _line(number, line) for number, line in enumerate(claim.lines, start=1)]


class Sheet:
    """A CSV in the making; the header is written with the first claim."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._writer: csv.DictWriter[str] | None = None

    def add(self, claims: Iterable[Draft]) -> None:
        """The rows of some claims."""
        for claim in claims:
            cells = rows(claim)
            if self._writer is None:
                self._writer = csv.DictWriter(self._file, [*cells[0]], lineterminator="\n")
                self._writer.writeheader()
            self._writer.writerows(cells)
