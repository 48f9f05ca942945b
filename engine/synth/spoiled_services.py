"""Errors about what was done: dates, diagnoses, modifiers, places of service."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from . import outpatients, services, teeth, visits
from .defects import Catalogue
from .draft import Draft
from .stage import Stage

SERVICES: Final = Catalogue()

_finds = SERVICES.finds


@_finds("service-date-after-submission", visits.office, visits.solo, teeth.checkup)
def service_of_next_week(claim: Draft, stage: Stage) -> int:
    """The day of service is still to come."""
    for line in claim.lines:
        line.day = stage.last + timedelta(days=9)
    return len(claim.lines)


@_finds("service-date-missing", visits.office, visits.telehealth)
def service_date_left_out(claim: Draft, _: Stage) -> int:
    """A line without its day."""
    claim.lines[-1].day = None
    return len(claim.lines)


@_finds("service-period-reversed", services.therapy, services.equipment)
def period_reversed(claim: Draft, stage: Stage) -> int:
    """The last day of a line stands before its first."""
    claim.lines[0].through = (claim.lines[0].day or stage.last) - timedelta(days=1)
    return 1


@_finds("filed-late", visits.solo)
def filed_too_late(claim: Draft, _: Stage) -> None:
    """A visit of the spring before last year's; the code sets of then are not at hand, and are said to be missing."""
    for line in claim.lines:
        line.day = date(2025, 3, 3)


@_finds("assignment-code-unlisted", visits.office, outpatients.laboratory)
def assignment_unknown(claim: Draft, _: Stage) -> None:
    """An assignment code that is none."""
    claim.assignment = "P"


@_finds("delay-reason-unlisted", visits.office, outpatients.laboratory, teeth.checkup)
def delay_without_reason(claim: Draft, _: Stage) -> None:
    """A delay reason that is none."""
    claim.delay_reason = "12"


@_finds("diagnosis-not-listed", visits.office, visits.inpatient, outpatients.laboratory, teeth.filling)
def diagnosis_unknown(claim: Draft, _: Stage) -> None:
    """A diagnosis code that was never one."""
    claim.diagnoses[0] = "J0699"


@_finds("diagnosis-not-billable", visits.office, services.therapy, outpatients.laboratory, teeth.filling)
def diagnosis_too_short(claim: Draft, _: Stage) -> None:
    """The heading of the codes that could be billed."""
    claim.diagnoses[0] = "M54"


@_finds("diagnosis-misshapen", visits.solo, outpatients.laboratory, teeth.filling)
def diagnosis_garbled(claim: Draft, _: Stage) -> None:
    """A digit where the letter should be."""
    claim.diagnoses[0] = "110"


@_finds("diagnosis-missing", visits.office, outpatients.laboratory)
def diagnoses_left_out(claim: Draft, _: Stage) -> None:
    """No diagnosis at all."""
    claim.diagnoses.clear()


@_finds("diagnosis-pointer-to-none", visits.office, services.laboratory, teeth.filling)
def pointer_to_nothing(claim: Draft, _: Stage) -> int:
    """A line points to the ninth diagnosis, which is not there."""
    claim.lines[0].pointers = (*claim.lines[0].pointers[:3], "9")
    return 1


@_finds("diagnosis-pointer-missing", visits.office, services.equipment)
def pointer_left_out(claim: Draft, _: Stage) -> int:
    """A line points to no diagnosis."""
    claim.lines[0].pointers = ()
    return 1


@_finds("diagnosis-pointer-repeated", visits.office, teeth.filling)
def pointer_repeated(claim: Draft, _: Stage) -> int:
    """A line points to the same diagnosis twice."""
    claim.lines[0].pointers = ("1", "1")
    return 1


@_finds("diagnosis-repeated", services.laboratory, visits.inpatient, outpatients.laboratory, teeth.root_canal)
def diagnosis_twice(claim: Draft, _: Stage) -> None:
    """The same diagnosis once more."""
    claim.diagnoses.append(claim.diagnoses[0])


@_finds("diagnoses-too-many", teeth.crown)
def diagnoses_of_another_form(claim: Draft, _: Stage) -> None:
    """Five diagnoses, where a dental claim has room for four."""
    claim.diagnoses = ["K0252", "K0381", "K0401", "K047", "K029"]


@_finds("external-cause-first", visits.fall)
def cause_before_injury(claim: Draft, _: Stage) -> None:
    """The fall stands before the cut."""
    claim.diagnoses.reverse()


