"""Authorizations from answers of payers: the 278 response (005010X217), by its patient events and services.

A decision (HCR) of an event holds for all its services that have none of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from .cells import span
from .columns import CERTIFIED, read_word
from .interchange import Segment, number, window
from .log import Log

Row: TypeAlias = dict[str, object]

_PROVIDERS: Final = frozenset(
    {"SJ", "71", "72", "73", "77", "82", "AAJ", "DD", "DK", "DN", "FA", "G3", "P3", "QB", "QV"}
)
_CODE_THROUGH: Final = 8  # the component with the last code of a range
_SERVICE: Final = frozenset({"472", "AAH", "435"})


@dataclass(slots=True)
class _Loop:
    """An event or one of its services."""

    number: int = 0
    decision: Segment | None = None
    referral: bool | None = None
    codes: list[str] = field(default_factory=list)
    units: int | None = None
    first: date | None = None
    last: date | None = None
    certified: tuple[date | None, date | None] = (None, None)
    providers: list[str] = field(default_factory=list)


def read_decisions(segments: Sequence[Segment], log: Log) -> list[Row]:
    """The rows of authorizations that some segments hold, each with "#row", its segment.

    What was decided without a number (as what is pended may be) is told of and makes no row.
    """
    rows: list[Row] = []
    for payer, member, event, services in _events(segments):
        decided = [one for one in services if one.decision is not None]
        if event.decision is not None:
            under = [one for one in services if one.decision is None]
            decided.insert(0, event)
            event.codes += [code for one in under for code in one.codes]
            units = [one.units for one in under if one.units is not None]
            event.units = sum(units) if units and len(units) == len(under) else event.units
            event.providers += [npi for one in under for npi in one.providers]
            event.first = event.first or min((one.first for one in under if one.first), default=None)
            event.last = event.last or max((one.last for one in under if one.last), default=None)
        for one in decided:
            log.source.read += 1
            row = _row(payer, member, event, one, log)
            if row is None:
                log.source.refused += 1
            else:
                rows.append(row)
    return rows


def _row(payer: str, member: str, event: _Loop, one: _Loop, log: Log) -> Row | None:
    decision = one.decision
    if decision is None:
        return None
    name = decision[2] or (event.decision[2] if event.decision else "")
    status = read_word(CERTIFIED, decision[1])
    if not name or not payer:
        what = "no number" if payer else "no identifier of the payer"
        log.segment(decision.number, "HCR", f"the decision has {what}; it makes no record", "missing-value",
                    level="warning")  # fmt: skip
        return None
    if status is None:
        log.segment(decision.number, "HCR", "the action code (HCR01) is not known", "unknown-word")
        return None
    first, last = one.certified
    referral = one.referral if one.referral is not None else event.referral
    return {
        "#row": decision.number, "payer_id": payer.upper(), "number": name, "member_id": member or None,
        "kind": "referral" if referral else "authorization",
        "procedure_codes": list(dict.fromkeys(one.codes)) or None, "units": one.units, "units_used": None,
        "provider_npis": list(dict.fromkeys([*one.providers, *event.providers])) or None, "status": status,
        "from": first or one.first or event.certified[0] or event.first,
        "to": last or one.last or event.certified[1] or event.last,
    }  # fmt: skip


def _events(segments: Sequence[Segment]) -> Iterator[tuple[str, str, _Loop, list[_Loop]]]:
    """Payer, member, event and services of each event, when it is whole."""
    payer = member = level = ""
    event: _Loop | None = None
    services: list[_Loop] = []
    for one in segments:
        if one.name in {"ST", "SE"} or (one.name == "HL" and one[3] != "SS"):
            if event is not None:
                yield payer, member, event, services
            event, services = None, []
        if one.name == "ST":
            payer = member = level = ""
        elif one.name == "HL":
            level = one[3]
            if level == "EV":
                event = _Loop(one.number)
            elif level == "SS" and event is not None:
                services.append(_Loop(one.number))
        elif one.name == "NM1" and level == "20":
            payer = payer or one[9]
        elif one.name == "NM1" and level == "22" and one[1] == "IL":
            member = one[9].upper()
        elif event is not None:
            _take(services[-1] if services else event, one)


def _take(loop: _Loop, one: Segment) -> None:
    if one.name == "HCR":
        loop.decision = one
    elif one.name == "UM":
        loop.referral = one[1] == "SC"  # specialty care review, as a referral is asked for
    elif one.name == "DTP":
        first, last = window(one)
        if one[1] == "007":  # certification effective
            loop.certified = (first, last if one[2] == "RD8" else loop.certified[1])
        elif one[1] == "036":  # certification expires
            loop.certified = (loop.certified[0], first)
        elif one[1] in _SERVICE:
            loop.first, loop.last = first, last
    elif one.name in {"SV1", "SV3"}:
        parts = one.parts(1)
        loop.codes += _codes(parts)
        loop.units = number(one[4] if one.name == "SV1" else one[6], 3)
    elif one.name == "SV2":
        loop.codes += _codes(one.parts(2))
        loop.units = number(one[5], 3)
    elif one.name == "HSD" and loop.units is None:
        loop.units = number(one[2], 3)
    elif one.name == "NM1" and one[1] in _PROVIDERS and one[8] == "XX" and one[9]:
        loop.providers.append(one[9])


def _codes(parts: Sequence[str]) -> list[str]:
    """The procedures of a composite (qualifier, code, four modifiers, description, code through)."""
    if len(parts) < _CODE_THROUGH or not parts[1]:
        return [parts[1].upper()] if len(parts) > 1 and parts[1] else []
    first, last = parts[1].upper(), parts[_CODE_THROUGH - 1].upper()
    return (span(first, last) if last else None) or [first, *filter(None, [last])]
