"""A draft as an 837D claim: loop 2300 and all below it, in the order of the guide.

Source: ASC X12 005010X224A2, section 2.4.
"""

from __future__ import annotations

from typing import Final

from .draft import DentalCare, Draft, Line, Teeth
from .segments import attachments, dated, decisions, money, named, other_payer, references, segment

_DATES: Final = ("439", "452", "472")
_REFERENCES: Final = ("G3", "F8", "9F", "G1", "D9")
_NO_TEETH: Final = Teeth()


def body(claim: Draft) -> str:
    """Loop 2300 and all below it; nothing for a claim that is not dental."""
    care = claim.dental
    if care is None:
        return ""
    total = claim.charged if claim.total is None else claim.total
    estimate = "PB" if care.predetermination else ""
    head = segment(
        "CLM", claim.claim_id, money(total), "", "", f"{claim.place}:B:{claim.frequency}", claim.signature,
        claim.assignment, claim.benefits, claim.release, "", ":".join(claim.causes), "", "", "", "", "", "", "",
        estimate, claim.delay_reason,
    )  # fmt: skip
    dates = "".join([dated(kind, claim.dates[kind]) for kind in _DATES if kind in claim.dates])
    paid = "" if claim.patient_paid is None else f"AMT*F5*{money(claim.patient_paid)}~"
    note = f"NTE*ADD*{claim.note}~" if claim.note else ""
    first, others = claim.diagnosis_qualifiers
    codes = [f"{others if at else first}:{code}" for at, code in enumerate(claim.diagnoses)]
    diagnoses = segment("HI", *codes) if codes else ""
    roles = (
        ("DN", claim.referring), ("82", claim.rendering), ("77", claim.facility), ("DD", care.assistant),
        ("DQ", claim.supervising),
    )  # fmt: skip
    others_paid = "".join([other_payer(other) for other in claim.other_payers])
    lines = "".join([_line(number, line) for number, line in enumerate(claim.lines, start=1)])
    return (
        head + dates + _care(care) + attachments(claim) + paid + references(claim, _REFERENCES) + note + diagnoses
        + named(roles, specialty="82") + others_paid + lines
    )  # fmt: skip


def _care(care: DentalCare) -> str:
    """DN1 and DN2."""
    months = [str(count) if count is not None else "" for count in (care.months, care.months_left)]
    braces = segment("DN1", *months) if any(months) else ""
    return braces + "".join([f"DN2*{tooth}*{status}****JP~" for tooth, status in care.tooth_status])


def _line(number: int, line: Line) -> str:
    mouth = line.mouth or _NO_TEETH
    service = segment(
        "SV3", ":".join([line.code_list, line.code, *line.modifiers]), money(line.charge), line.place,
        ":".join(mouth.areas), mouth.prosthesis, line.units, "", "", "", "", ":".join(line.pointers),
    )  # fmt: skip
    teeth = "".join([segment("TOO", "JP", tooth, ":".join(surfaces)) for tooth, surfaces in mouth.teeth])
    dates = dated("472", line.day, line.through) + dated("441", mouth.placed_before)
    control = f"REF*6R*{line.control}~" if line.control else ""
    return f"LX*{number}~{service}{teeth}{dates}{control}{named((('82', line.rendering),))}{decisions(line)}"
