"""Errors that only an institutional claim can have: the stay, its codes, revenue codes, who attended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from . import outpatients, stays
from .defects import Catalogue
from .draft import Draft
from .spoiled_parties import mistyped
from .stage import Stage

STAYS: Final = Catalogue()

_finds = STAYS.finds


@_finds("patient-status-contradicts-frequency", stays.medical, stays.surgical)
def still_there_on_the_last_bill(claim: Draft, _: Stage) -> None:
    """A bill through discharge of somebody who is still a patient."""
    claim.in_house.status = "30"


@_finds("patient-status-contradicts-frequency", stays.hospice)
def gone_on_a_bill_between(claim: Draft, _: Stage) -> None:
    """A bill of the middle of a stay, with the status of a discharge."""
    claim.frequency, claim.in_house.status = "3", "01"


@_finds("patient-status-missing", stays.medical, outpatients.emergency)
def status_left_out(claim: Draft, _: Stage) -> None:
    """Nothing of how the patient left."""
    claim.in_house.status = ""


@_finds("inpatient-admission-date-missing", stays.medical, stays.newborn)
def never_admitted(claim: Draft, _: Stage) -> None:
    """A stay that never began."""
    claim.in_house.admitted = None


@_finds("admission-after-discharge", stays.medical)
def discharged_before_admission(claim: Draft, _: Stage) -> None:
    """The day after the stay taken for that of the admission."""
    stay = claim.in_house
    stay.admitted = datetime.combine(stay.last + timedelta(days=1), time(8, 0))


@_finds("statement-period-reversed", outpatients.observation)
def period_turned_round(claim: Draft, _: Stage) -> None:
    """First and last day of the statement changed places."""
    stay = claim.in_house
    stay.first, stay.last = stay.last, stay.first


@_finds("line-outside-statement-period", outpatients.laboratory)
def day_before_the_statement(claim: Draft, stage: Stage) -> int:
    """A test of the day before."""
    line = claim.lines[0]
    line.day = (line.day or stage.last) - timedelta(days=1)
    return 1


@_finds("admission-type-missing", stays.medical, outpatients.emergency)
def priority_left_out(claim: Draft, _: Stage) -> None:
    """Nobody said how urgent it was."""
    claim.in_house.priority = ""


@_finds("discharge-hour-missing", stays.medical)
def hour_left_out(claim: Draft, _: Stage) -> None:
    """A stay that ended at no hour."""
    claim.in_house.discharge_hour = ""


@_finds("admitting-diagnosis-missing", stays.medical, stays.surgical)
def admitting_left_out(claim: Draft, _: Stage) -> None:
    """Admitted for nothing."""
    claim.in_house.admitting = ""


@_finds("patient-reason-missing", outpatients.emergency)
def reason_left_out(claim: Draft, _: Stage) -> None:
    """A visit to the emergency room for no reason."""
    claim.in_house.reasons = []


@_finds("present-on-admission-missing", stays.medical, stays.fracture)
def presence_left_out(claim: Draft, _: Stage) -> None:
    """Whether the principal diagnosis was there on admission is not said."""
    claim.in_house.present[0] = ""


@_finds("diagnosis-related-group-missing", stays.medical)
def group_left_out(claim: Draft, _: Stage) -> None:
    """A stay in no group."""
    claim.in_house.drg = ""


@_finds("covered-days-not-length-of-stay", stays.medical)
def days_miscounted(claim: Draft, _: Stage) -> None:
    """The day of discharge was counted."""
    stay = claim.in_house
    stay.values = [(code, amount + 100 if code == "80" else amount) for code, amount in stay.values]


@_finds("revenue-code-needs-procedure", outpatients.laboratory, outpatients.imaging)
def procedure_left_out(claim: Draft, _: Stage) -> int:
    """An outpatient line of a department, and not what was done there."""
    claim.lines[0].code, claim.lines[0].modifiers = "", ()
    return 1


@_finds("revenue-code-misshapen", outpatients.laboratory)
def revenue_code_of_three_digits(claim: Draft, _: Stage) -> int:
    """A spreadsheet dropped the zero of the revenue code."""
    claim.lines[0].revenue = claim.lines[0].revenue.lstrip("0")
    return 1


@_finds("room-on-outpatient-bill", outpatients.emergency)
def room_of_an_outpatient(claim: Draft, _: Stage) -> int:
    """A room charged to somebody who did not stay."""
    line = claim.lines[-1]
    line.revenue, line.code, line.unit = "0120", "", "DA"
    return len(claim.lines)


@_finds("condition-code-repeated", outpatients.dialysis)
def condition_told_twice(claim: Draft, _: Stage) -> None:
    """One condition, two times."""
    claim.in_house.conditions.append(claim.in_house.conditions[0])


@_finds("procedure-outside-stay", stays.surgical)
def operated_before_admission(claim: Draft, _: Stage) -> None:
    """An operation a month before the stay."""
    stay = claim.in_house
    stay.procedures = [(code, day - timedelta(days=30)) for code, day in stay.procedures]


@_finds("operating-provider-missing", stays.surgical, outpatients.surgery)
def nobody_operating(claim: Draft, _: Stage) -> None:
    """An operation that nobody did."""
    claim.in_house.operating = None
    for line in claim.lines:
        line.operating = None


@_finds("attending-provider-missing", stays.medical, outpatients.laboratory)
def nobody_attending(claim: Draft, _: Stage) -> None:
    """A patient whom nobody attended."""
    claim.in_house.attending = None


@_finds("attending-npi-check-digit", stays.medical, outpatients.laboratory)
def attending_npi_mistyped(claim: Draft, _: Stage) -> None:
    """A wrong last digit in the NPI of who attended."""
    stay = claim.in_house
    if stay.attending:
        stay.attending = replace(stay.attending, npi=mistyped(stay.attending.npi))
