"""Errors about people, insurance and providers: demographics, eligibility, provider identity."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from . import oral, outpatients, services, stays, teeth, visits
from .defects import Catalogue
from .draft import Draft
from .parties import Provider
from .people import Address
from .stage import Stage

PARTIES: Final = Catalogue()

_finds = PARTIES.finds


def _address(who: Address | None, **changed: str) -> Address:
    return replace(who or Address("", "", "", ""), **changed)


def mistyped(npi: str) -> str:
    """The NPI with another last digit, so that the check digit is wrong."""
    return npi[:-1] + str((int(npi[-1]) + 3) % 10)


def _with_npi(who: Provider | None) -> Provider | None:
    return replace(who, npi=mistyped(who.npi)) if who else None


@_finds("patient-birth-date-missing", visits.office, visits.inpatient, outpatients.laboratory, teeth.checkup)
def birth_date_left_out(claim: Draft, _: Stage) -> None:
    """The registration had no birth date."""
    claim.treated = replace(claim.treated, born=None)


@_finds("patient-born-after-service", visits.office, visits.telehealth, outpatients.laboratory, teeth.checkup)
def born_after_the_visit(claim: Draft, stage: Stage) -> None:
    """The clerk typed the day after the visit."""
    claim.treated = replace(claim.treated, born=(claim.lines[0].day or stage.last) + timedelta(days=1))


@_finds("patient-sex-missing", visits.office, services.therapy, outpatients.laboratory, teeth.checkup)
def sex_left_out(claim: Draft, _: Stage) -> None:
    """The sex code was left empty."""
    claim.treated = replace(claim.treated, sex="")


@_finds("patient-sex-unlisted", visits.office, visits.solo, outpatients.laboratory, teeth.checkup)
def sex_of_another_list(claim: Draft, _: Stage) -> None:
    """The health record's own code was sent."""
    claim.treated = replace(claim.treated, sex="X")


@_finds("patient-street-missing", visits.office, visits.newborn, outpatients.laboratory, teeth.checkup)
def street_left_out(claim: Draft, _: Stage) -> None:
    """The patient's street was not known."""
    claim.treated = replace(claim.treated, address=_address(claim.treated.address, street=""))


@_finds("patient-zip-malformed", visits.office, services.laboratory, outpatients.laboratory, teeth.checkup)
def zip_of_four_digits(claim: Draft, _: Stage) -> None:
    """A spreadsheet dropped a digit of the ZIP code."""
    claim.treated = replace(claim.treated, address=_address(claim.treated.address, zip="4321"))


@_finds("patient-state-unlisted", visits.office, visits.emergency, outpatients.laboratory, teeth.checkup)
def state_not_there(claim: Draft, _: Stage) -> None:
    """A state that is none."""
    claim.treated = replace(claim.treated, address=_address(claim.treated.address, state="ZZ"))


@_finds("patient-name-placeholder", visits.office, outpatients.laboratory, teeth.checkup)
def name_of_a_test_patient(claim: Draft, _: Stage) -> None:
    """A test patient went out with the batch."""
    claim.treated = replace(claim.treated, last="TEST")


@_finds("patient-relationship-missing", visits.newborn, stays.newborn)
def relationship_left_out(claim: Draft, _: Stage) -> None:
    """The patient loop does not say what the child is to the subscriber."""
    claim.relationship = ""


@_finds("patient-loop-beside-self", visits.newborn, stays.newborn)
def child_sent_as_self(claim: Draft, _: Stage) -> None:
    """The claim says that the patient is the subscriber, and names a patient."""
    claim.says_self = True


@_finds("service-after-death", visits.inpatient)
def died_before_the_visit(claim: Draft, stage: Stage) -> None:
    """The date of death lies before the first visit."""
    claim.died = (claim.lines[0].day or stage.first) - timedelta(days=3)


@_finds("billing-zip-not-nine-digits", visits.office, visits.solo, outpatients.laboratory, teeth.checkup)
def billing_zip_of_five_digits(claim: Draft, _: Stage) -> None:
    """The practice's ZIP code without its last four digits."""
    where = claim.billing.address
    claim.billing = replace(claim.billing, address=_address(where, zip=where.zip[:5] if where else ""))


@_finds("service-facility-zip-ends-in-zeros", visits.inpatient, visits.emergency)
def facility_zip_filled_up(claim: Draft, _: Stage) -> None:
    """The facility's ZIP code filled up with zeros."""
    if claim.facility:
        where = claim.facility.address
        claim.facility = replace(claim.facility, address=_address(where, zip=(where.zip[:5] if where else "") + "0000"))


@_finds("member-id-missing", visits.office, visits.well_child, outpatients.laboratory, teeth.checkup)
def member_id_left_out(claim: Draft, _: Stage) -> None:
    """No member number was taken down."""
    claim.member_id = ""


@_finds("medicare-number-malformed", visits.nursing_facility, stays.skilled_nursing)
def medicare_number_misread(claim: Draft, _: Stage) -> None:
    """A letter that no Medicare number has."""
    claim.member_id = f"{claim.member_id[0]}S{claim.member_id[2:]}"


