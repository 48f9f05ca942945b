"""The field dictionary: every value of a claim that a rule can ask for, in one table.

A field has a grain (what it is a value of), a dotted name, a type, its X12 place and its box on the
paper form. The reader fills frames from the places, the language checks names and types against
this table, findings quote place and box, and `docs/fields.md` is made from it. Adding a field is
adding a line here. Sources: ASC X12 005010X222A1 (837P) for places; NUCC 1500 Claim Form Reference
Instruction Manual 02/12 for boxes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final

from .x12_place import X12Place


class Type(StrEnum):
    """What kind of value a field or an expression has."""

    TEXT = "text"
    CODE = "code"  # text without case: trimmed and in capitals, diagnosis codes without the dot
    INTEGER = "integer"
    MONEY = "money"  # exact, in whole cents
    QUANTITY = "quantity"  # exact, in thousandths: units of service, miles, pounds
    DATE = "date"
    TRUTH = "truth"
    CODES = "list of codes"
    DATES = "list of dates"


class Grain(StrEnum):
    """What one row of a frame is; a frame is named by the plural of its grain."""

    RUN = "run"
    CLAIM = "claim"
    LINE = "line"
    DIAGNOSIS = "diagnosis"
    OTHER_PAYER = "other_payer"
    ADJUDICATION = "adjudication"


PLURALS: Final[Mapping[str, Grain]] = MappingProxyType(
    {
        "lines": Grain.LINE,
        "diagnoses": Grain.DIAGNOSIS,
        "other_payers": Grain.OTHER_PAYER,
        "adjudications": Grain.ADJUDICATION,
    }
)

MEMBERS: Final[Mapping[Grain, tuple[str, ...]]] = MappingProxyType(
    {
        Grain.CLAIM: ("lines", "diagnoses", "other_payers"),
        Grain.LINE: ("diagnoses", "adjudications"),  # the diagnoses its pointers name, in order
    }
)
"""What a claim and a line have several of: `claim.lines`, `line.diagnoses`."""


@dataclass(frozen=True)
class Field:
    """One value of a claim: its grain, dotted name, type, place, form box and meaning.

    `at` is the place in the X12 notation of `X12Place`; None for what is derived, and then `doc`
    says from what. `box` is the item of the CMS-1500.
    """

    grain: Grain
    name: str
    type: Type
    at: str | None
    box: str | None
    doc: str

    @property
    def path(self) -> str:
        """The name a rule writes: `claim.billing_provider.npi`."""
        return f"{self.grain}.{self.name}"

    @cached_property
    def place(self) -> X12Place | None:
        """The X12 place, parsed."""
        return X12Place.parse(self.at) if self.at else None


_T, _C, _I, _M, _Q, _D, _B, _L = (
    Type.TEXT, Type.CODE, Type.INTEGER, Type.MONEY, Type.QUANTITY, Type.DATE, Type.TRUTH, Type.CODES,
)  # fmt: skip

_Row = tuple[str, Type, str | None, str | None, str]


def _address(who: str, loop: str, words: str, box: str | None) -> list[_Row]:
    return [
        (f"{who}.address_1", _T, f"{loop} N3 01", box, f"First line of the {words}'s street address."),
        (f"{who}.address_2", _T, f"{loop} N3 02", box, f"Second line of the {words}'s street address."),
        (f"{who}.city", _T, f"{loop} N4 01", box, f"City of the {words}'s address."),
        (f"{who}.state", _C, f"{loop} N4 02", box, f"State or province of the {words}'s address."),
        (f"{who}.zip", _C, f"{loop} N4 03", box, f"ZIP or postal code of the {words}'s address."),
        (f"{who}.country", _C, f"{loop} N4 04", box, f"Country, when not the United States, of the {words}'s address."),
    ]  # fmt: skip


def _provider(who: str, loop: str, code: str, words: str, box: str | None, npi_box: str | None) -> list[_Row]:
    name = f"{loop} NM1*{code}"
    return [
        (f"{who}.entity_code", _C, f"{name} 01", None, f"Entity identifier code under which the {words} is sent."),
        (f"{who}.entity_type", _C, f"{name} 02", None, f"1 when the {words} is a person, 2 when an organization."),
        (f"{who}.last_name", _T, f"{name} 03", box, f"Last name of the {words}, or the organization's name."),
        (f"{who}.first_name", _T, f"{name} 04", box, f"First name of the {words}."),
        (f"{who}.id_qualifier", _C, f"{name} 08", None, f"Kind of the {words}'s identifier: XX for an NPI."),
        (f"{who}.npi", _C, f"{name} 09 if 08=XX", npi_box, f"National Provider Identifier of the {words}."),
    ]  # fmt: skip


def _table(grain: Grain, rows: list[_Row]) -> list[Field]:
    return [Field(grain, *row) for row in rows]


_RUN = _table(
    Grain.RUN,
    [
        ("submission_date", _D, None, None, "The day the claims are sent: --submitted, or the date in the file (BHT04)."),
    ],
)  # fmt: skip

_CLAIM_HEAD: list[_Row] = [
    ("type", _C, None, None, "Kind of claim: 837P."),
    ("transaction.control_number", _T, "HEADER ST 02", None, "Control number of the transaction set."),
    ("transaction.guide", _C, "HEADER ST 03", None, "Implementation guide the transaction names."),
    ("transaction.purpose", _C, "HEADER BHT 02", None, "00 original, 18 reissue."),
    ("transaction.type_code", _C, "HEADER BHT 06", None, "CH chargeable, RP reporting (an encounter), 31 subrogation."),
    ("transaction.date", _D, "HEADER BHT 04", None, "Day on which the transaction was made."),
    ("submitter.name", _T, "1000A NM1*41 03", None, "Name of the submitter."),
    ("submitter.id", _T, "1000A NM1*41 09", None, "Electronic transmitter identification of the submitter."),
    ("receiver.name", _T, "1000B NM1*40 03", None, "Name of the receiver."),
    ("receiver.id", _T, "1000B NM1*40 09", None, "Identification of the receiver."),
]  # fmt: skip

_CLAIM_BILLING: list[_Row] = [
    ("billing_provider.taxonomy", _C, "2000A PRV*BI 03 if 02=PXC", "33b", "Taxonomy code of the billing provider."),
    *_provider("billing_provider", "2010AA", "85", "billing provider", "33", "33a"),
    *_address("billing_provider", "2010AA", "billing provider", "33"),
    ("billing_provider.tax_id", _C, "2010AA REF*EI 02", "25", "Employer identification number of the billing provider."),
    ("billing_provider.ssn", _C, "2010AA REF*SY 02", "25", "Social security number used as the billing provider's tax id."),
    ("billing_provider.license", _T, "2010AA REF*0B 02", None, "State license number of the billing provider."),
    ("billing_provider.contact", _T, "2010AA PER*IC 02", None, "Contact name of the billing provider."),
    ("billing_provider.phone", _T, "2010AA PER*IC 04 if 03=TE", "33", "Telephone number of the billing provider."),
    ("pay_to.address_1", _T, "2010AB N3 01", None, "First line of the pay-to address."),
    ("pay_to.city", _T, "2010AB N4 01", None, "City of the pay-to address."),
    ("pay_to.state", _C, "2010AB N4 02", None, "State of the pay-to address."),
    ("pay_to.zip", _C, "2010AB N4 03", None, "ZIP code of the pay-to address."),
]  # fmt: skip

_CLAIM_SUBSCRIBER: list[_Row] = [
    ("payer_responsibility", _C, "2000B SBR 01", None, "P primary, S secondary, T tertiary, then A to H, U unknown."),
    ("subscriber.relationship", _C, "2000B SBR 02", "6", "18 when the patient is the subscriber; absent otherwise."),
    ("subscriber.group_number", _T, "2000B SBR 03", "11", "Group or policy number of the subscriber."),
    ("subscriber.group_name", _T, "2000B SBR 04", "11c", "Name of the group or plan."),
    ("insurance_type", _C, "2000B SBR 05", None, "Medicare secondary insurance type code."),
    ("filing_indicator", _C, "2000B SBR 09", "1", "Claim filing indicator: MB Medicare B, MC Medicaid, CI commercial, BL Blue."),
    ("subscriber.entity_type", _C, "2010BA NM1*IL 02", None, "1 when the subscriber is a person."),
    ("subscriber.last_name", _T, "2010BA NM1*IL 03", "4", "Last name of the subscriber."),
    ("subscriber.first_name", _T, "2010BA NM1*IL 04", "4", "First name of the subscriber."),
    ("subscriber.middle_name", _T, "2010BA NM1*IL 05", "4", "Middle name or initial of the subscriber."),
    ("subscriber.member_id_qualifier", _C, "2010BA NM1*IL 08", None, "Kind of member id: MI or II."),
    ("subscriber.member_id", _C, "2010BA NM1*IL 09", "1a", "Member identification number of the subscriber."),
    *_address("subscriber", "2010BA", "subscriber", "7"),
    ("subscriber.birth_date", _D, "2010BA DMG 02", "11a", "Birth date of the subscriber."),
    ("subscriber.sex", _C, "2010BA DMG 03", "11a", "Sex of the subscriber: F, M or U."),
    ("subscriber.ssn", _C, "2010BA REF*SY 02", None, "Social security number of the subscriber."),
    ("subscriber.casualty_claim_number", _T, "2010BA REF*Y4 02", None, "Property and casualty claim number."),
    ("payer.name", _T, "2010BB NM1*PR 03", None, "Name of the payer the claim is sent to."),
    ("payer.id_qualifier", _C, "2010BB NM1*PR 08", None, "PI payer id, XV health plan id."),
    ("payer.id", _C, "2010BB NM1*PR 09", None, "Identifier of the payer the claim is sent to."),
    *_address("payer", "2010BB", "payer", None),
]  # fmt: skip

_CLAIM_PATIENT: list[_Row] = [
    ("patient.is_subscriber", _B, None, "6", "True when the claim has no patient loop (2000C) of its own."),
    ("patient.relationship", _C, "2000C PAT 01", "6", "Relationship of the patient to the subscriber, in a patient loop."),
    ("patient.death_date", _D, "2000C|2000B PAT 06", None, "Date of death of the patient."),
    ("patient.weight", _Q, "2000C|2000B PAT 08 if 07=01", None, "Weight of the patient in pounds."),
    ("patient.pregnancy_indicator", _C, "2000C|2000B PAT 09", None, "Y when the patient is pregnant."),
    ("patient.last_name", _T, "2010CA|2010BA NM1*QC|IL 03", "2", "Last name of the patient."),
    ("patient.first_name", _T, "2010CA|2010BA NM1*QC|IL 04", "2", "First name of the patient."),
    ("patient.middle_name", _T, "2010CA|2010BA NM1*QC|IL 05", "2", "Middle name or initial of the patient."),
    *_address("patient", "2010CA|2010BA", "patient", "5"),
    ("patient.birth_date", _D, "2010CA|2010BA DMG 02", "3", "Birth date of the patient, who may be the subscriber."),
    ("patient.sex", _C, "2010CA|2010BA DMG 03", "3", "Sex of the patient: F, M or U."),
]  # fmt: skip

_CLAIM_BODY: list[_Row] = [
    ("claim_id", _T, "2300 CLM 01", "26", "The provider's own number for the claim (patient account number)."),
    ("total_charge", _M, "2300 CLM 02", "28", "Total charge of the claim."),
    ("place_of_service", _C, "2300 CLM 05-1", "24B", "Place of service of the claim; a line may have its own."),
    ("facility_qualifier", _C, "2300 CLM 05-2", None, "B when the place is a place-of-service code."),
    ("frequency_code", _C, "2300 CLM 05-3", "22", "1 original, 7 replacement, 8 void."),
    ("provider_signature", _C, "2300 CLM 06", "31", "Y when the provider's signature is on file."),
    ("assignment_code", _C, "2300 CLM 07", "27", "A assigned, B assigned for laboratory only, C not assigned."),
    ("benefits_assignment", _C, "2300 CLM 08", "13", "Y, N or W: benefits are assigned to the provider."),
    ("release_of_information", _C, "2300 CLM 09", "12", "I or Y: release of information."),
    ("patient_signature_source", _C, "2300 CLM 10", None, "P when the provider signed for the patient."),
    ("related_causes", _L, "2300 CLM 11-1:3", "10", "Causes the claim is related to: AA auto, EM employment, OA other accident."),
    ("accident_state", _C, "2300 CLM 11-4", "10b", "State in which an auto accident happened."),
    ("accident_country", _C, "2300 CLM 11-5", None, "Country of an auto accident outside the United States."),
    ("special_program", _C, "2300 CLM 12", None, "Special program indicator: 02, 03, 05, 09."),
    ("delay_reason", _C, "2300 CLM 20", None, "Reason why the claim is late."),
    ("onset_date", _D, "2300 DTP*431 03", "14", "Onset of the current illness or symptom."),
    ("initial_treatment_date", _D, "2300 DTP*454 03", "15", "First treatment."),
    ("last_seen_date", _D, "2300 DTP*304 03", "19", "Day the patient was last seen by the attending physician."),
    ("acute_manifestation_date", _D, "2300 DTP*453 03", None, "Acute manifestation of a chronic condition (spinal manipulation)."),
    ("accident_date", _D, "2300 DTP*439 03", "14", "Day of the accident."),
    ("last_menstrual_period", _D, "2300 DTP*484 03", "14", "First day of the last menstrual period."),
    ("last_xray_date", _D, "2300 DTP*455 03", "19", "Last X-ray (spinal manipulation)."),
    ("prescription_date", _D, "2300 DTP*471 03", None, "Hearing or vision prescription."),
    ("disability_from", _D, "2300 DTP*314|360 03", None, "First day of disability."),
    ("disability_through", _D, "2300 DTP*314|361 03 through", None, "Last day of disability."),
    ("last_worked_date", _D, "2300 DTP*297 03", "16", "Last day worked."),
    ("return_to_work_date", _D, "2300 DTP*296 03", "16", "Day authorized to return to work."),
    ("admission_date", _D, "2300 DTP*435 03", "18", "Admission to the hospital for related services."),
    ("discharge_date", _D, "2300 DTP*096 03", "18", "Discharge from the hospital for related services."),
    ("assumed_care_date", _D, "2300 DTP*090 03", None, "Day a provider assumed shared postoperative care."),
    ("relinquished_care_date", _D, "2300 DTP*091 03", None, "Day a provider gave up shared postoperative care."),
    ("first_contact_date", _D, "2300 DTP*444 03", None, "First contact, property and casualty."),
    ("patient_paid", _M, "2300 AMT*F5 02", "29", "Amount the patient has paid."),
    ("authorization_exception", _C, "2300 REF*4N 02", None, "Service authorization exception code."),
    ("referral_number", _T, "2300 REF*9F 02", "23", "Referral number."),
    ("prior_authorization", _T, "2300 REF*G1 02", "23", "Prior authorization number."),
    ("original_reference", _T, "2300 REF*F8 02", "22", "The payer's control number of the original claim."),
    ("clia_number", _C, "2300 REF*X4 02", "23", "Clinical Laboratory Improvement Amendments number."),
    ("mammography_certification", _C, "2300 REF*EW 02", "32b", "Mammography certification number."),
    ("ide_number", _T, "2300 REF*LX 02", "23", "Investigational device exemption number."),
    ("clearinghouse_trace", _T, "2300 REF*D9 02", None, "Number a clearinghouse gave the claim."),
    ("medical_record_number", _T, "2300 REF*EA 02", None, "Medical record number."),
    ("demonstration_project", _T, "2300 REF*P4 02", "19", "Demonstration project or clinical trial number."),
    ("care_plan_oversight", _C, "2300 REF*1J 02", "23", "NPI of the home health agency or hospice overseen."),
    ("note_type", _C, "2300 NTE 01", None, "Kind of the claim note."),
    ("note", _T, "2300 NTE 02", "19", "Claim note."),
    ("ambulance.patient_weight", _Q, "2300 CR1 02 if 01=LB", None, "Weight of the patient carried, in pounds."),
    ("ambulance.transport_reason", _C, "2300 CR1 04", None, "Ambulance transport reason code, A to E."),
    ("ambulance.distance", _Q, "2300 CR1 06 if 05=DH", None, "Miles the patient was carried."),
    ("ambulance.stretcher_purpose", _T, "2300 CR1 10", None, "Why a stretcher was needed."),
    ("ambulance.conditions", _L, "2300 CRC*07 03:07", None, "Condition codes of the ambulance certification."),
    ("spinal_condition", _C, "2300 CR2 08", None, "Patient condition code, spinal manipulation."),
    ("homebound", _C, "2300 CRC*75 03", None, "IH when the patient is homebound."),
    ("epsdt_referral", _C, "2300 CRC*ZZ 02", "24H", "Y or N: an EPSDT referral was given."),
    ("epsdt_conditions", _L, "2300 CRC*ZZ 03:05", "24H", "EPSDT condition codes: AV, NU, S2, ST."),
    ("anesthesia_procedure", _C, "2300 HI*BP 01-2", None, "Principal surgical procedure of an anesthesia claim."),
]  # fmt: skip

_CLAIM_PROVIDERS: list[_Row] = [
    *_provider("referring_provider", "2310A", "DN", "referring provider", "17", "17b"),
    *_provider("primary_care_provider", "2310A", "P3", "primary care provider", None, None),
    *_provider("rendering_provider", "2310B", "82", "rendering provider", "31", "24J"),
    ("rendering_provider.taxonomy", _C, "2310B PRV*PE 03 if 02=PXC", "24J", "Taxonomy code of the rendering provider."),
    *_provider("service_facility", "2310C", "77", "service facility", "32", "32a"),
    *_address("service_facility", "2310C", "service facility", "32"),
    *_provider("supervising_provider", "2310D", "DQ", "supervising provider", "17", "17b"),
    ("ambulance_pickup.address_1", _T, "2310E N3 01", "32", "Street address where the ambulance picked the patient up."),
    ("ambulance_pickup.city", _T, "2310E N4 01", "32", "City where the ambulance picked the patient up."),
    ("ambulance_pickup.state", _C, "2310E N4 02", "32", "State where the ambulance picked the patient up."),
    ("ambulance_pickup.zip", _C, "2310E N4 03", "32", "ZIP code where the ambulance picked the patient up."),
    ("ambulance_dropoff.name", _T, "2310F NM1*45 03", "32", "Name of the place to which the ambulance went."),
    ("ambulance_dropoff.address_1", _T, "2310F N3 01", "32", "Street address to which the ambulance went."),
    ("ambulance_dropoff.city", _T, "2310F N4 01", "32", "City to which the ambulance went."),
    ("ambulance_dropoff.state", _C, "2310F N4 02", "32", "State to which the ambulance went."),
    ("ambulance_dropoff.zip", _C, "2310F N4 03", "32", "ZIP code to which the ambulance went."),
]  # fmt: skip

_CLAIM_DERIVED: list[_Row] = [
    ("service_from", _D, None, "24A", "First day of service of any line."),
    ("service_through", _D, None, "24A", "Last day of service of any line."),
]  # fmt: skip

_LINE: list[_Row] = [
    ("line_number", _I, "2400 LX 01", "24", "Number of the service line."),
    ("procedure_qualifier", _C, "2400 SV1 01-1", None, "HC for HCPCS and CPT, ER for a Jurisdiction code, IV, WK."),
    ("procedure_code", _C, "2400 SV1 01-2", "24D", "HCPCS or CPT code of the service."),
    ("modifiers", _L, "2400 SV1 01-3:6", "24D", "Modifiers in the order sent, four at most."),
    ("description", _T, "2400 SV1 01-7", "24D", "Description, wanted for unlisted and non-specific codes."),
    ("charge", _M, "2400 SV1 02", "24F", "Charge of the line."),
    ("unit_of_measure", _C, "2400 SV1 03", "24G", "UN units, MJ minutes."),
    ("units", _Q, "2400 SV1 04", "24G", "Number of units or minutes."),
    ("own_place_of_service", _C, "2400 SV1 05", "24B", "Place of service sent on the line itself."),
    ("place_of_service", _C, None, "24B", "Place of service in force: the line's own (SV105), else the claim's (CLM05-1)."),
    ("diagnosis_pointers", _L, "2400 SV1 07-1:4", "24E", "Numbers of the diagnoses the line points to, in order."),
    ("emergency", _C, "2400 SV1 09", "24C", "Y when the service was an emergency."),
    ("epsdt", _C, "2400 SV1 11", "24H", "Y when the service came of an EPSDT screening."),
    ("family_planning", _C, "2400 SV1 12", "24H", "Y when the service is family planning."),
    ("copay_status", _C, "2400 SV1 15", None, "0 when the patient is exempt from copay."),
    ("dme.procedure_code", _C, "2400 SV5 01-2", None, "Procedure code of rented or bought equipment."),
    ("dme.length_of_need", _Q, "2400 SV5 03", None, "Days for which the equipment is needed."),
    ("dme.rental_price", _M, "2400 SV5 04", None, "Rental price of the equipment."),
    ("dme.purchase_price", _M, "2400 SV5 05", None, "Purchase price of the equipment."),
    ("dme.rental_unit", _C, "2400 SV5 06", None, "1 weekly, 4 monthly, 6 daily."),
    ("dme.certification_type", _C, "2400 CR3 01", None, "I initial, R renewal, S revised."),
    ("dme.months_certified", _Q, "2400 CR3 03", None, "Months for which the equipment is certified."),
    ("service_date", _D, "2400 DTP*472 03", "24A", "First day of the service."),
    ("service_through", _D, "2400 DTP*472 03 through", "24A", "Last day of the service; the first day again when only one was sent."),
    ("prescription_date", _D, "2400 DTP*471 03", None, "Prescription."),
    ("certification_revision_date", _D, "2400 DTP*607 03", None, "Revision or recertification of medical necessity."),
    ("begin_therapy_date", _D, "2400 DTP*463 03", None, "Begin of therapy (DME)."),
    ("last_certification_date", _D, "2400 DTP*461 03", None, "Last certification."),
    ("last_seen_date", _D, "2400 DTP*304 03", None, "Day last seen by the treating physician."),
    ("test_date", _D, "2400 DTP*738|739 03", None, "Test for hemoglobin, hematocrit or serum creatinine."),
    ("last_xray_date", _D, "2400 DTP*455 03", None, "Last X-ray."),
    ("initial_treatment_date", _D, "2400 DTP*454 03", None, "First treatment."),
    ("ambulance.patient_count", _Q, "2400 QTY*PT 02", None, "Patients carried in the same ambulance."),
    ("ambulance.transport_reason", _C, "2400 CR1 04", None, "Ambulance transport reason code of the line."),
    ("ambulance.distance", _Q, "2400 CR1 06 if 05=DH", None, "Miles carried, on the line."),
    ("obstetric_units", _Q, "2400 QTY*FL 02", None, "Additional obstetric anesthesia units."),
    ("prior_authorization", _T, "2400 REF*G1 02", "23", "Prior authorization number of the line."),
    ("referral_number", _T, "2400 REF*9F 02", "23", "Referral number of the line."),
    ("control_number", _T, "2400 REF*6R 02", None, "The provider's own number for the line."),
    ("clia_number", _C, "2400 REF*X4 02", "23", "CLIA number of the line."),
    ("referring_clia_number", _C, "2400 REF*F4 02", "23", "CLIA number of the laboratory that performed the test."),
    ("mammography_certification", _C, "2400 REF*EW 02", "32b", "Mammography certification number of the line."),
    ("immunization_batch", _T, "2400 REF*BT 02", None, "Immunization batch number."),
    ("sales_tax", _M, "2400 AMT*T 02", None, "Sales tax in the charge."),
    ("note", _T, "2400 NTE*ADD|DCP 02", None, "Line note."),
    ("purchased_service_charge", _M, "2400 PS1 02", "20", "What was paid for a purchased service."),
    ("ndc", _C, "2410 LIN 03 if 02=N4", "24", "National Drug Code of the drug given."),
    ("ndc_quantity", _Q, "2410 CTP 04", "24", "Quantity of the drug given."),
    ("ndc_unit", _C, "2410 CTP 05-1", "24", "Unit of the drug quantity: F2, GR, ME, ML, UN."),
    *_provider("rendering_provider", "2420A", "82", "rendering provider of the line", "24J", "24J"),
    ("rendering_provider.taxonomy", _C, "2420A PRV*PE 03 if 02=PXC", "24I", "Taxonomy code of the rendering provider of the line."),
    *_provider("purchased_service_provider", "2420B", "QB", "purchased service provider", None, None),
    *_provider("service_facility", "2420C", "77", "service facility of the line", "32", "32a"),
    *_provider("supervising_provider", "2420D", "DQ", "supervising provider of the line", None, None),
    *_provider("ordering_provider", "2420E", "DK", "ordering provider", "17", "17b"),
    *_provider("referring_provider", "2420F", "DN", "referring provider of the line", "17", "17b"),
]  # fmt: skip

_DIAGNOSIS: list[_Row] = [
    ("position", _I, None, "21", "Place of the diagnosis on the claim, from 1 (A on the form)."),
    ("qualifier", _C, "2300 HI 01-1", "21", "ABK or ABF for ICD-10-CM, BK or BF for ICD-9-CM."),
    ("code", _C, "2300 HI 01-2", "21", "Diagnosis code without the dot."),
    ("pointer", _C, None, "24E", "In line.diagnoses: the pointer as sent; the code is absent when it points to none."),
]  # fmt: skip

_OTHER_PAYER: list[_Row] = [
    ("responsibility", _C, "2320 SBR 01", None, "P, S, T, A to H: the order of the other payer."),
    ("relationship", _C, "2320 SBR 02", None, "Relationship of the patient to the other subscriber."),
    ("group_number", _T, "2320 SBR 03", "9a", "Group number of the other subscriber."),
    ("insurance_type", _C, "2320 SBR 05", None, "Medicare secondary insurance type code."),
    ("filing_indicator", _C, "2320 SBR 09", None, "Claim filing indicator of the other payer."),
    ("paid_amount", _M, "2320 AMT*D 02", None, "What the other payer paid."),
    ("noncovered_amount", _M, "2320 AMT*A8 02", None, "Total the other payer does not cover."),
    ("remaining_liability", _M, "2320 AMT*EAF 02", None, "What the patient still owes after the other payer."),
    ("benefits_assignment", _C, "2320 OI 03", None, "Y, N or W: benefits are assigned."),
    ("release_of_information", _C, "2320 OI 06", None, "I or Y: release of information."),
    ("subscriber_last_name", _T, "2330A NM1*IL 03", "9", "Last name of the other subscriber."),
    ("subscriber_first_name", _T, "2330A NM1*IL 04", "9", "First name of the other subscriber."),
    ("member_id", _C, "2330A NM1*IL 09", "9a", "Member id of the other subscriber."),
    ("payer_name", _T, "2330B NM1*PR 03", "9d", "Name of the other payer."),
    ("payer_id", _C, "2330B NM1*PR 09", None, "Identifier of the other payer."),
    ("adjudication_date", _D, "2330B DTP*573 03", None, "Day the other payer decided the claim."),
    ("claim_control_number", _T, "2330B REF*F8 02", None, "The other payer's number of the claim."),
    ("adjustment_total", _M, None, None, "Sum of all claim-level adjustments (2320 CAS) of the other payer."),
    ("adjustment_groups", _L, None, None, "Adjustment group codes (2320 CAS01) of the other payer."),
]  # fmt: skip

_ADJUDICATION: list[_Row] = [
    ("payer_id", _C, "2430 SVD 01", None, "The other payer that decided the line."),
    ("paid_amount", _M, "2430 SVD 02", None, "What the other payer paid for the line."),
    ("procedure_code", _C, "2430 SVD 03-2", None, "Procedure code the other payer decided on."),
    ("units", _Q, "2430 SVD 05", None, "Units the other payer paid."),
    ("date", _D, "2430 DTP*573 03", None, "Day the other payer decided the line."),
    ("remaining_liability", _M, "2430 AMT*EAF 02", None, "What the patient still owes on the line."),
    ("adjustment_total", _M, None, None, "Sum of the line's adjustments (2430 CAS)."),
    ("adjustment_groups", _L, None, None, "Adjustment group codes (2430 CAS01) of the line."),
]  # fmt: skip


class FieldDictionary(Mapping[str, Field]):
    """All fields by path, and the fields of one grain in their order."""

    def __init__(self, fields: list[Field]) -> None:
        self._by_path = {field.path: field for field in fields}

    def __getitem__(self, path: str) -> Field:
        return self._by_path[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_path)

    def __len__(self) -> int:
        return len(self._by_path)

    def of(self, grain: Grain) -> list[Field]:
        """The fields of one grain, in the order of this module."""
        return [field for field in self._by_path.values() if field.grain is grain]


FIELDS: Final = FieldDictionary(
    [
        *_RUN,
        *_table(Grain.CLAIM, _CLAIM_HEAD + _CLAIM_BILLING + _CLAIM_SUBSCRIBER + _CLAIM_PATIENT),
        *_table(Grain.CLAIM, _CLAIM_BODY + _CLAIM_PROVIDERS + _CLAIM_DERIVED),
        *_table(Grain.LINE, _LINE),
        *_table(Grain.DIAGNOSIS, _DIAGNOSIS),
        *_table(Grain.OTHER_PAYER, _OTHER_PAYER),
        *_table(Grain.ADJUDICATION, _ADJUDICATION),
    ]
)
"""The dictionary itself: `FIELDS["claim.billing_provider.npi"]`."""
