"""Scenes of institutional claims: nights in a house, and care at home in periods."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from .bills import bill, bill_line, days_of, inpatient, stay_of
from .draft import Draft, Line, OtherPayer, Stay
from .parties import PAYERS
from .stage import Stage

_MEDICAL: Final = (
    ("193", "R0602", ["J189", "J9601", "I10"]),
    ("291", "R0602", ["I5033", "I509", "E119", "Z794"]),
    ("683", "R109", ["N179", "E1122", "N390"]),
    ("190", "R0602", ["J441", "Z87891"]),
    ("065", "R4182", ["I639", "I10", "I4891", "Z7901"]),
    ("392", "R109", ["K5720", "K219"]),
)
_SURGICAL: Final = (
    ("470", "M1711", ["M1711", "I10", "E785"], ["0SRC0J9"], 2),
    ("470", "M1712", ["M1712", "E119"], ["0SRD0J9"], 2),
    ("419", "R109", ["K8020", "K219"], ["0FT44ZZ"], 1),
    ("343", "R109", ["K3580"], ["0DTJ4ZZ"], 1),
    ("322", "R079", ["I214", "I2510", "E785", "I252"], ["027034Z", "4A023N7", "B2111ZZ"], 2),
)
_ANCILLARY: Final = ("0250", "0258", "0270", "0300", "0301", "0305", "0320", "0420")


def _room(stay: Stay, revenue: str = "0120") -> Line:
    return bill_line(revenue, days_of(stay), unit="DA")


def _ancillaries(stage: Stage, count: int) -> list[Line]:
    return [bill_line(code, stage.draws.between(1, 12)) for code in sorted(stage.draws.some(_ANCILLARY, count))]


def medical(stage: Stage) -> Draft:
    """A stay for an illness, through the emergency room, without surgery."""
    draws = stage.draws
    drg, admitting, codes = draws.pick(_MEDICAL)
    status = draws.pick(("01", "01", "01", "03", "06"))
    stay = stay_of(stage, draws.between(2, 7), priority=draws.pick("12"), origin="1", status=status)
    lines = [_room(stay), *_ancillaries(stage, draws.between(3, 6)), bill_line("0450", code="99285")]
    claim = bill(stage, draws.pick(stage.cast.acute), "111", stay, list(codes), lines, ages=(40, 88))
    if draws.chance(0.1):
        claim.fixed_format = "STATE DATA 01"
    if draws.chance(0.1):
        claim.note = "RECORDS ARE SENT ON REQUEST"
    return inpatient(claim, drg=drg, admitting=admitting)


def surgical(stage: Stage) -> Draft:
    """A stay for an operation that was planned."""
    draws = stage.draws
    drg, admitting, codes, procedures, nights = draws.pick(_SURGICAL)
    stay = stay_of(stage, nights, priority="3", origin=draws.pick("12"), status=draws.pick(("01", "06")))
    lines = [_room(stay, "0110"), *_ancillaries(stage, 3), bill_line("0272", 14), bill_line("0360"), bill_line("0710")]
    if drg == "470":
        lines.append(bill_line("0278"))
    claim = bill(stage, draws.pick(stage.cast.acute), "111", stay, list(codes), lines, ages=(45, 80))
    stay.procedures = [(code, stay.first) for code in procedures]
    stay.operating = draws.pick(stage.cast.surgeons)
    if draws.chance(0.2):
        stay.other_operating = draws.pick([one for one in stage.cast.surgeons if one != stay.operating])
    claim.referring = draws.pick(stage.cast.referring) if draws.chance(0.3) else None
    return inpatient(claim, drg=drg, admitting=admitting)


def intensive(stage: Stage) -> Draft:
    """A stay in intensive care, and then on a ward, with more diagnoses than one segment holds."""
    draws = stage.draws
    stay = stay_of(
        stage, draws.between(6, 12), priority="1", origin=draws.pick("145"), status=draws.pick(("62", "20", "03"))
    )
    in_care = draws.between(2, 4)
    room = bill_line("0120", days_of(stay) - in_care, unit="DA")
    lines = [room, bill_line("0200", in_care, unit="DA"), *_ancillaries(stage, 6), bill_line("0390", 2)]
    codes = [
        "A419", "R6520", "J9601", "J189", "N179", "I5033", "E1122", "I4891", "I2510", "E785", "I10", "K219", "D649",
        "L89153", "Z794", "Z7901", "Z87891",
    ]  # fmt: skip
    claim = bill(stage, draws.pick(stage.cast.acute), "111", stay, codes, lines, ages=(55, 88))
    if stay.status == "20":
        stay.occurrences.append(("55", stay.last))
    stay.procedures = [("5A1945Z", stay.first), ("02HV33Z", stay.first), ("30233N1", stay.first + timedelta(days=1))]
    claim = inpatient(claim, drg="871", admitting="R6520")
    stay.present[codes.index("L89153")] = "N"
    return claim


def fracture(stage: Stage) -> Draft:
    """A hip broken by a fall, set in the hospital; what caused it is said."""
    draws = stage.draws
    stay = stay_of(stage, draws.between(3, 5), priority="1", origin="1", status=draws.pick(("03", "62", "01")))
    lines = [_room(stay), *_ancillaries(stage, 3), bill_line("0360"), bill_line("0450", code="99284")]
    claim = bill(stage, draws.pick(stage.cast.acute), "111", stay, ["S72001A", "I10"], lines, ages=(66, 88))
    stay.external_causes = [("W010XXA", "Y"), ("Y92009", "")]
    stay.occurrences.append(("05", stay.first))
    stay.procedures = [("0QS604Z", stay.first + timedelta(days=1))]
    if draws.chance(0.2):
        claim.attachments = [("DS", "BM", f"DS{draws.digits(8)}")]
    stay.operating = draws.pick(stage.cast.surgeons)
    return inpatient(claim, drg="482", admitting="S72001A")


def delivery(stage: Stage) -> Draft:
    """A birth, seen from the mother."""
    draws = stage.draws
    stay = stay_of(stage, 2, priority=draws.pick("23"), origin="1")
    cut = draws.chance(0.3)
    codes = ["O34211", "Z370", "Z3A39"] if cut else ["O80", "Z370", "Z3A39"]
    lines = [_room(stay), *_ancillaries(stage, 3), bill_line("0360" if cut else "0722")]
    payer = draws.pick(("SYNC1", "SYNBL", "SYNMC", "SYNHM"))
    claim = bill(
        stage, draws.pick(stage.cast.acute), "111", stay, codes, lines, ages=(19, 39), sex="F", payer=payer
    )  # fmt: skip
    stay.procedures = [("10D00Z1" if cut else "10E0XZZ", stay.first)]
    stay.operating = draws.pick(stage.cast.surgeons)
    return inpatient(claim, drg="788" if cut else "807", admitting=codes[0])


def newborn(stage: Stage) -> Draft:
    """The same birth, seen from the child, who is insured with a parent."""
    draws = stage.draws
    stay = stay_of(stage, 2, priority="4", origin="5")
    lines = [_room(stay, "0170"), bill_line("0300", 4), bill_line("0250", 3)]
    payer = draws.pick(("SYNC1", "SYNBL", "SYNHM"))
    claim = bill(
        stage, draws.pick(stage.cast.acute), "111", stay, ["Z3800"], lines, born=stay.first, payer=payer
    )  # fmt: skip
    stay.values.append(("54", draws.between(2600, 4200) * 100))  # grams
    return inpatient(claim, drg="795", admitting="Z3800")


def skilled_nursing(stage: Stage) -> Draft:
    """A month in skilled nursing, the first, a middle or the last one, after a stay in the hospital."""
    draws = stage.draws
    frequency = draws.pick("2341")
    nights = draws.between(12, 28)
    stay = stay_of(stage, nights, priority="3", origin="4", status="30" if frequency in "23" else "01")
    began = stay.first - timedelta(days=30 if frequency in "34" else 0)
    stay.admitted, stay.discharge_hour = datetime.combine(began, time(14, 5)), ""
    days = days_of(stay)
    group = bill_line("0022", days, code=draws.pick(("KAQD1", "NBPE1")), code_list="HP", day=stay.first)
    lines = [group, _room(stay), bill_line("0420", draws.between(8, 20)), bill_line("0430", draws.between(6, 15))]
    claim = bill(
        stage, draws.pick(stage.cast.skilled), f"21{frequency}", stay, ["I69351", "R1310", "I10"], lines,
        ages=(67, 88), payer="SYNMB",
    )  # fmt: skip
    stay.admitting = "I69351"
    stay.spans.append(("70", began - timedelta(days=6), began - timedelta(days=1)))
    stay.occurrences.append(("50", stay.first))
    stay.values.append(("80", days * 100))
    return claim


def home_health(stage: Stage) -> Draft:
    """Thirty days of visits at home, under a payment group, with the place they were made in."""
    draws = stage.draws
    first = stage.day(days_after=29)
    last = first + timedelta(days=29)
    stay = Stay(first, last, "3", "1", "30", first)
    group = bill_line("0023", code=draws.pick(("1AA11", "2CB21")), code_list="HP", day=first)
    visits = [
        bill_line("0551", draws.between(2, 5), code="G0299", day=first + timedelta(days=at)) for at in (0, 4, 11, 18)
    ]
    visits += [
        bill_line("0421", 3, code="G0151", day=first + timedelta(days=at)) for at in draws.some((2, 6, 9, 13, 20), 3)
    ]
    visits.append(bill_line("0571", 4, code="G0156", day=first + timedelta(days=7)))
    claim = bill(
        stage, draws.pick(stage.cast.home_health), "329", stay, ["I872", "I10"], [group, *visits], ages=(67, 88),
        payer="SYNMB",
    )  # fmt: skip
    stay.occurrences.append(("50", first))
    stay.values += [("61", 18140_00), ("85", 39049_00)]  # metropolitan area and county, as numbers with cents
    return claim


def hospice(stage: Stage) -> Draft:
    """A month of hospice, at home or in its own house, one in five to the end."""
    draws = stage.draws
    died = draws.chance(0.2)
    nights = draws.between(8, 27)
    first = stage.day(days_after=nights)
    last = first + timedelta(days=nights)
    began = first - timedelta(days=draws.pick((0, 30)))
    stay = Stay(first, last, "3", "1", "40" if died else "30", began)
    place = draws.pick(("Q5001", "Q5001", "Q5003"))
    days = bill_line("0651", nights + 1, code=place, day=first)
    visits = [
        bill_line("0551", draws.between(2, 4), code="G0299", day=first + timedelta(days=at))
        for at in range(1, nights, 6)
    ]
    ends = "4" if died else "3" if began < first else "2"
    claim = bill(
        stage, draws.pick(stage.cast.hospices), f"{draws.pick(('81', '81', '82'))}{ends}", stay, ["C3490", "G893"],
        [days, *visits], ages=(67, 88), payer="SYNMB",
    )  # fmt: skip
    stay.occurrences.append(("27", began))
    if died:
        stay.occurrences.append(("55", last))
    stay.values.append(("61", 18140_00))
    return claim


def after_medicare(stage: Stage) -> Draft:
    """A stay sent to a supplement after Medicare decided on it as a whole."""
    draws = stage.draws
    stay = stay_of(stage, draws.between(2, 5), priority="1", origin="1", days_after=30)
    lines = [_room(stay), *_ancillaries(stage, 4)]
    claim = bill(stage, draws.pick(stage.cast.acute), "111", stay, ["J189", "I10"], lines, ages=(67, 88), payer="SYNC2")
    claim.patient, claim.subscriber = None, claim.treated
    contract, deductible = claim.charged * 4 // 10, 1_736_00
    claim.responsibility = "S"
    claim.other_payers = [
        OtherPayer(
            PAYERS["SYNMA"], "P", stage.member_id(PAYERS["SYNMB"]), claim.subscriber,
            claim.charged - contract - deductible, [("CO", "45", contract), ("PR", "1", deductible)],
            draws.day(stay.last + timedelta(days=10), stay.last + timedelta(days=25)), remark="MA01",
            covered_days=days_of(stay),
        )
    ]  # fmt: skip
    return inpatient(claim, drg="193", admitting="R0602")