@_finds("icd-9-after-its-end", visits.telehealth, teeth.filling)
def sent_as_icd_9(claim: Draft, _: Stage) -> None:
    """ICD-10 codes under the qualifiers of ICD-9."""
    claim.diagnosis_qualifiers = ("BK", "BF")


@_finds("pregnancy-diagnosis-male", visits.ultrasound, visits.delivery)
def pregnant_man(claim: Draft, _: Stage) -> None:
    """The sex was taken from the wrong registration."""
    claim.treated = replace(claim.treated, sex="M")


@_finds("delivery-without-outcome", visits.delivery)
def outcome_left_out(claim: Draft, _: Stage) -> int:
    """A delivery that does not say what came of it."""
    claim.diagnoses.remove("Z370")
    claim.lines[0].pointers = ("1", "2")
    return 1


@_finds("preventive-visit-age-mismatch", visits.checkup)
def checkup_of_another_age(claim: Draft, _: Stage) -> int:
    """The code of a checkup for people over 64."""
    claim.lines[0].code = "99397"
    return 1


def _modifiers(claim: Draft, *modifiers: str) -> int:
    claim.lines[0].modifiers = modifiers
    return 1


@_finds("ambulance-route-missing", services.ambulance)
def route_left_out(claim: Draft, _: Stage) -> int:
    """A transport from nowhere to nowhere."""
    return _modifiers(claim)


@_finds("anesthesia-modifier-missing", services.anesthesia)
def anesthetist_left_out(claim: Draft, _: Stage) -> int:
    """Anesthesia that does not say who gave it."""
    return _modifiers(claim, "P2")


@_finds("anesthesia-time-in-units", services.anesthesia)
def minutes_sent_as_units(claim: Draft, _: Stage) -> int:
    """Anesthesia by units and not by minutes."""
    claim.lines[0].unit, claim.lines[0].units = "UN", "4"
    return 1


@_finds("component-modifiers-contradict", services.reading)
def both_components(claim: Draft, _: Stage) -> int:
    """The reading and the film at once, on one line."""
    return _modifiers(claim, "26", "TC")


@_finds("rental-or-purchase-modifier-missing", services.equipment)
def neither_rented_nor_bought(claim: Draft, _: Stage) -> int:
    """A wheelchair that is neither rented nor bought."""
    claim.lines[0].code = "K0001"
    return _modifiers(claim)


@_finds("purchase-and-rental-modifiers-contradict", services.equipment)
def rented_and_bought(claim: Draft, _: Stage) -> int:
    """Equipment rented and bought."""
    return _modifiers(claim, "NU", "RR")


@_finds("therapy-discipline-modifiers-contradict", services.therapy)
def two_disciplines(claim: Draft, _: Stage) -> int:
    """Physical and occupational therapy at once."""
    return _modifiers(claim, "GP", "GO")


@_finds("modifier-repeated", visits.telehealth, outpatients.emergency, teeth.checkup)
def modifier_twice(claim: Draft, _: Stage) -> int:
    """The same modifier twice."""
    return _modifiers(claim, "95", "95")


@_finds("modifier-malformed", visits.solo, outpatients.emergency, teeth.checkup)
def modifier_cut_off(claim: Draft, _: Stage) -> int:
    """A modifier of one character."""
    return _modifiers(claim, "2")


@_finds("drug-waste-modifiers-contradict", services.injection, outpatients.infusion)
def wasted_and_not(claim: Draft, _: Stage) -> int:
    """A drug of which some and none was thrown away."""
    claim.lines[-1].modifiers = ("JW", "JZ")
    return len(claim.lines)


@_finds("repeat-procedure-modifier-on-visit", visits.office)
def visit_repeated(claim: Draft, _: Stage) -> int:
    """A visit as a repeated procedure."""
    return _modifiers(claim, "76")


@_finds("bilateral-modifier-with-side", services.joint_injection)
def both_sides_and_one(claim: Draft, _: Stage) -> int:
    """Both knees, and the right one."""
    return _modifiers(claim, "50", "RT")


@_finds("distinct-service-modifiers-redundant", services.therapy)
def distinct_twice(claim: Draft, _: Stage) -> int:
    """Two modifiers that say the same."""
    return _modifiers(claim, *claim.lines[0].modifiers, "59", "XS")