@_finds("filing-indicator-missing", visits.office, outpatients.laboratory, teeth.checkup)
def indicator_left_out(claim: Draft, _: Stage) -> None:
    """The kind of payer is not said."""
    claim.payer = replace(claim.payer, indicator="")


@_finds("filing-indicator-unlisted", visits.office, outpatients.laboratory, teeth.checkup)
def indicator_unknown(claim: Draft, _: Stage) -> None:
    """A kind of payer that is none."""
    claim.payer = replace(claim.payer, indicator="99")


@_finds("payer-id-missing", visits.office, services.therapy, outpatients.laboratory, teeth.checkup)
def payer_id_left_out(claim: Draft, _: Stage) -> None:
    """The payer is named without its identifier."""
    claim.payer = replace(claim.payer, id="")


@_finds("payer-responsibility-unlisted", visits.office, outpatients.laboratory, teeth.checkup)
def payer_order_unknown(claim: Draft, _: Stage) -> None:
    """An order of the payer that is none."""
    claim.responsibility = "X"


@_finds("release-of-information-missing", visits.office, visits.telehealth, outpatients.laboratory, teeth.checkup)
def release_left_out(claim: Draft, _: Stage) -> None:
    """Whether information may be released is not said."""
    claim.release = ""


@_finds("benefits-assignment-unlisted", visits.office, outpatients.laboratory, teeth.checkup)
def benefits_unknown(claim: Draft, _: Stage) -> None:
    """An assignment of benefits that is none."""
    claim.benefits = "X"


@_finds("billing-npi-check-digit", visits.office, services.equipment, outpatients.laboratory, teeth.checkup)
def billing_npi_mistyped(claim: Draft, _: Stage) -> None:
    """A wrong last digit in the practice's NPI."""
    claim.billing = replace(claim.billing, npi=mistyped(claim.billing.npi))


@_finds("rendering-npi-check-digit", visits.office, visits.inpatient, outpatients.health_center, teeth.braces)
def rendering_npi_mistyped(claim: Draft, _: Stage) -> None:
    """A wrong last digit in the NPI of who gave the service."""
    claim.rendering = _with_npi(claim.rendering)


@_finds("referring-npi-check-digit", services.laboratory, services.therapy, outpatients.laboratory, oral.impacted)
def referring_npi_mistyped(claim: Draft, _: Stage) -> None:
    """A wrong last digit in the NPI of who referred."""
    claim.referring = _with_npi(claim.referring)


@_finds("service-facility-npi-check-digit", visits.emergency, services.reading)
def facility_npi_mistyped(claim: Draft, _: Stage) -> None:
    """A wrong last digit in the hospital's NPI."""
    claim.facility = _with_npi(claim.facility)


@_finds("ordering-npi-check-digit", services.equipment)
def ordering_npi_mistyped(claim: Draft, _: Stage) -> int:
    """A wrong last digit in the NPI of who ordered the equipment."""
    claim.lines[0].ordering = _with_npi(claim.lines[0].ordering)
    return 1


@_finds("billing-tax-id-missing", visits.office, teeth.checkup)
def tax_id_left_out(claim: Draft, _: Stage) -> None:
    """The practice's tax number is not there."""
    claim.billing = replace(claim.billing, tax_id="")


@_finds("billing-tax-id-malformed", visits.office, visits.solo, outpatients.laboratory, teeth.checkup)
def tax_id_too_short(claim: Draft, _: Stage) -> None:
    """The practice's tax number lacks a digit."""
    claim.billing = replace(claim.billing, tax_id=claim.billing.tax_id[:8])


@_finds("billing-address-po-box", visits.office, outpatients.laboratory, teeth.checkup)
def paid_at_a_box(claim: Draft, _: Stage) -> None:
    """The practice's street is a post office box."""
    claim.billing = replace(claim.billing, address=_address(claim.billing.address, street="PO BOX 417"))


@_finds("rendering-provider-missing", visits.office, visits.telehealth)
def nobody_rendering(claim: Draft, _: Stage) -> None:
    """A group sends a visit and does not say whose."""
    claim.rendering = None


@_finds("rendering-taxonomy-malformed", visits.office, visits.inpatient, teeth.braces)
def specialty_cut_off(claim: Draft, _: Stage) -> None:
    """The rendering provider's taxonomy code lacks its last character."""
    if claim.rendering:
        claim.rendering = replace(claim.rendering, taxonomy=claim.rendering.taxonomy[:-1])


@_finds("referring-not-a-person", services.laboratory, outpatients.laboratory, oral.impacted)
def referred_by_a_company(claim: Draft, _: Stage) -> None:
    """The referring provider is sent as an organization."""
    if claim.referring:
        claim.referring = replace(claim.referring, entity_type="2", first="")


@_finds("supervising-same-as-rendering", visits.office)
def supervised_by_themself(claim: Draft, _: Stage) -> None:
    """The same provider supervises and renders."""
    if claim.rendering:
        claim.supervising = replace(claim.rendering, taxonomy="")


@_finds("clia-number-malformed", services.laboratory)
def clia_number_cut_off(claim: Draft, _: Stage) -> None:
    """The laboratory's certificate number lacks digits."""
    claim.references["X4"] = claim.references["X4"][:8]
