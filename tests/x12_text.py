"""Makes the text of 837 files: sound envelopes around segments, and 837P claims of every shape.

Segments are written with `*` and `:`; `file_of` puts in other separators and counts the trailers.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

Segments = list[str]

HEADER: Segments = [
    "BHT*0019*00*0123*20260504*1023*CH",
    "NM1*41*2*SUBMITTER*****46*TGJ23",
    "PER*IC*JERRY*TE*3055552222",
    "NM1*40*2*RECEIVER*****46*66783JJT",
]
BILLING: Segments = [
    "PRV*BI*PXC*203BF0100Y",
    "NM1*85*2*CLINIC*****XX*1912301953",
    "N3*234 SEAWAY ST",
    "N4*MIAMI*FL*331110000",
    "REF*EI*587654321",
]
SUBSCRIBER: Segments = [
    "SBR*P*18*2222-SJ******CI",
    "NM1*IL*1*SAMPLE*JANE****MI*JS00111223333",
    "DMG*D8*19430501*F",
    "NM1*PR*2*KEY INSURANCE*****PI*99999",
]
PATIENT: Segments = ["PAT*19", "NM1*QC*1*SAMPLE*TED", "N3*236 N MAIN ST", "N4*MIAMI*FL*33413", "DMG*D8*19730501*M"]
CLAIM: Segments = ["CLM*A1*100***11:B:1*Y*A*Y*I", "HI*ABK:E119*ABF:I10"]
LINE: Segments = ["LX*1", "SV1*HC:99213*100*UN*1***1:2", "DTP*472*D8*20260504"]

GUIDES = {"837P": "005010X222A1", "837I": "005010X223A2", "837D": "005010X224A2"}

STAY: Segments = [
    "CLM*A1*3200***11:A:1**A*Y*I",
    "DTP*096*TM*1100",
    "DTP*434*RD8*20260501-20260504",
    "DTP*435*DT*202605010830",
    "CL1*3*1*01",
    "HI*ABK:J189:::::::Y",
    "NM1*71*1*DOE*JANE****XX*1912301953",
]
STAY_LINES: Segments = ["LX*1", "SV2*0120**3000*DA*3", "LX*2", "SV2*0250**200*UN*1"]
CHECK_UP: Segments = ["CLM*A1*60***11:B:1*Y*A*Y*I"]
DENTAL_LINE: Segments = ["LX*1", "SV3*AD:D0120*60****1", "DTP*472*D8*20260504"]


def transaction(
    *families: Sequence[Segments], header: Segments = HEADER, control: str = "0001", claim_type: str = "837P"
) -> Segments:
    """ST to SE; each family is a billing provider's own segments and then those of each level below.

    A level's segments begin with `22` or `23`, what HL03 says; HL numbers and parents are put in.
    """
    found = [f"ST*837*{control}*{GUIDES[claim_type]}", *header]
    number = 0
    for billing, *below in families:
        number += 1
        top = subscriber = number
        found += [f"HL*{number}**20*1", *billing]
        for level, *segments in below:
            number += 1
            parent = top if level == "22" else subscriber
            subscriber = number if level == "22" else subscriber
            found += [f"HL*{number}*{parent}*{level}*0", *segments]
    return [*found, f"SE*{len(found) + 1}*{control}"]


def simple(
    count: int = 1, *, line: Segments = LINE, claim: Segments = CLAIM, claim_type: str = "837P", control: str = "0001"
) -> Segments:
    """A transaction of some claims, each under a subscriber of its own."""
    levels = (["22", *SUBSCRIBER, *claim, *line] for _ in range(count))
    return transaction([BILLING, *levels], control=control, claim_type=claim_type)


def institutional(
    count: int = 1, *, lines: Segments = STAY_LINES, claim: Segments = STAY, control: str = "0001"
) -> Segments:
    """A transaction of some hospital stays."""
    return simple(count, line=lines, claim=claim, claim_type="837I", control=control)


def dental(
    count: int = 1, *, lines: Segments = DENTAL_LINE, claim: Segments = CHECK_UP, control: str = "0001"
) -> Segments:
    """A transaction of some dental check-ups."""
    return simple(count, line=lines, claim=claim, claim_type="837D", control=control)


def interchange(*transactions: Segments, control: str = "000000905", repetition: str = "^") -> Segments:
    """ISA to IEA around one group of transactions, which names the guide of the first."""
    guide = next((segment.split("*")[3] for one in transactions for segment in one[:1]), GUIDES["837P"])
    isa = (
        f"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260504*1253*{repetition}*00501"
        f"*{control}*0*T*:"
    )
    return [
        isa,
        f"GS*HC*SENDER*RECEIVER*20260504*0802*1*X*{guide}",
        *(segment for one in transactions for segment in one),
        f"GE*{len(transactions)}*1",
        f"IEA*1*{control}",
    ]


def text_of(
    segments: Segments, element: str = "*", component: str = ":", terminator: str = "~", ends: str = "\n"
) -> str:
    """Segments as text with the separators asked for, and `ends` after each terminator."""
    swapped = str.maketrans({"*": element, ":": component})
    return "".join(segment.translate(swapped) + terminator + ends for segment in segments)


def file_of(*transactions: Segments) -> str:
    """One sound file in the usual separators."""
    return text_of(interchange(*transactions))


def some(*options: str, most: int = 2) -> st.SearchStrategy[Segments]:
    return st.lists(st.sampled_from(options), max_size=most)


AMOUNTS = st.sampled_from(
    ["100", "12.5", ".5", "-3", "7.50000", "1.005", "abc", "", "100.", "000123.40", "-.25", "1E2"]
)
_DAYS = st.sampled_from(["20260504", "20240229", "20230229", "2026054", "20261301", "", "00000101", "20260504 "])
PERIODS = st.one_of(
    _DAYS.map(lambda day: f"D8*{day}"),
    st.tuples(_DAYS, _DAYS).map(lambda days: f"RD8*{days[0]}-{days[1]}"),
    st.sampled_from(["DT*202605041230", "D8*", "RD8*20260501"]),
)
TEXTS = st.sampled_from(["A1", "lower case", " padded ", "", "A LONGER TEXT THAN A VIEW HOLDS", "É", "1", "01"])


@st.composite
def dates_of(draw: st.DrawFn, *qualifiers: str) -> Segments:
    chosen = draw(st.lists(st.sampled_from(qualifiers), max_size=3))
    return [f"DTP*{qualifier}*{draw(PERIODS)}" for qualifier in chosen]


@st.composite
def _name(draw: st.DrawFn, code: str) -> Segments:
    kind = draw(st.sampled_from(["XX*1912301953", "24*587654321", "XX*", "*", "xx*1912301953"]))
    name = f"NM1*{code}*{draw(st.sampled_from('12 '))}*{draw(TEXTS)}*{draw(TEXTS)}****{kind}"
    return [
        name,
        *draw(some("PRV*PE*PXC*208D00000X", "REF*0B*123", "PRV*PE*ZZ*1", "N3*1 MAIN ST*SUITE 2", "N4*X*fl*1")),
    ]


@st.composite
def names_of(draw: st.DrawFn, *codes: str) -> Segments:
    return [part for code in draw(st.lists(st.sampled_from(codes), max_size=3)) for part in draw(_name(code))]


@st.composite
def adjusted(draw: st.DrawFn) -> Segments:
    amount = draw(AMOUNTS)
    return draw(
        some("CAS*CO*45*3.00", f"CAS*PR*1*{amount}**2*15.00", "CAS*co*1*1**2*2**3*3**4*4**5*5**6*6", "CAS*OA", most=3)
    )


@st.composite
def other_payer(draw: st.DrawFn) -> Segments:
    return [
        f"SBR*{draw(st.sampled_from('PST'))}*01*{draw(TEXTS)}******MB",
        *draw(adjusted()),
        *draw(some(f"AMT*D*{draw(AMOUNTS)}", f"AMT*EAF*{draw(AMOUNTS)}", "AMT*A8*1")),
        *draw(some("OI***Y*P**Y", most=1)),
        *draw(st.sampled_from([[], ["NM1*IL*1*OTHER*JACK****MI*T55"], ["NM1*IL*1*OTHER", "N3*1 MAIN ST"]])),
        *draw(st.sampled_from([[], ["NM1*PR*2*OTHER PAYER*****PI*59999", "REF*F8*77"]])),
        *draw(st.sampled_from([[], ["NM1*PR*2*OTHER", f"DTP*573*{draw(PERIODS)}"], ["NM1*82*1", "REF*G2*1"]])),
    ]


@st.composite
def _line(draw: st.DrawFn, number: int) -> Segments:
    procedure = draw(
        st.sampled_from(["HC:99213", "HC:99213:25:59", "HC:J1550::59:::X", "HC", "", "HC:99213:::::A NOTE"])
    )
    pointers = draw(st.sampled_from(["1", "1:2", "2:1:9", "", "A", "1::2", "01"]))
    service = (
        f"SV1*{procedure}*{draw(AMOUNTS)}*UN*{draw(AMOUNTS)}*{draw(st.sampled_from(['', '11', '02']))}**{pointers}**Y"
    )
    return [
        draw(st.sampled_from([f"LX*{number}", "LX*A", "LX"])),
        service,
        *draw(some("SV5*HC:E0431*DA*30*59.14*100*1", "CR3*R*MO*99.00", "CR1*LB*275.00**A*DH*21.5", most=1)),
        *draw(dates_of("472", "304", "607", "738", "739")),
        *draw(some("QTY*PT*2", f"QTY*FL*{draw(AMOUNTS)}", "REF*6R*L1", "REF*G1*P1*extra", "REF*X4*12d", "AMT*T*3.37")),
        *draw(some("NTE*ADD*line note", "NTE*DCP*other note", "PS1*X*12.5")),
        *draw(
            st.sampled_from([[], ["LIN**N4*00026063512", "CTP****10.5*ML:X"], ["LIN**XX*1"], ["LIN**n4*2", "REF*VY*3"]])
        ),
        *draw(names_of("82", "QB", "77", "DQ", "DK", "DN", "P3", "PW", "45")),
        *(part for each in draw(st.lists(decided(), max_size=2)) for part in each),
        *draw(some("LQ*UT*04.03", most=1)),
    ]


@st.composite
def decided(draw: st.DrawFn) -> Segments:
    return [
        f"SVD*59999*{draw(AMOUNTS)}*HC:99213:25**{draw(AMOUNTS)}",
        *draw(adjusted()),
        *draw(dates_of("573")),
        *draw(some(f"AMT*EAF*{draw(AMOUNTS)}", most=1)),
    ]


@st.composite
def claims(draw: st.DrawFn) -> Segments:
    """A claim of any shape that is laid out rightly, with values right and wrong."""
    place = draw(st.sampled_from(["11:B:1", "11", "", ":B:7", "12:B:8:X"]))
    diagnoses = some(
        "HI*ABK:E11.9*ABF:i10",
        "HI*BK*8901*BF*87200*BF:5559",
        "HI*BP:27447",
        "HI*ABF:",
        "HI*ZZ:1*ABK:A**ABF:B",
        "HI",
        most=3,
    )
    others = draw(st.lists(other_payer(), max_size=2))
    lines = [draw(_line(number)) for number in range(1, draw(st.integers(0, 3)) + 1)]
    causes = draw(st.sampled_from(["", "AA:::ca", "EM:oa", "::"]))
    return [
        f"CLM*{draw(TEXTS)}*{draw(AMOUNTS)}***{place}*Y*A*Y*I*P*{causes}",
        *draw(dates_of("431", "454", "314", "360", "361", "435", "096")),
        *draw(some(f"AMT*F5*{draw(AMOUNTS)}", "REF*G1*1", "REF*F8*X", "REF*G1*2", "NTE*ADD*a note", most=4)),
        *draw(some("CR1*LB*275.00**A*DH*21.00****X", "CR1*KG*1**B*XX*2", "CR2********A", most=1)),
        *draw(some("CRC*07*Y*04*06*09", "CRC*07*N*05", "CRC*75*Y*IH", "CRC*ZZ*Y*av*NU", "CRC*ZZ*N", most=3)),
        *draw(diagnoses),
        *draw(names_of("DN", "P3", "82", "77", "DQ", "PW", "45")),
        *(segment for other in others for segment in other),
        *(segment for line in lines for segment in line),
    ]


@st.composite
def transactions(draw: st.DrawFn, one: st.SearchStrategy[Segments] | None = None, claim_type: str = "837P") -> Segments:
    """A sound transaction of a few claims under subscribers and patients; `one` makes a claim of the type."""
    several = st.lists(claims() if one is None else one, max_size=2)
    families = []
    for _ in range(draw(st.integers(1, 2))):
        levels: list[Segments] = []
        for _ in range(draw(st.integers(1, 2))):
            own = [part for claim in draw(several) for part in claim]
            levels.append(["22", *SUBSCRIBER, *draw(some("REF*G2*123", "N3*1 PAYER ST", most=1)), *own])
            for _ in range(draw(st.integers(0, 2))):
                under = [part for claim in draw(several) for part in claim]
                levels.append(["23", *PATIENT, *under])
        contacts = draw(some("PER*IC*A*TE*1", "PER*IC*A*EM*x"))
        billing = [*BILLING, *contacts, *draw(some("NM1*87*2", most=1))]
        families.append([billing, *levels])
    return transaction(*families, claim_type=claim_type)
