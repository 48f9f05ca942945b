"""A draft as the segments of its loops, in the order of the guide.

Four texts a claim: billing provider, subscriber, patient, claim. The batch writes the first three
only where they differ from those before, so that the claims of one practice and one family follow
each other as in a real file. Source: ASC X12 005010X222A1, section 2.4.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from .draft import Draft, Line, OtherPayer, Ride
from .parties import Payer, Provider
from .people import Address, Person

_CLAIM_DATES: Final = ("431", "454", "439", "484", "435", "096")
_CLAIM_REFERENCES: Final = ("9F", "G1", "F8", "X4", "D9", "EA")


def segment(*elements: str) -> str:
    """One segment; empty elements at its end are left out.

    >>> segment("NM1", "82", "1", "DOE", "")
    'NM1*82*1*DOE~'
    """
    return "*".join(elements).rstrip("*") + "~"


def money(cents: int) -> str:
    """An amount as X12 writes it, without cents where there are none.

    >>> money(12500), money(12540), money(-5)
    ('125', '125.40', '-0.05')
    """
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100}" if cents % 100 == 0 else f"{sign}{cents // 100}.{cents % 100:02}"


def day_text(day: date) -> str:
    """A date as X12 writes it, CCYYMMDD."""
    return day.isoformat().replace("-", "")


def _date(qualifier: str, first: date | None, last: date | None = None) -> str:
    if first is None:
        return ""
    if last is None or last == first:
        return f"DTP*{qualifier}*D8*{day_text(first)}~"
    return f"DTP*{qualifier}*RD8*{day_text(first)}-{day_text(last)}~"


def _address(where: Address | None) -> str:
    if where is None:
        return ""
    street = segment("N3", where.street) if where.street else ""
    return street + segment("N4", where.city, where.state, where.zip)


def _birth(person: Person) -> str:
    if person.born is None:
        return f"DMG***{person.sex}~" if person.sex else ""
    return segment("DMG", "D8", day_text(person.born), person.sex)


def _name(code: str, who: Provider) -> str:
    qualifier = "XX" if who.npi else ""
    return segment("NM1", code, who.entity_type, who.last, who.first, "", "", "", qualifier, who.npi)


@lru_cache(maxsize=1024)
def _provider(code: str, who: Provider) -> str:
    """A provider of the claim under a role; only the rendering one says its specialty."""
    specialty = f"PRV*PE*PXC*{who.taxonomy}~" if code == "82" and who.taxonomy else ""
    return _name(code, who) + specialty + (_address(who.address) if code == "77" else "")


@lru_cache(maxsize=1024)
def billing(who: Provider) -> str:
    """Loop 2000A after its HL, 2010AA and 2010AB."""
    specialty = f"PRV*BI*PXC*{who.taxonomy}~" if who.taxonomy else ""
    tax_id = f"REF*EI*{who.tax_id}~" if who.tax_id else ""
    contact = f"PER*IC*BILLING OFFICE*TE*{who.phone}~" if who.phone else ""
    pay_to = f"NM1*87*{who.entity_type}~{_address(who.pay_to)}" if who.pay_to else ""
    return specialty + _name("85", who) + _address(who.address) + tax_id + contact + pay_to


@lru_cache(maxsize=1024)
def _payer(payer: Payer) -> str:
    return segment("NM1", "PR", "2", payer.name, "", "", "", "", "PI" if payer.id else "", payer.id) + _address(
        payer.address
    )


def subscriber(claim: Draft) -> str:
    """Loop 2000B after its HL, 2010BA and 2010BB; address and birth date only of one who is the patient."""
    who, themself = claim.subscriber, claim.patient is None
    head = segment(
        "SBR", claim.responsibility, claim.self_code, claim.group_number, "", claim.insurance_type,
        "", "", "", claim.payer.indicator,
    )  # fmt: skip
    died = segment("PAT", "", "", "", "", "D8", day_text(claim.died)) if claim.died and themself else ""
    kind = "MI" if claim.member_id else ""
    name = segment("NM1", "IL", who.entity_type, who.last, who.first, who.middle, "", "", kind, claim.member_id)
    own = _address(who.address) + _birth(who) if themself else ""
    casualty = f"REF*Y4*{claim.casualty_number}~" if claim.casualty_number and themself else ""
    return head + died + name + own + casualty + _payer(claim.payer)


def patient(claim: Draft) -> str:
    """Loop 2000C after its HL, and 2010CA; nothing where the patient is the subscriber."""
    who = claim.patient
    if who is None:
        return ""
    died = ("", "", "", "D8", day_text(claim.died)) if claim.died else ()
    casualty = f"REF*Y4*{claim.casualty_number}~" if claim.casualty_number else ""
    name = segment("NM1", "QC", "1", who.last, who.first, who.middle)
    return segment("PAT", claim.relationship, *died) + name + _address(who.address) + _birth(who) + casualty


def body(claim: Draft) -> str:
    """Loop 2300 and all below it."""
    causes = ":".join(claim.causes)
    if claim.accident_state:
        causes = ":".join([*claim.causes, "", ""][:3]) + f":{claim.accident_state}"
    total = claim.charged if claim.total is None else claim.total
    head = segment(
        "CLM", claim.claim_id, money(total), "", "", f"{claim.place}:B:{claim.frequency}", claim.signature,
        claim.assignment, claim.benefits, claim.release, "", causes, "", "", "", "", "", "", "", "", claim.delay_reason,
    )  # fmt: skip
    dates = "".join([_date(kind, claim.dates[kind]) for kind in _CLAIM_DATES if kind in claim.dates])
    paid = "" if claim.patient_paid is None else f"AMT*F5*{money(claim.patient_paid)}~"
    known = claim.references
    references = "".join([f"REF*{kind}*{known[kind]}~" for kind in _CLAIM_REFERENCES if kind in known])
    ride = _ride(claim.ride) if claim.ride else ""
    first, others = claim.diagnosis_qualifiers
    codes = [f"{others if at else first}:{code}" for at, code in enumerate(claim.diagnoses)]
    diagnoses = segment("HI", *codes) if codes else ""
    surgery = f"HI*BP:{claim.anesthesia_procedure}~" if claim.anesthesia_procedure else ""
    roles = (
        ("DN", claim.referring), ("82", claim.rendering), ("77", claim.facility), ("DQ", claim.supervising),
    )  # fmt: skip
    providers = "".join([_provider(code, who) for code, who in roles if who])
    places = _places(claim.ride) if claim.ride else ""
    others_paid = "".join([_other_payer(other) for other in claim.other_payers])
    lines = "".join([_line(number, line) for number, line in enumerate(claim.lines, start=1)])
    return head + dates + paid + references + ride + diagnoses + surgery + providers + places + others_paid + lines


def _ride(ride: Ride) -> str:
    certified = segment("CRC", "07", "Y", *ride.conditions) if ride.conditions else ""
    return f"CR1*LB*{ride.pounds}**{ride.reason}*DH*{ride.miles}~{certified}"


def _places(ride: Ride) -> str:
    to = segment("NM1", "45", "2", ride.dropoff_name)
    return "NM1*PW*2~" + _address(ride.pickup) + to + _address(ride.dropoff)


def _adjustments(several: list[tuple[str, str, int]]) -> str:
    return "".join([f"CAS*{group}*{reason}*{money(cents)}~" for group, reason, cents in several])


def _other_payer(other: OtherPayer) -> str:
    head = segment("SBR", other.responsibility, other.relationship, "", "", "", "", "", "", other.payer.indicator)
    paid = "" if other.paid is None else f"AMT*D*{money(other.paid)}~"
    who = other.subscriber
    kind = "MI" if other.member_id else ""
    name = segment("NM1", "IL", "1", who.last, who.first, who.middle, "", "", kind, other.member_id)
    decided = _date("573", other.decided)
    return (
        head + _adjustments(other.adjustments) + paid + "OI***Y***Y~" + name + _address(who.address)
        + _payer(other.payer) + decided
    )  # fmt: skip


def _line(number: int, line: Line) -> str:
    procedure = ":".join(["HC", line.code, *line.modifiers])
    service = segment(
        "SV1", procedure, money(line.charge), line.unit, line.units, line.place, "", ":".join(line.pointers)
    )  # fmt: skip
    control = f"REF*6R*{line.control}~" if line.control else ""
    drug = ""
    if line.drug:
        code, quantity, unit = line.drug
        drug = f"LIN**N4*{code}~CTP****{quantity}*{unit}~"
    ordering = _provider("DK", line.ordering) if line.ordering else ""
    decided = "".join(
        [
            f"SVD*{one.payer_id}*{money(one.paid)}*HC:{line.code}**{line.units}~"
            + _adjustments(one.adjustments) + _date("573", one.decided)
            for one in line.adjudications
        ]
    )  # fmt: skip
    return f"LX*{number}~{service}{_date('472', line.day, line.through)}{control}{drug}{ordering}{decided}"
