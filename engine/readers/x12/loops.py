"""The loops of the 837P: what opens each, and which segments belong in it.

The order of an 837 is fixed, so that a loop is opened by a segment that can be known by itself (HL,
NM1, CLM, LX …) and lasts until the next such segment. This is the table of them, and nothing else.
Source: ASC X12 005010X222A1, section 2.2.
"""

from __future__ import annotations

from enum import IntEnum
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

LOOPS: Final = (
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
    _loop("2300", Area.CLAIM, "CLM", "DTP PWK CN1 AMT REF K3 NTE CR1 CR2 CRC HI HCP"),
    _loop("2310A", Area.CLAIM, "NM1*DN|P3", _NAMED),
    _loop("2310B", Area.CLAIM, "NM1*82", _NAMED),
    _loop("2310C", Area.CLAIM, "NM1*77", _NAMED),
    _loop("2310D", Area.CLAIM, "NM1*DQ", _NAMED),
    _loop("2310E", Area.CLAIM, "NM1*PW", _NAMED),
    _loop("2310F", Area.CLAIM, "NM1*45", _NAMED),
    _loop("2320", Area.OTHER_PAYER, "SBR", "CAS AMT OI MOA"),
    _loop("2330A", Area.OTHER_PAYER, "NM1*IL", "N3 N4 REF"),
    _loop("2330B", Area.OTHER_PAYER, "NM1*PR", "N3 N4 DTP REF"),
    _loop("2330C", Area.OTHER_PAYER, "NM1*DN|P3", _NAMED),
    _loop("2330D", Area.OTHER_PAYER, "NM1*82", _NAMED),
    _loop("2330E", Area.OTHER_PAYER, "NM1*77", _NAMED),
    _loop("2330F", Area.OTHER_PAYER, "NM1*DQ", _NAMED),
    _loop("2330G", Area.OTHER_PAYER, "NM1*85", _NAMED),
    _loop("2400", Area.LINE, "LX", "SV1 SV5 PWK CR1 CR3 CRC DTP QTY MEA CN1 REF AMT K3 NTE PS1 HCP"),
    _loop("2410", Area.LINE, "LIN", "CTP REF"),
    _loop("2420A", Area.LINE, "NM1*82", _NAMED),
    _loop("2420B", Area.LINE, "NM1*QB", _NAMED),
    _loop("2420C", Area.LINE, "NM1*77", _NAMED),
    _loop("2420D", Area.LINE, "NM1*DQ", _NAMED),
    _loop("2420E", Area.LINE, "NM1*DK", _NAMED),
    _loop("2420F", Area.LINE, "NM1*DN|P3", _NAMED),
    _loop("2420G", Area.LINE, "NM1*PW", _NAMED),
    _loop("2420H", Area.LINE, "NM1*45", _NAMED),
    _loop("2430", Area.LINE, "SVD", "CAS DTP AMT"),
    _loop("2440", Area.LINE, "LQ", "FRM"),
)

NUMBER: Final = {loop.name: number for number, loop in enumerate(LOOPS)}
"""Loops by number: what the column of loops holds; 0 is no loop."""

ENVELOPES: Final = ("ISA", "GS", "ST", "SE", "GE", "IEA", "TA1")

LEVELS: Final = {"20": Area.BILLING, "22": Area.SUBSCRIBER, "23": Area.PATIENT}
"""What HL03 opens."""

SEGMENTS: Final = tuple(sorted({segment for loop in LOOPS[1:] for segment in (loop.opener, *loop.segments)}))
"""The names of all segments a transaction may hold between ST and SE."""
