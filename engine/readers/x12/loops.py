"""The loops of the 837: what opens each, and which segments belong in it.

The order of an 837 is fixed, so that a loop is opened by a segment that can be known by itself (HL,
NM1, CLM, LX …) and lasts until the next such segment. This is the table of them, and nothing else.
Source: ASC X12 005010X222A1, 005010X223A2
and 005010X224A2, section 2.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final, NamedTuple


class Area(IntEnum):
    """The part of a transaction in which a segment stands; names open different loops in each."""

    OUTSIDE = 0  # of every transaction
    STRAY = 1  # under an HL of an unknown level, or a service line outside of a claim
    HEADER = 2
    BILLING = 3
    SUBSCRIBER = 4
    PATIENT = 5
    CLAIM = 6
    OTHER_PAYER = 7
    LINE = 8


class Loop(NamedTuple):
    """A loop: where it stands, the segment (or name, NM1 with these codes) that opens it, what else it holds."""

    name: str
    area: Area
    opener: str
    codes: tuple[str, ...]
    segments: tuple[str, ...]


def _loop(name: str, area: Area, opener: str, segments: str) -> Loop:
    segment, _, codes = opener.partition("*")
    return Loop(name, area, segment, tuple(codes.split("|")) if codes else (), tuple(segments.split()))


# What 2310 and 2420 hold differs a little from name to name; whatever a name may hold is allowed in each,
# for it is plain whose it is.
_NAMED: Final = "N3 N4 PRV PER REF"

_ABOVE: Final = (
    _loop("", Area.OUTSIDE, "", ""),
    _loop("HEADER", Area.HEADER, "ST", "BHT"),
    _loop("1000A", Area.HEADER, "NM1*41", "PER"),
    _loop("1000B", Area.HEADER, "NM1*40", "PER"),
    _loop("2000A", Area.BILLING, "HL", "PRV CUR"),
    _loop("2010AA", Area.BILLING, "NM1*85", "N3 N4 REF PER"),
    _loop("2010AB", Area.BILLING, "NM1*87", "N3 N4"),
    _loop("2010AC", Area.BILLING, "NM1*PE", "N3 N4 REF"),
    _loop("2000B", Area.SUBSCRIBER, "HL", "SBR PAT"),
    _loop("2010BA", Area.SUBSCRIBER, "NM1*IL", "N3 N4 DMG REF PER"),
    _loop("2010BB", Area.SUBSCRIBER, "NM1*PR", "N3 N4 REF"),
    _loop("2000C", Area.PATIENT, "HL", "PAT"),
    _loop("2010CA", Area.PATIENT, "NM1*QC", "N3 N4 DMG REF PER"),
)
"""The loops above the claim, which are the same in all three guides."""


def _names(area: Area, start: str, codes: str) -> tuple[Loop, ...]:
    """Loops of names in a row, lettered from `start`, with the codes that open each."""
    number, letter = start[:-1], ord(start[-1])
    return tuple(
        _loop(f"{number}{chr(letter + i)}", area, f"NM1*{code}", _NAMED) for i, code in enumerate(codes.split())
    )


def _other_payer(codes: str) -> tuple[Loop, ...]:
    return (
        _loop("2320", Area.OTHER_PAYER, "SBR", "CAS AMT OI MIA MOA"),
        _loop("2330A", Area.OTHER_PAYER, "NM1*IL", "N3 N4 REF"),
        _loop("2330B", Area.OTHER_PAYER, "NM1*PR", "N3 N4 DTP REF"),
        *_names(Area.OTHER_PAYER, "2330C", codes),
    )


_ADJUDICATION: Final = _loop("2430", Area.LINE, "SVD", "CAS DTP AMT")
_DRUG: Final = _loop("2410", Area.LINE, "LIN", "CTP REF")

_PROFESSIONAL: Final = (
    *_ABOVE,
    _loop("2300", Area.CLAIM, "CLM", "DTP PWK CN1 AMT REF K3 NTE CR1 CR2 CRC HI HCP"),
    *_names(Area.CLAIM, "2310A", "DN|P3 82 77 DQ PW 45"),
    *_other_payer("DN|P3 82 77 DQ 85"),
    _loop("2400", Area.LINE, "LX", "SV1 SV5 PWK CR1 CR3 CRC DTP QTY MEA CN1 REF AMT K3 NTE PS1 HCP"),
    _DRUG,
    *_names(Area.LINE, "2420A", "82 QB 77 DQ DK DN|P3 PW 45"),
    _ADJUDICATION,
    _loop("2440", Area.LINE, "LQ", "FRM"),
)

_INSTITUTIONAL: Final = (
    *_ABOVE,
    _loop("2300", Area.CLAIM, "CLM", "DTP CL1 PWK CN1 AMT REF K3 NTE CRC HI HCP"),
    *_names(Area.CLAIM, "2310A", "71 72 ZZ 82 77 DN"),
    *_other_payer("71 72 ZZ 77 82 DN 85"),
    _loop("2400", Area.LINE, "LX", "SV2 PWK DTP REF AMT NTE HCP"),
    _DRUG,
    *_names(Area.LINE, "2420A", "72 ZZ 82 DN"),
    _ADJUDICATION,
)

_DENTAL: Final = (
    *_ABOVE,
    _loop("2300", Area.CLAIM, "CLM", "DTP DN1 DN2 PWK CN1 AMT REF K3 NTE HI HCP"),
    *_names(Area.CLAIM, "2310A", "DN|P3 82 77 DD DQ"),
    *_other_payer("DN|P3 82 DQ 85 77 DD"),
    _loop("2400", Area.LINE, "LX", "SV3 TOO DTP CN1 REF AMT K3 HCP"),
    *_names(Area.LINE, "2420A", "82 DD DQ 77"),
    _ADJUDICATION,
)

LOOPS: Final[Mapping[str, tuple[Loop, ...]]] = MappingProxyType(
    {"837P": _PROFESSIONAL, "837I": _INSTITUTIONAL, "837D": _DENTAL}
)
"""The loops of each type of claim, by number: what the column of loops holds; 0 is no loop."""

ENVELOPES: Final = ("ISA", "GS", "ST", "SE", "GE", "IEA", "TA1")

LEVELS: Final = {"20": Area.BILLING, "22": Area.SUBSCRIBER, "23": Area.PATIENT}
"""What HL03 opens."""


def segments_of(claim_type: str) -> tuple[str, ...]:
    """The names of all segments that a transaction of a type may hold between ST and SE."""
    loops = LOOPS[claim_type][1:]
    return tuple(sorted({segment for loop in loops for segment in (loop.opener, *loop.segments)}))
