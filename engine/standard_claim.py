"""The standard clean claim: what every case and every test starts from and states only differences to.

A made-up professional claim: one office visit, one diagnosis, a commercial payer, the subscriber is
the patient. Nothing in it is anybody's; the NPIs pass the check digit and belong to the test range.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from .language.tree import Value

Values = dict[str, Value]

SUBMITTED: Final = date(2026, 5, 6)
SERVED: Final = date(2026, 5, 4)

CLAIM: Final[Values] = {
    "type": "837P",
    "transaction.control_number": "0001",
    "transaction.guide": "005010X222A1",
    "transaction.purpose": "00",
    "transaction.type_code": "CH",
    "submitter.name": "STANDARD BILLING SERVICE",
    "submitter.id": "STD001",
    "receiver.name": "STANDARD CLEARINGHOUSE",
    "receiver.id": "CLR001",
    "billing_provider.taxonomy": "207Q00000X",
    "billing_provider.entity_code": "85",
    "billing_provider.entity_type": "2",
    "billing_provider.last_name": "STANDARD FAMILY PRACTICE",
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
    "place_of_service": "11",
    "facility_qualifier": "B",
    "frequency_code": "1",
    "provider_signature": "Y",
    "assignment_code": "A",
    "benefits_assignment": "Y",
    "release_of_information": "Y",
    "rendering_provider.entity_code": "82",
    "rendering_provider.entity_type": "1",
    "rendering_provider.last_name": "DOE",
    "rendering_provider.first_name": "JANE",
    "rendering_provider.id_qualifier": "XX",
    "rendering_provider.npi": "1000000004",
    "rendering_provider.taxonomy": "207Q00000X",
}
"""Fields of the claim; the total and the days of service follow from the lines."""

LINE: Final[Values] = {
    "procedure_qualifier": "HC",
    "procedure_code": "99213",
    "charge": 100_00,
    "unit_of_measure": "UN",
    "units": 1_000,
    "diagnosis_pointers": ("1",),
    "service_date": SERVED,
}
"""Fields of each line; its number and place of service follow from where it stands."""

DIAGNOSES: Final = ("J069",)

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
    "procedure_code": "99213",
    "units": 1_000,
    "date": date(2026, 5, 5),
}
"""Each line adjudication a line states."""
