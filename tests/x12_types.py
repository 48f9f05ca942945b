"""Institutional and dental claims of every shape, as segments: what `x12_text` has for professional ones."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.x12_text import AMOUNTS, PERIODS, TEXTS, Segments, dates_of, decided, names_of, other_payer, some

_CODES = some(
    "HI*ABK:I10:::::::Y",
    "HI*BK:87200",
    "HI*ABJ:r07.9",
    "HI*APR:R51*APR:R52*APR:",
    "HI*ABN:W010XXA:::::::n*ABN:Y92",
    "HI*DR:193",
    "HI*ABF:A:::::::y*ABF:B.1::::::::X**ABF:C",
    "HI*BBQ:X:D8:2026*BBQ:Y",
    "HI*BBR:0DTJ4ZZ:D8:20260504",
    "HI*CAH:1:D8:202605041230",
    "HI*BI:70:RD8:20260501-20260502*BI:71:RD8:2026*BI:M1:RD8:20260501-2026",
    "HI*BH:11:D8:20260504*BH::D8:20261301*BH:A1",
    "HI*BE:80:::5*BE:01:::1.005*BE:61*BE:a8:::-.5",
    "HI*BG:71*BG:*BG:d1",
    "HI*TC:1*BP:27447",
    "HI*ZZ:1*ABF",
    "HI",
    most=8,
)


@st.composite
def _institutional_line(draw: st.DrawFn, number: int) -> Segments:
    procedure = draw(st.sampled_from(["HC:99213", "HC:99213:25:59:::X", "HP:KAQD1", "", "HC"]))
    revenue, amounts = draw(st.sampled_from(["0450", "450", ""])), [draw(AMOUNTS) for _ in range(3)]
    return [
        draw(st.sampled_from([f"LX*{number}", "LX*A", "LX"])),
        f"SV2*{revenue}*{procedure}*{amounts[0]}*UN*{amounts[1]}**{amounts[2]}",
        *draw(some("PWK*OZ*BM***AC*1", most=1)),
        *draw(dates_of("472")),
        *draw(some("REF*6R*L1", "REF*9B*1", f"AMT*GT*{draw(AMOUNTS)}", "AMT*N8*2.5", "NTE*TPO*a note")),
        *draw(st.sampled_from([[], ["LIN**N4*00026063512", "CTP****10.5*ML", "REF*XZ*7"], ["LIN**XX*1"]])),
        *draw(names_of("72", "ZZ", "82", "DN")),
        *(part for each in draw(st.lists(decided(), max_size=2)) for part in each),
    ]


@st.composite
def institutional_claims(draw: st.DrawFn) -> Segments:
    """An institutional claim that is laid out rightly, with values right and wrong."""
    others = draw(st.lists(other_payer(), max_size=2))
    lines = [draw(_institutional_line(number)) for number in range(1, draw(st.integers(0, 3)) + 1)]
    admission = draw(st.sampled_from(["DT*202605041230", "D8*20260504", "DT*2026050412", "D8*"]))
    bill = draw(st.sampled_from(["11:A:1", "13:A:7", "11", ":A:1", "21:A"]))
    return [
        f"CLM*{draw(TEXTS)}*{draw(AMOUNTS)}***{bill}**A*Y*Y***********1",
        *draw(some("DTP*096*TM*1430", "DTP*096*TM*14", "DTP*096*D8*20260504", most=1)),
        f"DTP*434*{draw(PERIODS)}",
        *draw(some(f"DTP*435*{admission}", "DTP*050*D8*20260504", "DTP*434*RD8*20260101-20260102")),
        *draw(some("CL1*1*7*30", "CL1", "CL1*3**01", most=1)),
        *draw(some("PWK*OZ*BM***AC*1", f"AMT*F3*{draw(AMOUNTS)}", "REF*LU*ca", "REF*F8*X", "REF*G4*1", "REF*LX*1")),
        *draw(some("K3*STATE DATA", "NTE*ADD*a note", "NTE*DGN*another", "CRC*ZZ*Y*av*NU")),
        *draw(_CODES),
        *draw(some(f"HCP*02*{draw(AMOUNTS)}", most=1)),
        *draw(names_of("71", "72", "ZZ", "82", "77", "DN")),
        *(segment for other in others for segment in _with_remarks(other, "MIA*4**1*2*MA01", "MOA***ma01**N2")),
        *(segment for line in lines for segment in line),
    ]


def _with_remarks(other: Segments, *remarks: str) -> Segments:
    """Another payer with its remarks, behind what it says of benefits."""
    at = next((number for number, segment in enumerate(other) if segment.startswith("NM1")), len(other))
    return [*other[:at], *remarks, *other[at:]]


@st.composite
def _dental_line(draw: st.DrawFn, number: int) -> Segments:
    procedure = draw(st.sampled_from(["AD:D2150", "AD:D9999:::::A NOTE", "AD", ""]))
    area = draw(st.sampled_from(["", "10", "10:20:", ":"]))
    pointers = draw(st.sampled_from(["1", "1:2", "", "A", "9"]))
    prosthesis, place = draw(st.sampled_from(["", "I", "r"])), draw(st.sampled_from(["", "22"]))
    charge, units = draw(AMOUNTS), draw(AMOUNTS)
    return [
        draw(st.sampled_from([f"LX*{number}", "LX*A", "LX"])),
        f"SV3*{procedure}*{charge}*{place}*{area}*{prosthesis}*{units}*****{pointers}",
        *draw(some("TOO*JP*12*M:o", "TOO*JP*A", "TOO*ZZ*1*M", "TOO*JP**L", "TOO")),
        *draw(dates_of("472", "441", "452", "446", "196", "198")),
        *draw(some("REF*6R*L1", "REF*G1*P1", "REF*9F*2", f"AMT*T*{draw(AMOUNTS)}", "K3*X")),
        *draw(names_of("82", "DD", "DQ", "77")),
        *(part for each in draw(st.lists(decided(), max_size=2)) for part in each),
    ]


@st.composite
def dental_claims(draw: st.DrawFn) -> Segments:
    """A dental claim that is laid out rightly, with values right and wrong."""
    others = draw(st.lists(other_payer(), max_size=2))
    lines = [draw(_dental_line(number)) for number in range(1, draw(st.integers(0, 3)) + 1)]
    place = draw(st.sampled_from(["11:B:1", "11", "", ":B:7"]))
    causes = draw(st.sampled_from(["", "AA:::ca", "OA"]))
    return [
        f"CLM*{draw(TEXTS)}*{draw(AMOUNTS)}***{place}*Y*A*Y*I**{causes}*03*******{draw(st.sampled_from(['', 'PB']))}",
        *draw(dates_of("439", "452", "472")),
        *draw(some(f"DN1*{draw(AMOUNTS)}*12", "DN1", most=1)),
        *draw(some("DN2*5*M****JP", "DN2*a*e", "DN2", most=3)),
        *draw(some("PWK*RB*EL***AC*1", f"AMT*F5*{draw(AMOUNTS)}", "REF*G3*1", "REF*F8*X", "NTE*ADD*a note", most=3)),
        *draw(some("HI*ABK:K02.9*ABF:k047", "HI*TQ:1*BP:2*BG:3", "HI*BK*5210", "HI*ABJ:K0", most=2)),
        *draw(names_of("DN", "P3", "82", "77", "DD", "DQ")),
        *(segment for other in others for segment in other),
        *(segment for line in lines for segment in line),
    ]
