"""Coverage from answers of payers: the 271 (005010X279A1), by its subscriber and dependent loops.

A day of a plan that is the day of the check, or the day that was asked for, says that the coverage was there on
it and not that it began on it: then no days are taken, and the coverage is open on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from .interchange import Segment, day, number, window
from .log import Log

Row: TypeAlias = dict[str, object]

_ACTIVE: Final = frozenset("12345")
_INACTIVE: Final = frozenset("678")
_PLAN: Final = "30"  # health benefit plan coverage: of the plan as a whole
_VISIT: Final = "98"  # professional visit, office
_OTHER_PAYERS: Final = {"PRP": "P", "SEP": "S", "TTP": "T"}
_SPANS: Final = frozenset({"291", "307", "290"})
_BEGINS: Final = frozenset({"346", "348", "356"})
_ENDS: Final = frozenset({"347", "349", "357"})


@dataclass(slots=True)
class _Days:
    """What the DTP segments of a loop say."""

    first: date | None = None
    last: date | None = None
    asked: date | None = None
    died: date | None = None
    told: bool = False

    def take(self, dtp: Segment, checked: date | None) -> None:
        begin, end = window(dtp)
        if dtp[1] in _BEGINS:
            self.first, self.told = begin, True
        elif dtp[1] in _ENDS:
            self.last, self.told = begin, True
        elif dtp[1] == "472":
            self.asked = begin
        elif dtp[1] == "442":
            self.died = begin
        elif dtp[1] in _SPANS:
            if dtp[2] == "RD8":
                self.first, self.last, self.told = begin, end, True
            elif begin == checked:
                self.asked = self.asked or begin
            else:
                self.first, self.told = begin, True

    def settle(self) -> None:
        """A day that was asked for is no beginning."""
        if self.first is not None and self.first == self.asked and self.last is None:
            self.first, self.told = None, False


@dataclass(slots=True)
class _Benefit:
    eb: Segment
    days: _Days = field(default_factory=_Days)
    entity: Segment | None = None
    references: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Person:
    """A subscriber or dependent that was answered for."""

    number: int
    payer_id: str
    checked_on: date | None
    member_id: str = ""
    last_name: str = ""
    first_name: str = ""
    birth_date: date | None = None
    sex: str = ""
    group: str = ""
    days: _Days = field(default_factory=_Days)
    benefits: list[_Benefit] = field(default_factory=list)
    refusal: Segment | None = None
    has_dependents: bool = False  # then an answer may tell of them alone


def read_answers(segments: Sequence[Segment], log: Log) -> tuple[list[Row], list[Row]]:
    """Rows of coverage and of benefit authorization that some segments hold, each with "#row", its segment.

    A person the payer gave no coverage for (AAA) is told of and makes no row.
    """
    coverage: list[Row] = []
    benefits: list[Row] = []
    for person in _persons(segments, log):
        if person.has_dependents and not person.benefits:
            continue
        log.source.read += 1
        if not person.payer_id or not person.member_id:
            log.source.refused += 1
            what = "payer" if not person.payer_id else "member"
            log.segment(person.number, "NM1", f"the {what} has no identifier", "missing-value")
            continue
        person.days.settle()
        for benefit in person.benefits:
            benefit.days.settle()
        found = list(_coverage(person))
        if not found:
            log.source.refused += 1
            log.segment(person.number, "NM1", "the answer says neither that there is coverage nor that there is none",
                        "no-coverage", level="warning")  # fmt: skip
        coverage += found
        benefits += _authorizations(person)
    return coverage, benefits


def _persons(segments: Sequence[Segment], log: Log) -> Iterator[_Person]:
    """The subscribers and dependents, each when it is whole; those of a refused question are told of."""
    payer, checked, subscriber = "", None, ""
    level, below = "", False
    person: _Person | None = None
    in_entity = False
    for one in segments:
        if one.name in {"ST", "SE", "HL"}:
            if person is not None and _was_answered(person, log):
                yield person
            person, in_entity, level = None, False, one[3] if one.name == "HL" else ""
            below = one[4] == "1"
        if one.name == "ST":
            payer, checked, subscriber = "", None, ""
        elif one.name == "BHT":
            checked = day(one[4])
        elif one.name == "NM1" and level == "20" and not payer:
            payer = one[9]
        elif one.name == "NM1" and level in {"22", "23"} and person is None and one[1] in {"IL", "03"}:
            subscriber = one[9].upper() if level == "22" else subscriber
            person = _Person(one.number, payer.upper(), checked, subscriber, one[3], one[4], has_dependents=below)
        elif one.name == "AAA" and person is None:
            log.segment(one.number, "AAA", f"the payer answered for nobody (reason {one[3][:2]})", "not-answered",
                        level="warning")  # fmt: skip
        elif person is not None:
            in_entity = _take(person, one, in_entity=in_entity)
    if person is not None and _was_answered(person, log):
        yield person


def _was_answered(person: _Person, log: Log) -> bool:
    if person.refusal is None:
        return True
    log.source.read += 1
    log.source.refused += 1
    sentence = f"the payer did not answer for this member (reason {person.refusal[3][:2]}); it makes no record"
    log.segment(person.refusal.number, "AAA", sentence, "not-answered", "correct what was asked, and ask again",
                "warning")  # fmt: skip
    return False


def _take(person: _Person, one: Segment, *, in_entity: bool) -> bool:
    """Take a segment of a person's loop; gives whether the loop of another entity (2120) is open."""
    benefit = person.benefits[-1] if person.benefits else None
    if one.name == "EB":
        person.benefits.append(_Benefit(one))
        return False
    if one.name in {"LS", "LE"}:
        return False
    if one.name == "NM1" and benefit is not None:
        benefit.entity = benefit.entity or one
        return True
    if one.name == "DTP" and not in_entity:
        (benefit.days if benefit else person.days).take(one, person.checked_on)
    elif one.name == "REF" and benefit is not None:
        benefit.references.setdefault(one[1], one[2].upper())
    elif one.name == "REF" and one[1] in {"6P", "1L"}:
        person.group = person.group or one[2]
    elif one.name == "DMG":
        person.birth_date, person.sex = day(one[2]), one[3].upper()
    elif one.name == "AAA" and not in_entity:
        person.refusal = one
    return in_entity


