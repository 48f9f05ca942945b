"""The standard clean claims: what every case and every test starts from and states only differences to.

Made up, one of each type. Professional: an office visit. Institutional: three nights in a hospital.
Dental: a check-up. Each has a commercial payer, and the subscriber is the patient. Nothing in them is
anybody's; the NPIs pass the check digit and belong to the test range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from .language.tree import Value

Values = dict[str, Value]

SUBMITTED: Final = date(2026, 5, 6)
SERVED: Final = date(2026, 5, 4)
ADMITTED: Final = date(2026, 5, 1)


@dataclass(frozen=True, slots=True)
class StandardClaim:
    """One type's standard claim: what follows from these values is worked out where it is built.

    `line` are the fields of each line that is stated, `lines` what the lines of a claim that states
    none have besides, and `diagnoses` the diagnoses of a claim that states none.
    """

    claim: Values
    line: Values
    lines: tuple[Values, ...] = ({},)
    diagnoses: tuple[Values, ...] = ()


_SHARED: Final[Values] = {
    "transaction.control_number": "0001",
    "transaction.purpose": "00",
    "transaction.type_code": "CH",
    "submitter.name": "STANDARD BILLING SERVICE",
    "submitter.id": "STD001",
    "receiver.name": "STANDARD CLEARINGHOUSE",
    "receiver.id": "CLR001",
    "billing_provider.entity_code": "85",
    "billing_provider.entity_type": "2",
    "billing_provider.id_qualifier": "XX",
    "billing_provider.npi": "1234567893",
    "billing_provider.address_1": "100 MAIN STREET",
    "billing_provider.city": "COLUMBUS",
    "billing_provider.state": "OH",
    "billing_provider.zip": "432151234",
    "billing_provider.tax_id": "123456780",
    "billing_provider.contact": "BILLING OFFICE",
    "billing_provider.phone": "6145550100",
    "payer_responsibility": "P",
    "subscriber.relationship": "18",
    "subscriber.group_number": "GRP100",
    "filing_indicator": "CI",
    "subscriber.entity_type": "1",
    "subscriber.last_name": "ROE",
    "subscriber.first_name": "RICHARD",
    "subscriber.member_id_qualifier": "MI",
    "subscriber.member_id": "STD123456789",
    "subscriber.address_1": "12 ELM STREET",
    "subscriber.city": "COLUMBUS",
    "subscriber.state": "OH",
    "subscriber.zip": "43215",
    "subscriber.birth_date": date(1980, 2, 29),
    "subscriber.sex": "M",
    "payer.name": "STANDARD HEALTH PLAN",
    "payer.id_qualifier": "PI",
    "payer.id": "STD01",
    "claim_id": "STD-0001",
    "frequency_code": "1",
    "assignment_code": "A",
    "benefits_assignment": "Y",
    "release_of_information": "Y",
}


def _person(who: str, code: str, npi: str, last_name: str, first_name: str, taxonomy: str) -> Values:
    """The fields of a provider who is a person."""
    return {
        f"{who}.entity_code": code,
        f"{who}.entity_type": "1",
        f"{who}.last_name": last_name,
        f"{who}.first_name": first_name,
        f"{who}.id_qualifier": "XX",
        f"{who}.npi": npi,
        f"{who}.taxonomy": taxonomy,
    }


_PROFESSIONAL: Final = StandardClaim(
    claim={
        **_SHARED,
        "type": "837P",
        "transaction.guide": "005010X222A1",
        "billing_provider.taxonomy": "207Q00000X",
        "billing_provider.last_name": "STANDARD FAMILY PRACTICE",
        "place_of_service": "11",
        "facility_qualifier": "B",
        "provider_signature": "Y",
        **_person("rendering_provider", "82", "1000000004", "DOE", "JANE", "207Q00000X"),
    },
    line={
        "procedure_qualifier": "HC",
        "procedure_code": "99213",
        "charge": 100_00,
        "unit_of_measure": "UN",
        "units": 1_000,
        "diagnosis_pointers": ("1",),
        "service_date": SERVED,
    },
    diagnoses=({"code": "J069"},),
)

_INSTITUTIONAL: Final = StandardClaim(
    claim={
        **_SHARED,
        "type": "837I",
        "transaction.guide": "005010X223A2",
        "billing_provider.taxonomy": "282N00000X",
        "billing_provider.last_name": "STANDARD GENERAL HOSPITAL",
        "facility_type_code": "11",
        "facility_qualifier": "A",
        "statement_from": ADMITTED,
        "statement_through": SERVED,
        "admission_date": ADMITTED,
        "admission_hour": "0830",
        "discharge_hour": "1100",
        "admission_type": "3",
        "admission_source": "1",
        "patient_status": "01",
        "medical_record_number": "MR-0001",
        **_person("attending_provider", "71", "1000000004", "DOE", "JANE", "208M00000X"),
    },
    line={
        "revenue_code": "0120",
        "charge": 3_000_00,
        "unit_of_measure": "DA",
        "units": 3_000,
    },
    lines=({}, {"revenue_code": "0250", "charge": 200_00, "unit_of_measure": "UN", "units": 1_000}),
    diagnoses=({"code": "J189"}, {"code": "R0602", "qualifier": "ABJ"}),
)

_DENTAL: Final = StandardClaim(
    claim={
        **_SHARED,
        "type": "837D",
        "transaction.guide": "005010X224A2",
        "billing_provider.taxonomy": "1223G0001X",
        "billing_provider.last_name": "STANDARD DENTAL PRACTICE",
        "place_of_service": "11",
        "facility_qualifier": "B",
        "provider_signature": "Y",
        **_person("rendering_provider", "82", "1000000004", "DOE", "JANE", "1223G0001X"),
    },
    line={
        "procedure_qualifier": "AD",
        "procedure_code": "D0120",
        "charge": 60_00,
        "units": 1_000,
        "service_date": SERVED,
    },
)

STANDARD: Final[Mapping[str, StandardClaim]] = MappingProxyType(
    {"837P": _PROFESSIONAL, "837I": _INSTITUTIONAL, "837D": _DENTAL}
)
"""The standard claim of each type."""

PATIENT: Final[Values] = {
    "relationship": "19",
    "last_name": "ROE",
    "first_name": "ROBIN",
    "address_1": "12 ELM STREET",
    "city": "COLUMBUS",
    "state": "OH",
    "zip": "43215",
    "birth_date": date(2015, 6, 15),
    "sex": "F",
}
"""A patient who is not the subscriber, for claims that state one."""

OTHER_PAYER: Final[Values] = {
    "responsibility": "S",
    "relationship": "18",
    "filing_indicator": "CI",
    "benefits_assignment": "Y",
    "release_of_information": "Y",
    "subscriber_last_name": "ROE",
    "subscriber_first_name": "RICHARD",
    "member_id": "OTH123456789",
    "payer_name": "OTHER HEALTH PLAN",
    "payer_id": "OTH01",
}
"""Each other payer a claim states."""

ADJUDICATION: Final[Values] = {
    "payer_id": "OTH01",
    "paid_amount": 80_00,
    "units": 1_000,
    "date": date(2026, 5, 5),
}
"""Each line adjudication a line states; the code it was decided on is the line's own."""
