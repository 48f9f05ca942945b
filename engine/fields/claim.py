"""Fields of the claim but for its providers: who sends, bills, is insured and treated, and CLM with what follows."""

from __future__ import annotations

from typing import Final

from .entry import Row, Type
from .providers import address, provider

_T, _C, _I, _M, _Q, _D, _B, _L = (
    Type.TEXT, Type.CODE, Type.INTEGER, Type.MONEY, Type.QUANTITY, Type.DATE, Type.TRUTH, Type.CODES,
)  # fmt: skip

_HEAD: Final[list[Row]] = [
    ("type", _C, None, None, "Type of the claim: 837P, 837I or 837D."),
    ("is_encounter", _B, None, None, "True when the transaction reports encounters (BHT06 is RP)."),
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

_BILLING: Final[list[Row]] = [
    ("billing_provider.taxonomy", _C, "2000A PRV*BI 03 if 02=PXC", "33b; I 81", "Taxonomy code of the billing provider."),
    *provider("billing_provider", "2010AA NM1*85", "billing provider", "33; I 1; D 48", "33a; I 56; D 49"),
    *address("billing_provider", "2010AA", "billing provider", "33; I 1; D 48"),
    ("billing_provider.tax_id", _C, "2010AA REF*EI 02", "25; I 5; D 51", "Employer identification number of the billing provider."),
    ("billing_provider.ssn", _C, "PD 2010AA REF*SY 02", "25; D 51", "Social security number used as the billing provider's tax id."),
    ("billing_provider.license", _T, "PD 2010AA REF*0B 02", None, "State license number of the billing provider."),
    ("billing_provider.contact", _T, "2010AA PER*IC 02", None, "Contact name of the billing provider."),
    ("billing_provider.phone", _T, "2010AA PER*IC 04 if 03=TE", "33; I 1; D 52", "Telephone number of the billing provider."),
    ("pay_to.address_1", _T, "2010AB N3 01", None, "First line of the pay-to address."),
    ("pay_to.city", _T, "2010AB N4 01", None, "City of the pay-to address."),
    ("pay_to.state", _C, "2010AB N4 02", None, "State of the pay-to address."),
    ("pay_to.zip", _C, "2010AB N4 03", None, "ZIP code of the pay-to address."),
]  # fmt: skip

_SUBSCRIBER: Final[list[Row]] = [
    ("payer_responsibility", _C, "2000B SBR 01", None, "P primary, S secondary, T tertiary, then A to H, U unknown."),
    ("subscriber.relationship", _C, "2000B SBR 02", "6; I 59; D 18", "18 when the patient is the subscriber; absent otherwise."),
    ("subscriber.group_number", _T, "2000B SBR 03", "11; I 62; D 16", "Group or policy number of the subscriber."),
    ("subscriber.group_name", _T, "2000B SBR 04", "11c; I 61", "Name of the group or plan."),
    ("insurance_type", _C, "P 2000B SBR 05", None, "Medicare secondary insurance type code."),
    ("filing_indicator", _C, "2000B SBR 09", "1", "Claim filing indicator: MB Medicare B, MC Medicaid, CI commercial, BL Blue."),
    ("subscriber.entity_type", _C, "2010BA NM1*IL 02", None, "1 when the subscriber is a person."),
    ("subscriber.last_name", _T, "2010BA NM1*IL 03", "4; I 58; D 12", "Last name of the subscriber."),
    ("subscriber.first_name", _T, "2010BA NM1*IL 04", "4; I 58; D 12", "First name of the subscriber."),
    ("subscriber.middle_name", _T, "2010BA NM1*IL 05", "4; I 58; D 12", "Middle name or initial of the subscriber."),
    ("subscriber.member_id_qualifier", _C, "2010BA NM1*IL 08", None, "Kind of member id: MI or II."),
    ("subscriber.member_id", _C, "2010BA NM1*IL 09", "1a; I 60; D 15", "Member identification number of the subscriber."),
    *address("subscriber", "2010BA", "subscriber", "7; D 12"),
    ("subscriber.birth_date", _D, "2010BA DMG 02", "11a; D 13", "Birth date of the subscriber."),
    ("subscriber.sex", _C, "2010BA DMG 03", "11a; D 14", "Sex of the subscriber: F, M or U."),
    ("subscriber.ssn", _C, "2010BA REF*SY 02", None, "Social security number of the subscriber."),
    ("subscriber.casualty_claim_number", _T, "2010BA REF*Y4 02", None, "Property and casualty claim number."),
    ("payer.name", _T, "2010BB NM1*PR 03", "; I 50; D 3", "Name of the payer the claim is sent to."),
    ("payer.id_qualifier", _C, "2010BB NM1*PR 08", None, "PI payer id, XV health plan id."),
    ("payer.id", _C, "2010BB NM1*PR 09", "; I 51", "Identifier of the payer the claim is sent to."),
    *address("payer", "2010BB", "payer", "; I 38; D 3"),
]  # fmt: skip

_PATIENT: Final[list[Row]] = [
    ("patient.is_subscriber", _B, None, "6; I 59; D 18", "True when the claim has no patient loop (2000C) of its own."),
    ("patient.relationship", _C, "2000C PAT 01", "6; I 59; D 18", "Relationship of the patient to the subscriber, in a patient loop."),
    ("patient.death_date", _D, "P 2000C|2000B PAT 06", None, "Date of death of the patient."),
    ("patient.weight", _Q, "P 2000C|2000B PAT 08 if 07=01", None, "Weight of the patient in pounds."),
    ("patient.pregnancy_indicator", _C, "P 2000C|2000B PAT 09", None, "Y when the patient is pregnant."),
    ("patient.last_name", _T, "2010CA|2010BA NM1*QC|IL 03", "2; I 8b; D 20", "Last name of the patient."),
    ("patient.first_name", _T, "2010CA|2010BA NM1*QC|IL 04", "2; I 8b; D 20", "First name of the patient."),
    ("patient.middle_name", _T, "2010CA|2010BA NM1*QC|IL 05", "2; I 8b; D 20", "Middle name or initial of the patient."),
    *address("patient", "2010CA|2010BA", "patient", "5; I 9; D 20"),
    ("patient.birth_date", _D, "2010CA|2010BA DMG 02", "3; I 10; D 21", "Birth date of the patient, who may be the subscriber."),
    ("patient.sex", _C, "2010CA|2010BA DMG 03", "3; I 11; D 22", "Sex of the patient: F, M or U."),
]  # fmt: skip

_BODY: Final[list[Row]] = [
    ("claim_id", _T, "2300 CLM 01", "26; I 3a; D 23", "The provider's own number for the claim (patient account number)."),
    ("total_charge", _M, "2300 CLM 02", "28; I 47; D 32", "Total charge of the claim."),
    ("place_of_service", _C, "PD 2300 CLM 05-1", "24B; D 38", "Place of service of the claim; a line may have its own."),
    ("facility_qualifier", _C, "2300 CLM 05-2", None, "B when the place is a place-of-service code, A when it is a type of bill."),
    ("frequency_code", _C, "2300 CLM 05-3", "22; I 4", "1 original, 7 replacement, 8 void."),
    ("provider_signature", _C, "PD 2300 CLM 06", "31", "Y when the provider's signature is on file."),
    ("assignment_code", _C, "2300 CLM 07", "27", "A assigned, B assigned for laboratory only, C not assigned."),
    ("benefits_assignment", _C, "2300 CLM 08", "13; I 53; D 37", "Y, N or W: benefits are assigned to the provider."),
    ("release_of_information", _C, "2300 CLM 09", "12; I 52; D 36", "I or Y: release of information."),
    ("patient_signature_source", _C, "P 2300 CLM 10", None, "P when the provider signed for the patient."),
    ("related_causes", _L, "PD 2300 CLM 11-1:3", "10; D 45", "Causes the claim is related to: AA auto, EM employment, OA other accident."),
    ("accident_state", _C, "PD 2300 CLM 11-4; I 2300 REF*LU 02", "10b; I 29; D 47", "State in which an auto accident happened."),
    ("accident_country", _C, "PD 2300 CLM 11-5", None, "Country of an auto accident outside the United States."),
    ("special_program", _C, "PD 2300 CLM 12", None, "Special program indicator: 02, 03, 05, 09."),
    ("delay_reason", _C, "2300 CLM 20", None, "Reason why the claim is late."),
    ("onset_date", _D, "P 2300 DTP*431 03", "14", "Onset of the current illness or symptom."),
    ("initial_treatment_date", _D, "P 2300 DTP*454 03", "15", "First treatment."),
    ("last_seen_date", _D, "P 2300 DTP*304 03", "19", "Day the patient was last seen by the attending physician."),
    ("acute_manifestation_date", _D, "P 2300 DTP*453 03", None, "Acute manifestation of a chronic condition (spinal manipulation)."),
    ("accident_date", _D, "PD 2300 DTP*439 03", "14; D 46", "Day of the accident."),
    ("last_menstrual_period", _D, "P 2300 DTP*484 03", "14", "First day of the last menstrual period."),
    ("last_xray_date", _D, "P 2300 DTP*455 03", "19", "Last X-ray (spinal manipulation)."),
    ("prescription_date", _D, "P 2300 DTP*471 03", None, "Hearing or vision prescription."),
    ("disability_from", _D, "P 2300 DTP*314|360 03", None, "First day of disability."),
    ("disability_through", _D, "P 2300 DTP*314|361 03 through", None, "Last day of disability."),
    ("last_worked_date", _D, "P 2300 DTP*297 03", "16", "Last day worked."),
    ("return_to_work_date", _D, "P 2300 DTP*296 03", "16", "Day authorized to return to work."),
    ("admission_date", _D, "PI 2300 DTP*435 03", "18; I 12", "Admission to the hospital for related services."),
    ("discharge_date", _D, "P 2300 DTP*096 03", "18", "Discharge from the hospital for related services."),
    ("assumed_care_date", _D, "P 2300 DTP*090 03", None, "Day a provider assumed shared postoperative care."),
    ("relinquished_care_date", _D, "P 2300 DTP*091 03", None, "Day a provider gave up shared postoperative care."),
    ("first_contact_date", _D, "P 2300 DTP*444 03", None, "First contact, property and casualty."),
    ("patient_paid", _M, "PD 2300 AMT*F5 02", "29", "Amount the patient has paid."),
    ("authorization_exception", _C, "2300 REF*4N 02", None, "Service authorization exception code."),
    ("referral_number", _T, "2300 REF*9F 02", "23; I 63", "Referral number."),
    ("prior_authorization", _T, "2300 REF*G1 02", "23; I 63; D 2", "Prior authorization number."),
    ("original_reference", _T, "2300 REF*F8 02", "22; I 64", "The payer's control number of the original claim."),
    ("clia_number", _C, "P 2300 REF*X4 02", "23", "Clinical Laboratory Improvement Amendments number."),
    ("mammography_certification", _C, "P 2300 REF*EW 02", "32b", "Mammography certification number."),
    ("ide_number", _T, "PI 2300 REF*LX 02", "23", "Investigational device exemption number."),
    ("clearinghouse_trace", _T, "2300 REF*D9 02", None, "Number a clearinghouse gave the claim."),
    ("medical_record_number", _T, "PI 2300 REF*EA 02", "; I 3b", "Medical record number."),
    ("demonstration_project", _T, "PI 2300 REF*P4 02", "19", "Demonstration project or clinical trial number."),
    ("care_plan_oversight", _C, "P 2300 REF*1J 02", "23", "NPI of the home health agency or hospice overseen."),
    ("note_type", _C, "2300 NTE 01", None, "Kind of the claim note."),
    ("note", _T, "2300 NTE 02", "19; I 80; D 35", "Claim note."),
    ("ambulance.patient_weight", _Q, "P 2300 CR1 02 if 01=LB", None, "Weight of the patient carried, in pounds."),
    ("ambulance.transport_reason", _C, "P 2300 CR1 04", None, "Ambulance transport reason code, A to E."),
    ("ambulance.distance", _Q, "P 2300 CR1 06 if 05=DH", None, "Miles the patient was carried."),
    ("ambulance.stretcher_purpose", _T, "P 2300 CR1 10", None, "Why a stretcher was needed."),
    ("ambulance.conditions", _L, "P 2300 CRC*07 03:07", None, "Condition codes of the ambulance certification."),
    ("spinal_condition", _C, "P 2300 CR2 08", None, "Patient condition code, spinal manipulation."),
    ("homebound", _C, "P 2300 CRC*75 03", None, "IH when the patient is homebound."),
    ("epsdt_referral", _C, "PI 2300 CRC*ZZ 02", "24H", "Y or N: an EPSDT referral was given."),
    ("epsdt_conditions", _L, "PI 2300 CRC*ZZ 03:05", "24H", "EPSDT condition codes: AV, NU, S2, ST."),
    ("anesthesia_procedure", _C, "P 2300 HI*BP 01-2", None, "Principal surgical procedure of an anesthesia claim."),
]  # fmt: skip

_OTHER_TYPES: Final[list[Row]] = [
    ("facility_type_code", _C, "I 2300 CLM 05-1", "; I 4", "First two digits of the type of bill: kind of facility and of care."),
    ("type_of_bill", _C, "I", "; I 4", "Type of bill in four digits: 0, the facility type code (CLM05-1) and the frequency (CLM05-3)."),
    ("statement_from", _D, "I 2300 DTP*434 03", "; I 6", "First day of the period the statement covers."),
    ("statement_through", _D, "I 2300 DTP*434 03 through", "; I 6", "Last day of the period the statement covers."),
    ("admission_hour", _C, "I 2300 DTP*435 03 time", "; I 13", "Time of the admission, HHMM."),
    ("discharge_hour", _C, "I 2300 DTP*096 03 time", "; I 16", "Time of the discharge, HHMM."),
    ("repricer_received_date", _D, "ID 2300 DTP*050 03", None, "Day on which a repricer received the claim."),
    ("admission_type", _C, "I 2300 CL1 01", "; I 14", "Priority of the admission or visit: 1 emergency, 2 urgent, 3 elective, 4 newborn, 5 trauma, 9."),
    ("admission_source", _C, "I 2300 CL1 02", "; I 15", "Point of origin of the admission or visit."),
    ("patient_status", _C, "I 2300 CL1 03", "; I 17", "Discharge status of the patient: 01 home, 20 died, 30 still a patient, and so on."),
    ("drg", _C, "I 2300 HI*DR 01-2", "; I 71", "Diagnosis related group."),
    ("condition_codes", _L, "I 2300 HI*BG 01-2", "; I 18", "Condition codes of the claim, in the order sent."),
    ("patient_responsibility", _M, "I 2300 AMT*F3 02", None, "Estimated amount due from the patient."),
    ("peer_review_number", _T, "I 2300 REF*G4 02", None, "Authorization number of a peer review organization."),
    ("billing_note", _T, "I 2300 NTE*ADD 02", "; I 80", "Billing note of an institutional claim."),
    ("predetermination", _C, "D 2300 CLM 19", "; D 1", "PB when the claim asks for a predetermination of benefits and no service was done."),
    ("predetermination_number", _T, "D 2300 REF*G3 02", "; D 2", "Number of an earlier predetermination of benefits."),
    ("own_service_date", _D, "D 2300 DTP*472 03", "; D 24", "Day of service of a dental claim whose lines name none."),
    ("own_service_through", _D, "D 2300 DTP*472 03 through", "; D 24", "Last day of service of a dental claim whose lines name none."),
    ("appliance_placement_date", _D, "D 2300 DTP*452 03", "; D 41", "Day on which the orthodontic appliance was placed."),
    ("orthodontic_months", _Q, "D 2300 DN1 01", "; D 42", "Months of the whole orthodontic treatment."),
    ("orthodontic_months_remaining", _Q, "D 2300 DN1 02", "; D 42", "Months of orthodontic treatment that remain."),
    ("attachment.type", _C, "2300 PWK 01", "; D 39", "Kind of an attachment (paperwork) that supports the claim."),
    ("attachment.transmission", _C, "2300 PWK 02", None, "How the attachment is sent: AA available on request, BM by mail, EL electronically."),
    ("attachment.control_number", _T, "2300 PWK 06", None, "Number by which the payer finds the attachment."),
    ("contract_type", _C, "2300 CN1 01", None, "Kind of contract: 02 per diem, 05 capitated, 09 other."),
    ("contract_amount", _M, "2300 CN1 02", None, "Amount of the contract."),
    ("medicare_crossover", _C, "P 2300 REF*F5 02", None, "Y when Medicare must cross the claim over (section 4081)."),
    ("file_information", _T, "2300 K3 01", None, "Fixed-format information a regulation asks for (K3)."),
    ("repriced_allowed_amount", _M, "2300 HCP 02", None, "Amount a repricer allows for the claim."),
]  # fmt: skip

_DERIVED: Final[list[Row]] = [
    ("service_from", _D, None, "24A; I 6; D 24", "First day of service of any line; of an institutional claim, of its statement."),
    ("service_through", _D, None, "24A; I 6; D 24", "Last day of service of any line; of an institutional claim, of its statement."),
]  # fmt: skip

CLAIM: Final[list[Row]] = [*_HEAD, *_BILLING, *_SUBSCRIBER, *_PATIENT, *_BODY, *_OTHER_TYPES, *_DERIVED]
"""In the order in which a claim is read."""