def _coverage(person: _Person) -> Iterator[Row]:
    """The rows of coverage: of the plan as a whole where that is answered, else of any service."""
    stated = [one for one in person.benefits if one.eb[1] in _ACTIVE | _INACTIVE]
    whole = [one for one in stated if not one.eb[3] or _PLAN in one.eb.repeats(3)] or stated
    others = [one for one in person.benefits if one.eb[1] == "R"]
    base: Row = {
        "#row": person.number, "payer_id": person.payer_id, "member_id": person.member_id,
        "last_name": person.last_name or None, "first_name": person.first_name or None,
        "birth_date": person.birth_date, "sex": person.sex if person.sex in {"F", "M", "U"} else None,
        "group_number": person.group or None, "checked_on": person.checked_on, "deceased_on": person.days.died,
        "copayment": _copayment(person),
    }  # fmt: skip
    rows: list[Row] = []
    for one in _strongest(whole):
        days = one.days if one.days.told else person.days
        active = one.eb[1] in _ACTIVE
        asked = one.days.asked or person.days.asked
        first, last = days.first, days.last
        if not active and last is not None:
            active = True  # what ended is told as the days it was there
        elif not active:  # how long there was coverage before is not told
            first, last = asked or person.checked_on, None
        rows.append({**base, "active": active, "plan_name": one.eb[5] or None, "from": first, "to": last,
                     "checked_for": asked})  # fmt: skip
    if not rows:
        return
    told = [_other(one) for one in others]
    yield {**rows[0], **(told[0] if told else {})}
    yield from rows[1:]
    yield from ({**rows[0], **one} for one in told[1:])


def _strongest(stated: Sequence[_Benefit]) -> list[_Benefit]:
    """Each run of days once: a plan that is active in one part and not in another is active."""
    active = [one for one in stated if one.eb[1] in _ACTIVE]
    seen: dict[tuple[object, ...], _Benefit] = {}
    for one in active or stated:
        seen.setdefault((one.days.first, one.days.last), one)
    return list(seen.values())


def _other(one: _Benefit) -> Row:
    entity = one.entity
    member = next((one.references[name] for name in ("1W", "IG", "18") if name in one.references), None)
    return {
        "other_payer_id": (entity[9].upper() or None) if entity else None,
        "other_member_id": member,
        "other_responsibility": _OTHER_PAYERS.get(entity[1], "U") if entity else "U",
    }


def _copayment(person: _Person) -> int | None:
    """The co-payment of an office visit in cents, where the answer gives one amount and no other."""
    found = {
        number(one.eb[7], 2)
        for one in person.benefits
        if one.eb[1] == "B" and _VISIT in one.eb.repeats(3) and one.eb[12] != "N" and one.eb[7]
    }
    return found.pop() if len(found) == 1 else None


def _authorizations(person: _Person) -> Iterator[Row]:
    """Whether an authorization is wanted (EB11), by procedure or else by type of service; required anywhere counts."""
    found: dict[str, bool] = {}
    for one in person.benefits:
        if one.eb[11] not in {"Y", "N"}:
            continue
        procedure = one.eb.parts(13)
        codes = [procedure[1]] if len(procedure) > 1 and procedure[1] else one.eb.repeats(3)
        for code in codes:
            found[code.upper()] = found.get(code.upper(), False) or one.eb[11] == "Y"
    for code, required in found.items():
        yield {
            "#row": person.number, "payer_id": person.payer_id, "member_id": person.member_id, "code": code,
            "authorization_required": required, "checked_on": person.checked_on, "from": None, "to": None,
        }  # fmt: skip
