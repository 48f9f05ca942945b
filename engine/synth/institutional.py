"""A draft as an 837I claim: loop 2300 and all below it, in the order of the guide.

Source: ASC X12 005010X223A2, section 2.4.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from .draft import Draft, Line, Stay
from .segments import (
    attachments,
    coded,
    dated,
    day_text,
    decisions,
    drug,
    money,
    named,
    other_payer,
    references,
    segment,
)

_REFERENCES: Final = ("9F", "G1", "F8", "D9", "LU", "EA", "P4")


def body(claim: Draft) -> str:
    """Loop 2300 and all below it; nothing for a claim that is not institutional."""
    stay = claim.stay
    if stay is None:
        return ""
    total = claim.charged if claim.total is None else claim.total
    head = segment(
        "CLM", claim.claim_id, money(total), "", "", f"{claim.place}:A:{claim.frequency}", "", claim.assignment,
        claim.benefits, claim.release, "", "", "", "", "", "", "", "", "", "", claim.delay_reason,
    )  # fmt: skip
    admission = segment("CL1", stay.priority, stay.origin, stay.status)
    due = "" if claim.patient_paid is None else f"AMT*F3*{money(claim.patient_paid)}~"
    texts = (f"K3*{claim.fixed_format}~" if claim.fixed_format else "") + (
        f"NTE*ADD*{claim.note}~" if claim.note else ""
    )
    roles = (
        ("71", stay.attending), ("72", stay.operating), ("ZZ", stay.other_operating), ("82", claim.rendering),
        ("77", claim.facility), ("DN", claim.referring),
    )  # fmt: skip
    others = "".join([other_payer(other) for other in claim.other_payers])
    lines = "".join([_line(number, line) for number, line in enumerate(claim.lines, start=1)])
    return (
        head + _dates(stay) + admission + attachments(claim) + due + references(claim, _REFERENCES) + texts
        + _codes(claim, stay) + named(roles, specialty="71") + others + lines
    )  # fmt: skip


def _dates(stay: Stay) -> str:
    left = f"DTP*096*TM*{stay.discharge_hour}~" if stay.discharge_hour else ""
    return f"{left}DTP*434*RD8*{_period(stay.first, stay.last)}~{_admission(stay.admitted)}"


def _admission(at: date | None) -> str:
    if isinstance(at, datetime):
        return f"DTP*435*DT*{at:%Y%m%d%H%M}~"
    return dated("435", at)


def _period(first: date, last: date) -> str:
    return f"{day_text(first)}-{day_text(last)}"


def _codes(claim: Draft, stay: Stay) -> str:
    """HI of every kind; the first diagnosis is the principal one, and so is the first procedure."""
    present = stay.present + [""] * (len(claim.diagnoses) - len(stay.present))
    diagnoses = [_diagnosis(*one) for one in zip(claim.diagnoses, present, strict=False)]
    procedures = [f"{code}:D8:{day_text(day)}" for code, day in stay.procedures]
    return (
        coded("ABK", diagnoses[:1])
        + coded("ABJ", [stay.admitting] if stay.admitting else [])
        + coded("APR", stay.reasons)
        + coded("ABN", [_diagnosis(*one) for one in stay.external_causes])
        + coded("DR", [stay.drg] if stay.drg else [])
        + coded("ABF", diagnoses[1:])
        + coded("BBR", procedures[:1])
        + coded("BBQ", procedures[1:])
        + coded("BI", [f"{code}:RD8:{_period(first, last)}" for code, first, last in stay.spans])
        + coded("BH", [f"{code}:D8:{day_text(day)}" for code, day in stay.occurrences])
        + coded("BE", [f"{code}:::{money(amount)}" for code, amount in stay.values])
        + coded("BG", stay.conditions)
    )


def _diagnosis(code: str, present: str) -> str:
    return f"{code}:::::::{present}" if present else code


def _line(number: int, line: Line) -> str:
    procedure = ":".join([line.code_list, line.code, *line.modifiers]) if line.code else ""
    service = segment(
        "SV2", line.revenue, procedure, money(line.charge), line.unit, line.units, "",
        money(line.not_covered) if line.not_covered else "",
    )  # fmt: skip
    control = f"REF*6R*{line.control}~" if line.control else ""
    roles = named((("72", line.operating), ("82", line.rendering)))
    day = dated("472", line.day, line.through)
    return f"LX*{number}~{service}{day}{control}{drug(line)}{roles}{decisions(line)}"
