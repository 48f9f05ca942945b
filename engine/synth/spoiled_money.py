"""Errors about amounts, drugs, other payers, replacements and accidents."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from . import oral, outpatients, services, stays, teeth, visits
from .defects import Catalogue
from .draft import Draft
from .parties import PAYERS
from .stage import Stage

MONEY: Final = Catalogue()

_finds = MONEY.finds


@_finds("total-not-sum-of-lines", visits.office, visits.inpatient, services.laboratory, stays.medical, teeth.checkup)
def total_of_another_day(claim: Draft, _: Stage) -> None:
    """A line was added after the total was made."""
    claim.total = claim.charged - 25_00


@_finds("total-charge-zero", visits.solo, teeth.checkup)
def free_of_charge(claim: Draft, _: Stage) -> None:
    """Nothing is charged."""
    for line in claim.lines:
        line.charge = 0


@_finds("line-charge-negative", visits.inpatient, services.therapy, outpatients.laboratory, teeth.checkup)
def charge_below_zero(claim: Draft, _: Stage) -> int:
    """A refund sent as a charge."""
    claim.lines[0].charge = -claim.lines[0].charge
    return 1


@_finds("units-not-positive", visits.office, services.therapy, teeth.checkup)
def units_of_zero(claim: Draft, _: Stage) -> int:
    """A service done no times."""
    claim.lines[0].units = "0"
    return 1


@_finds("units-missing", visits.office, outpatients.laboratory)
def units_left_out(claim: Draft, _: Stage) -> int:
    """A line without its units."""
    claim.lines[0].units = ""
    return 1


@_finds("line-control-number-repeated", visits.inpatient, outpatients.laboratory, teeth.checkup)
def line_numbers_repeated(claim: Draft, _: Stage) -> None:
    """Two lines under one number of the provider's own."""
    claim.lines[1].control = claim.lines[0].control


@_finds("patient-paid-more-than-charged", visits.solo, teeth.filling)
def paid_too_much(claim: Draft, _: Stage) -> None:
    """The patient paid more than was charged."""
    claim.patient_paid = claim.charged + 50_00


@_finds("ndc-misshapen", services.injection, services.joint_injection, outpatients.infusion)
def drug_code_of_ten_digits(claim: Draft, _: Stage) -> int:
    """A drug code as it stands on the package, without its zero."""
    return _drug(claim, code="9999901010")


@_finds("ndc-quantity-not-positive", services.injection, outpatients.infusion)
def drug_quantity_of_zero(claim: Draft, _: Stage) -> int:
    """None of the drug."""
    return _drug(claim, quantity="0")


@_finds("ndc-unit-unknown", services.injection, services.joint_injection, outpatients.infusion)
def drug_unit_unknown(claim: Draft, _: Stage) -> int:
    """A drug measured in what is no unit."""
    return _drug(claim, unit="CC")


def _drug(claim: Draft, *, code: str = "", quantity: str = "", unit: str = "") -> int:
    line = claim.lines[-1]
    was = line.drug or ("", "", "")
    line.drug = (code or was[0], quantity or was[1], unit or was[2])
    return len(claim.lines)


@_finds("line-adjudication-unbalanced", services.after_medicare, outpatients.after_employer, oral.after_other)
def line_out_of_balance(claim: Draft, _: Stage) -> int:
    """The contract's share of a line was left out."""
    one = claim.lines[0].adjudications[0]
    one.adjustments = one.adjustments[1:]
    return 1


@_finds(
    "claim-adjudication-unbalanced",
    services.after_medicare,
    services.after_employer,
    outpatients.after_employer,
    oral.after_other,
)
def claim_out_of_balance(claim: Draft, _: Stage) -> None:
    """The other payer paid more on the claim than on its lines."""
    other = claim.other_payers[0]
    other.paid = (other.paid or 0) + 7_00


@_finds("original-reference-missing", services.replacement, outpatients.replacement, oral.replacement)
def original_left_out(claim: Draft, _: Stage) -> None:
    """A replacement of nothing."""
    del claim.references["F8"]


@_finds("original-reference-is-own-number", services.replacement, outpatients.replacement, oral.replacement)
def original_is_own_number(claim: Draft, _: Stage) -> None:
    """The provider's own number, where the payer's should stand."""
    claim.references["F8"] = claim.claim_id


@_finds("original-reference-on-new-claim", visits.office, outpatients.laboratory, teeth.filling)
def new_claim_with_original(claim: Draft, _: Stage) -> None:
    """A correction that was sent as a new claim."""
    claim.references["F8"] = "SYNC10000000001"


@_finds("frequency-code-unknown", visits.office, teeth.filling)
def frequency_unknown(claim: Draft, _: Stage) -> None:
    """A frequency that a professional claim does not have."""
    claim.frequency = "4"


@_finds("accident-date-missing", visits.fall, visits.car_accident, oral.accident)
def accident_without_date(claim: Draft, _: Stage) -> None:
    """An accident of no day."""
    del claim.dates["439"]


@_finds("accident-state-missing", visits.car_accident)
def accident_without_state(claim: Draft, _: Stage) -> None:
    """A car accident that happened nowhere."""
    claim.accident_state = ""


@_finds("accident-after-service", visits.fall, oral.accident)
def accident_after_service(claim: Draft, stage: Stage) -> None:
    """An accident treated before it happened."""
    claim.dates["439"] = (claim.lines[0].day or stage.last) + timedelta(days=1)


@_finds("accident-cause-missing", visits.fall, oral.accident)
def accident_without_cause(claim: Draft, _: Stage) -> None:
    """An accident's day and nothing of what it was."""
    claim.causes = ()


@_finds("auto-accident-to-health-plan", visits.car_accident)
def car_accident_to_a_health_plan(claim: Draft, _: Stage) -> None:
    """A car accident billed to a health plan."""
    claim.payer = PAYERS["SYNC2"]
