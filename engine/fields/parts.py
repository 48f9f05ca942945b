"""Fields of what a claim or a line has several of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .entry import Grain, Row, Type

_T, _C, _I, _M, _Q, _D, _B, _L = (
    Type.TEXT, Type.CODE, Type.INTEGER, Type.MONEY, Type.QUANTITY, Type.DATE, Type.TRUTH, Type.CODES,
)  # fmt: skip

_DIAGNOSIS: Final[list[Row]] = [
    ("position", _I, None, "21; D 34", "Place of the diagnosis on the claim, from 1 (A on the form)."),
    ("qualifier", _C, "2300 HI 01-1", "21; D 34", "ABK or ABF for ICD-10-CM, BK or BF for ICD-9-CM, and others for the kinds below."),
    ("kind", _C, None, None, "PRINCIPAL (ABK), OTHER (ABF), ADMITTING (ABJ), REASON for the visit (APR) or EXTERNAL cause (ABN)."),
    ("code", _C, "2300 HI 01-2", "21; I 67; D 34a", "Diagnosis code without the dot."),
    ("present_on_admission", _C, "I 2300 HI 01-9", "; I 67", "Y, N, U or W: whether the diagnosis was present on admission."),
    ("pointer", _C, "PD", "24E; D 29a", "In line.diagnoses: the pointer as sent; the code is absent when it points to none."),
]  # fmt: skip

_PROCEDURE: Final[list[Row]] = [
    ("position", _I, "I", "; I 74", "Place of the procedure on the claim, from 1; the principal procedure is the first."),
    ("qualifier", _C, "I 2300 HI 01-1", "; I 74", "BBR principal and BBQ other for ICD-10-PCS; BR and BQ for ICD-9-CM; CAH."),
    ("code", _C, "I 2300 HI 01-2", "; I 74", "Procedure code without a dot."),
    ("date", _D, "I 2300 HI 01-4", "; I 74", "Day of the procedure."),
]  # fmt: skip

_OCCURRENCE: Final[list[Row]] = [
    ("code", _C, "I 2300 HI 01-2", "; I 31", "Occurrence code."),
    ("date", _D, "I 2300 HI 01-4", "; I 31", "Day of the occurrence."),
]  # fmt: skip

_OCCURRENCE_SPAN: Final[list[Row]] = [
    ("code", _C, "I 2300 HI 01-2", "; I 35", "Occurrence span code."),
    ("from", _D, "I 2300 HI 01-4", "; I 35", "First day of the span."),
    ("through", _D, "I 2300 HI 01-4 through", "; I 35", "Last day of the span."),
]  # fmt: skip

_VALUE_CODE: Final[list[Row]] = [
    ("code", _C, "I 2300 HI 01-2", "; I 39", "Value code."),
    ("amount", _M, "I 2300 HI 01-5", "; I 39", "Amount that goes with the code; days and counts stand here as amounts too."),
]  # fmt: skip

_TOOTH_STATUS: Final[list[Row]] = [
    ("tooth", _C, "D 2300 DN2 01", "; D 33", "Tooth, by its number or letter."),
    ("status", _C, "D 2300 DN2 02", "; D 33", "E to be extracted, M missing."),
]  # fmt: skip

_TOOTH: Final[list[Row]] = [
    ("code", _C, "D 2400 TOO 02 if 01=JP", "; D 27", "Tooth the service was done on, by its number or letter."),
    ("surfaces", _L, "D 2400 TOO 03-1:5", "; D 28", "Surfaces of the tooth: B, D, F, I, L, M, O."),
]  # fmt: skip

_OTHER_PAYER: Final[list[Row]] = [
    ("responsibility", _C, "2320 SBR 01", None, "P, S, T, A to H: the order of the other payer."),
    ("relationship", _C, "2320 SBR 02", None, "Relationship of the patient to the other subscriber."),
    ("group_number", _T, "2320 SBR 03", "9a", "Group number of the other subscriber."),
    ("insurance_type", _C, "P 2320 SBR 05", None, "Medicare secondary insurance type code."),
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
    ("line_paid_total", _M, None, None, "Sum of what the other payer paid for lines (2430 SVD02 with its identifier)."),
    ("line_adjustment_total", _M, None, None, "Sum of the other payer's line adjustments (2430 CAS with its identifier)."),
    ("outpatient_remarks", _L, "2320 MOA 03:07", None, "Remark codes of the other payer's outpatient adjudication."),
    ("inpatient_covered_days", _Q, "I 2320 MIA 01", None, "Covered days of the other payer's inpatient adjudication."),
]  # fmt: skip

_ADJUDICATION: Final[list[Row]] = [
    ("payer_id", _C, "2430 SVD 01", None, "The other payer that decided the line."),
    ("paid_amount", _M, "2430 SVD 02", None, "What the other payer paid for the line."),
    ("procedure_code", _C, "2430 SVD 03-2", None, "Procedure code the other payer decided on."),
    ("revenue_code", _C, "I 2430 SVD 04", None, "Revenue code the other payer decided on."),
    ("units", _Q, "2430 SVD 05", None, "Units the other payer paid."),
    ("date", _D, "2430 DTP*573 03", None, "Day the other payer decided the line."),
    ("remaining_liability", _M, "2430 AMT*EAF 02", None, "What the patient still owes on the line."),
    ("adjustment_total", _M, None, None, "Sum of the line's adjustments (2430 CAS)."),
    ("adjustment_groups", _L, None, None, "Adjustment group codes (2430 CAS01) of the line."),
]  # fmt: skip

_PRIMARY: Final[list[Row]] = [
    ("code", _C, "PI", None, "Procedure code that the add-on code of the line may stand beside."),
    ("type", _T, "PI", None, "1: the list of primary codes is closed; 2: the contractor defines them; 3: some are listed."),
    ("line_number", _I, "PI", None, "Number of the first line of the day that has the primary code."),
]  # fmt: skip

_EARLIER: Final[list[Row]] = [
    ("claim_id", _T, None, None, "Claim number (CLM01) of the earlier claim."),
    ("claim_type", _C, None, None, "837P, 837I or 837D."),
    ("frequency_code", _C, None, None, "Frequency code of the earlier claim: 1 original, 7 replacement, 8 void."),
    ("original_reference", _T, None, None, "Payer's number of the claim that the earlier one replaces or voids."),
    ("payer_id", _C, None, None, "Identifier of the payer it was sent to."),
    ("total_charge", _M, None, None, "Total charge of the earlier claim."),
    ("billing_npi", _C, None, None, "NPI of its billing provider."),
    ("tax_id", _C, None, None, "Tax identifier of its billing provider."),
    ("rendering_npi", _C, None, None, "NPI of who rendered the service: of the line, else the claim, else the billing provider."),
    ("taxonomy", _C, None, None, "Taxonomy code of the same."),
    ("facility_type_code", _C, None, None, "Facility type code of the earlier claim."),
    ("admission_date", _D, None, None, "Admission on the earlier claim."),
    ("claim_from", _D, None, None, "First day of the earlier claim."),
    ("claim_through", _D, None, None, "Last day of the earlier claim."),
    ("line_number", _I, None, None, "Number of the line on the earlier claim."),
    ("procedure_code", _C, None, None, "Procedure code of the earlier line."),
    ("modifiers", _L, None, None, "Its modifiers."),
    ("revenue_code", _C, None, None, "Its revenue code."),
    ("units", _Q, None, None, "Its units."),
    ("charge", _M, None, None, "Its charge."),
    ("service_date", _D, None, None, "Its (first) day of service."),
    ("service_through", _D, None, None, "Its last day of service."),
    ("place_of_service", _C, None, None, "Its place of service."),
    ("in_batch", _B, None, None, "Whether it stands before the claim in the same batch, and was not sent yet."),
]  # fmt: skip

_PAIR: Final[list[Row]] = [
    ("column_1", _C, "PI", None, "Procedure code that is paid: column 1 of the NCCI edit."),
    ("column_2", _C, "PI", None, "Procedure code of the line, which is paid with it: column 2 of the edit."),
    ("modifier_indicator", _C, "PI", None, "0: no modifier allows both; 1: a modifier may; 9: the edit was taken back."),
    ("rationale", _T, "PI", None, "Why the two are paid as one, in CMS's words."),
    ("other_line_number", _I, "PI", None, "Number of the first line of the day that has the code of column 1."),
    ("other_modifiers", _L, "PI", None, "Modifiers of all lines of the day that have the code of column 1."),
]  # fmt: skip

PARTS: Final[Mapping[Grain, list[Row]]] = {
    Grain.DIAGNOSIS: _DIAGNOSIS,
    Grain.PROCEDURE: _PROCEDURE,
    Grain.OCCURRENCE: _OCCURRENCE,
    Grain.OCCURRENCE_SPAN: _OCCURRENCE_SPAN,
    Grain.VALUE_CODE: _VALUE_CODE,
    Grain.TOOTH_STATUS: _TOOTH_STATUS,
    Grain.OTHER_PAYER: _OTHER_PAYER,
    Grain.TOOTH: _TOOTH,
    Grain.ADJUDICATION: _ADJUDICATION,
    Grain.PRIMARY: _PRIMARY,
    Grain.EARLIER: _EARLIER,
    Grain.PAIR: _PAIR,
}
"""By grain, in the order of the guides."""
