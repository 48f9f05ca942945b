"""What all claims write alike: levels above the claim, and the segments its own loops are made of.

Four texts a claim: billing provider, subscriber, patient, claim. The batch writes the first three
only where they differ from those before, so that the claims of one practice and one family follow
each other as in a real file. The fourth is the matter of `professional`, `institutional` and `dental`.
Source: ASC X12 005010X222A1, section 2.4; X223A2 and X224A2 are alike so far.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from .draft import Adjudication, Draft, Line, OtherPayer
from .parties import Payer, Provider
from .people import Address, Person


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


def dated(qualifier: str, first: date | None, last: date | None = None) -> str:
    """A date under a qualifier, or a period; nothing where there is none."""
    if first is None:
        return ""
    if last is None or last == first:
        return f"DTP*{qualifier}*D8*{day_text(first)}~"
    return f"DTP*{qualifier}*RD8*{day_text(first)}-{day_text(last)}~"


def address(where: Address | None) -> str:
    """N3 and N4."""
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


_SPECIALTY: Final = {"82": "PE", "71": "AT", "DD": "AS"}


@lru_cache(maxsize=1024)
def provider(code: str, who: Provider, *, specialty: bool = False) -> str:
    """A provider of a claim or line under a role; a facility with its address."""
    specialty_text = f"PRV*{_SPECIALTY[code]}*PXC*{who.taxonomy}~" if specialty and who.taxonomy else ""
    return _name(code, who) + specialty_text + (address(who.address) if code == "77" else "")


@lru_cache(maxsize=1024)
def billing(who: Provider) -> str:
    """Loop 2000A after its HL, 2010AA and 2010AB."""
    specialty = f"PRV*BI*PXC*{who.taxonomy}~" if who.taxonomy else ""
    tax_id = f"REF*EI*{who.tax_id}~" if who.tax_id else ""
    contact = f"PER*IC*BILLING OFFICE*TE*{who.phone}~" if who.phone else ""
    pay_to = f"NM1*87*{who.entity_type}~{address(who.pay_to)}" if who.pay_to else ""
    return specialty + _name("85", who) + address(who.address) + tax_id + contact + pay_to


@lru_cache(maxsize=1024)
def _payer(payer: Payer) -> str:
    return segment("NM1", "PR", "2", payer.name, "", "", "", "", "PI" if payer.id else "", payer.id) + address(
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
    own = address(who.address) + _birth(who) if themself else ""
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
    return segment("PAT", claim.relationship, *died) + name + address(who.address) + _birth(who) + casualty


def named(roles: tuple[tuple[str, Provider | None], ...], *, specialty: str = "") -> str:
    """The providers of a claim or line, those there are; one role may say its specialty."""
    return "".join([provider(code, who, specialty=code == specialty) for code, who in roles if who])


def references(claim: Draft, kinds: tuple[str, ...]) -> str:
    """REF by the kinds a guide knows, in its order."""
    known = claim.references
    return "".join([f"REF*{kind}*{known[kind]}~" for kind in kinds if kind in known])


def coded(qualifier: str, texts: list[str], most: int = 12) -> str:
    """HI with one kind of code, as many segments as it takes: a guide allows 12 codes in each."""
    several = [f"{qualifier}:{text}" for text in texts]
    return "".join([segment("HI", *several[at : at + most]) for at in range(0, len(several), most)])


def attachments(claim: Draft) -> str:
    """PWK: what is sent beside the claim."""
    return "".join([f"PWK*{kind}*{way}***AC*{number}~" for kind, way, number in claim.attachments])


def drug(line: Line) -> str:
    """Loop 2410."""
    if line.drug is None:
        return ""
    code, quantity, unit = line.drug
    return f"LIN**N4*{code}~CTP****{quantity}*{unit}~"


def other_payer(other: OtherPayer) -> str:
    """Loop 2320 and the two names below it."""
    head = segment("SBR", other.responsibility, other.relationship, "", "", "", "", "", "", other.payer.indicator)
    paid = "" if other.paid is None else f"AMT*D*{money(other.paid)}~"
    remark = "" if not other.remark else f"MOA***{other.remark}~"
    if other.covered_days is not None:
        remark = segment("MIA", str(other.covered_days), "", "", "", other.remark)
    who = other.subscriber
    kind = "MI" if other.member_id else ""
    name = segment("NM1", "IL", "1", who.last, who.first, who.middle, "", "", kind, other.member_id)
    decided = dated("573", other.decided)
    return (
        head + _adjustments(other.adjustments) + paid + "OI***Y***Y~" + remark + name + address(who.address)
        + _payer(other.payer) + decided
    )  # fmt: skip


def decisions(line: Line) -> str:
    """Loop 2430 for each other payer that decided on a line."""
    procedure = f"{line.code_list}:{line.code}" if line.code else ""
    return "".join([_decision(one, procedure, line) for one in line.adjudications])


def _decision(one: Adjudication, procedure: str, line: Line) -> str:
    head = f"SVD*{one.payer_id}*{money(one.paid)}*{procedure}*{line.revenue}*{line.units}~"
    return head + _adjustments(one.adjustments) + dated("573", one.decided)


def _adjustments(several: list[tuple[str, str, int]]) -> str:
    return "".join([f"CAS*{group}*{reason}*{money(cents)}~" for group, reason, cents in several])
