"""A draft as an 837P claim: loop 2300 and all below it, in the order of the guide.

Source: ASC X12 005010X222A1, section 2.4.
"""

from __future__ import annotations

from typing import Final

from .draft import Draft, Line, Ride
from .segments import address, dated, decisions, drug, money, named, other_payer, references, segment

_DATES: Final = ("431", "454", "439", "484", "435", "096")
_REFERENCES: Final = ("9F", "G1", "F8", "X4", "D9", "EA")


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
    dates = "".join([dated(kind, claim.dates[kind]) for kind in _DATES if kind in claim.dates])
    paid = "" if claim.patient_paid is None else f"AMT*F5*{money(claim.patient_paid)}~"
    ride = _ride(claim.ride) if claim.ride else ""
    first, others = claim.diagnosis_qualifiers
    codes = [f"{others if at else first}:{code}" for at, code in enumerate(claim.diagnoses)]
    diagnoses = segment("HI", *codes) if codes else ""
    surgery = f"HI*BP:{claim.anesthesia_procedure}~" if claim.anesthesia_procedure else ""
    roles = (
        ("DN", claim.referring), ("82", claim.rendering), ("77", claim.facility), ("DQ", claim.supervising),
    )  # fmt: skip
    providers = named(roles, specialty="82")
    places = _places(claim.ride) if claim.ride else ""
    others_paid = "".join([other_payer(other) for other in claim.other_payers])
    lines = "".join([_line(number, line) for number, line in enumerate(claim.lines, start=1)])
    return (
        head + dates + paid + references(claim, _REFERENCES) + ride + diagnoses + surgery + providers + places
        + others_paid + lines
    )  # fmt: skip


def _ride(ride: Ride) -> str:
    certified = segment("CRC", "07", "Y", *ride.conditions) if ride.conditions else ""
    return f"CR1*LB*{ride.pounds}**{ride.reason}*DH*{ride.miles}~{certified}"


def _places(ride: Ride) -> str:
    to = segment("NM1", "45", "2", ride.dropoff_name)
    return "NM1*PW*2~" + address(ride.pickup) + to + address(ride.dropoff)


def _line(number: int, line: Line) -> str:
    procedure = ":".join(["HC", line.code, *line.modifiers])
    service = segment(
        "SV1", procedure, money(line.charge), line.unit, line.units, line.place, "", ":".join(line.pointers)
    )  # fmt: skip
    control = f"REF*6R*{line.control}~" if line.control else ""
    ordering = named((("DK", line.ordering),))
    day = dated("472", line.day, line.through)
    return f"LX*{number}~{service}{day}{control}{drug(line)}{ordering}{decisions(line)}"
