"""Errors about where and for whom: places of service, stays, and the order of payers."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from . import oral, outpatients, services, teeth, visits
from .defects import Catalogue
from .draft import Draft
from .stage import Stage

PLACES: Final = Catalogue()

_finds = PLACES.finds
_SECONDARY: Final = (
    services.after_medicare, services.after_employer, outpatients.after_employer, oral.after_other,
)  # fmt: skip


@_finds("place-of-service-not-listed", visits.solo, services.injection)
def place_unknown(claim: Draft, _: Stage) -> None:
    """A place that is on no list."""
    claim.place = "98"


@_finds("telehealth-place-for-hands-on-service", services.joint_injection)
def needle_by_video(claim: Draft, _: Stage) -> int:
    """An injection where only a picture was."""
    claim.place = "10"
    return 1


@_finds("emergency-visit-outside-emergency-room", visits.emergency)
def emergency_in_the_office(claim: Draft, _: Stage) -> int:
    """An emergency visit with the place of the last claim."""
    claim.place = "11"
    return 1


@_finds("nursing-facility-visit-outside-facility", visits.nursing_facility)
def nursing_home_as_home(claim: Draft, _: Stage) -> int:
    """A visit to the nursing home with the place of a home."""
    claim.place = "12"
    return 1


@_finds("hospital-visit-outside-hospital", visits.newborn)
def hospital_visit_in_the_office(claim: Draft, _: Stage) -> int:
    """The discharge of a newborn with the place of an office."""
    claim.lines[-1].place = "11"
    return len(claim.lines)


@_finds("ambulance-trip-outside-ambulance", services.ambulance)
def ambulance_as_hospital(claim: Draft, _: Stage) -> int:
    """A transport with the place it went to."""
    claim.lines[0].place = "23"
    return 1


@_finds("office-visit-during-inpatient-stay", visits.delivery)
def office_visit_in_the_hospital(claim: Draft, stage: Stage) -> int:
    """A follow-up visit that kept the place of the delivery."""
    line = claim.lines[0]
    claim.lines.append(stage.line("99213", line.day or stage.last, "24"))
    claim.lines[-1].control = f"{claim.claim_id}-2"
    return 2


@_finds("admission-date-missing", visits.inpatient)
def admission_left_out(claim: Draft, _: Stage) -> None:
    """A stay that never began."""
    del claim.dates["435"]


@_finds("inpatient-service-before-admission", visits.inpatient)
def admitted_after_the_visit(claim: Draft, _: Stage) -> int:
    """The day of the second visit taken for that of the admission."""
    claim.dates["435"] += timedelta(days=1)
    return 1


@_finds("facility-of-service-missing", visits.inpatient, visits.nursing_facility)
def facility_left_out(claim: Draft, _: Stage) -> None:
    """A visit in a hospital of no name."""
    claim.facility = None


@_finds("secondary-without-other-payer", visits.solo, teeth.checkup, outpatients.laboratory)
def second_to_nobody(claim: Draft, _: Stage) -> None:
    """A claim for the second payer without the first."""
    claim.responsibility = "S"
    claim.insurance_type = "12" if claim.payer.indicator == "MB" else ""


@_finds("adjudication-date-twice", *_SECONDARY)
def decided_twice(claim: Draft, _: Stage) -> None:
    """The day of the decision on the claim and again on its lines."""
    claim.other_payers[0].decided = claim.lines[0].adjudications[0].decided


@_finds("other-payer-decision-undated", *_SECONDARY)
def decision_of_no_day(claim: Draft, _: Stage) -> None:
    """The other payer decided, and nobody says when."""
    for line in claim.lines:
        line.adjudications[0].decided = None


@_finds("payer-responsibility-repeated", services.after_medicare, outpatients.after_employer, oral.after_other)
def both_are_first(claim: Draft, _: Stage) -> None:
    """Both payers are the first one."""
    claim.responsibility = "P"


@_finds("medicare-secondary-reason-missing", services.after_employer)
def medicare_second_without_reason(claim: Draft, _: Stage) -> None:
    """Medicare pays second, and nobody says why."""
    claim.insurance_type = ""


@_finds("adjudicated-before-service", *_SECONDARY)
def decided_before_service(claim: Draft, stage: Stage) -> None:
    """The year of the decision was mistyped."""
    for line in claim.lines:
        line.adjudications[0].decided = (line.day or stage.first) - timedelta(days=20)
