"""Scenes of institutional claims: outpatients of a hospital, clinics, dialysis, and bills with a history."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from .bills import bill, bill_line, visit_on
from .draft import Adjudication, Draft, OtherPayer
from .parties import PAYERS
from .stage import Stage

_TESTS: Final = (("0300", "36415"), ("0301", "80053"), ("0301", "83036"), ("0305", "85025"), ("0306", "87086"))
_FILMS: Final = (
    ("0320", "72040", "M5450"), ("0324", "71046", "R059"), ("0351", "70450", "R519"), ("0403", "77067", "Z1231"),
)  # fmt: skip
_DRUGS: Final = {"J2405": ("99999010405", "ML"), "J0878": ("99999010506", "UN"), "J9035": ("99999010607", "ML")}


def emergency(stage: Stage) -> Draft:
    """A visit to the emergency room, with the reason that the patient gave."""
    draws = stage.draws
    day = stage.day()
    stay = visit_on(day, priority=draws.pick("12"), status=draws.pick(("01", "01", "01", "07")))
    reason, code = draws.pick((("R079", "I2510"), ("R109", "K5720"), ("R55", "R55"), ("R0602", "J441")))
    lines = [
        bill_line("0450", code=draws.pick(("99283", "99284", "99285")), modifiers=("25",), day=day),
        bill_line("0300", code="36415", day=day),
        bill_line("0301", code="80053", day=day),
        bill_line("0250", 3, day=day),
    ]
    if draws.chance(0.4):
        lines.append(bill_line("0324", code="71046", day=day))
    claim = bill(stage, draws.pick(stage.cast.acute), "131", stay, [code], lines)
    stay.reasons = [reason]
    if draws.chance(0.3):
        claim.rendering = draws.pick([one for one in stage.cast.attending if one != stay.attending])
    if draws.chance(0.2):
        claim.patient_paid = 150_00
    return claim


def laboratory(stage: Stage) -> Draft:
    """Tests of somebody who came for nothing else, referred by a physician."""
    draws = stage.draws
    day = stage.day()
    lines = [bill_line(revenue, code=code, day=day) for revenue, code in draws.some(_TESTS, draws.between(2, 4))]
    codes = draws.some(("E119", "E785", "D649", "N390", "E039"), 2)
    claim = bill(stage, draws.pick(stage.cast.acute), "131", visit_on(day), codes, lines)
    claim.referring = draws.pick(stage.cast.referring)
    return claim


def imaging(stage: Stage) -> Draft:
    """A film, taken in a wing of the hospital that lies elsewhere now and then."""
    draws = stage.draws
    day = stage.day()
    revenue, code, diagnosis = draws.pick(_FILMS)
    sex, ages = ("F", (40, 74)) if code == "77067" else ("", (19, 88))
    film = bill_line(revenue, code=code, day=day)
    claim = bill(
        stage, draws.pick(stage.cast.acute), "131", visit_on(day), [diagnosis], [film], ages=ages, sex=sex
    )  # fmt: skip
    if draws.chance(0.4):
        claim.facility = draws.pick(stage.cast.wings)
    if draws.chance(0.5):
        claim.references["9F"] = f"REF{draws.digits(7)}"
    claim.referring = draws.pick(stage.cast.referring)
    return claim


def surgery(stage: Stage) -> Draft:
    """An operation without a night in the house."""
    draws = stage.draws
    day = stage.day()
    code, diagnosis = draws.pick((("47562", "K8020"), ("45380", "K635"), ("29881", "M23211")))
    surgeon = draws.pick(stage.cast.surgeons)
    operation = bill_line("0360", code=code, modifiers=("RT",) if code == "29881" else (), day=day)
    others = (("0370", 4), ("0272", 6), ("0250", 5), ("0710", 2))
    lines = [operation, *(bill_line(revenue, units, day=day) for revenue, units in others)]
    claim = bill(stage, draws.pick(stage.cast.acute), "131", visit_on(day), [diagnosis], lines, ages=(30, 80))
    claim.in_house.operating = surgeon
    if draws.chance(0.2):
        operation.operating = draws.pick([one for one in stage.cast.surgeons if one != surgeon])
    return claim


def observation(stage: Stage) -> Draft:
    """A night of being watched, by hours, from the emergency room."""
    draws = stage.draws
    first = stage.day(days_after=1)
    stay = visit_on(first, priority="1", last=first + timedelta(days=1))
    lines = [
        bill_line("0450", code="99285", modifiers=("25",), day=first),
        bill_line("0762", draws.between(9, 30), code="G0378", day=first),
        bill_line("0301", code="80053", day=first + timedelta(days=1)),
        bill_line("0250", 8, day=first),
    ]
    lines[1].through = stay.last
    claim = bill(stage, draws.pick(stage.cast.acute), "131", stay, ["R079", "I10"], lines, ages=(35, 88))
    stay.reasons = ["R079"]
    if draws.chance(0.3):
        stay.conditions.append("44")
    return claim


def infusion(stage: Stage) -> Draft:
    """A drug given in the clinic of a hospital, with the code of its package."""
    draws = stage.draws
    day = stage.day()
    code, diagnosis, units = draws.pick((("J2405", "R112", 4), ("J0878", "A419", 350), ("J9035", "C182", 40)))
    drug = bill_line("0636", units, code=code, day=day)
    package, unit = _DRUGS[code]
    drug.drug = (package, str(draws.between(1, 4)), unit)
    visit = bill_line("0510", code="G0463", modifiers=("25",), day=day)
    lines = [visit, bill_line("0260", code="96365", day=day), drug]
    claim = bill(stage, draws.pick(stage.cast.acute), "131", visit_on(day), [diagnosis], lines, ages=(35, 85))
    if claim.payer.indicator == "MA":
        drug.modifiers = ("JZ",)
    return claim


def rural_clinic(stage: Stage) -> Draft:
    """A visit to a rural health clinic."""
    draws = stage.draws
    day = stage.day()
    visit = bill_line("0521", code=draws.pick(("99213", "99214")), modifiers=("CG",), day=day)
    codes = draws.some(("I10", "E119", "J069", "M5450"), 2)
    return bill(stage, draws.pick(stage.cast.rural), "711", visit_on(day), codes, [visit])


def health_center(stage: Stage) -> Draft:
    """A visit to a federally qualified health center: its payment code, and what was done."""
    draws = stage.draws
    day = stage.day()
    payment, visit = draws.pick((("G0466", "99203"), ("G0467", "99213"), ("G0467", "99214")))
    lines = [bill_line("0521", code=payment, day=day), bill_line("0521", code=visit, day=day)]
    claim = bill(stage, draws.pick(stage.cast.community), "771", visit_on(day), ["E119", "I10"], lines)
    claim.rendering = draws.pick([one for one in stage.cast.attending if one != claim.in_house.attending])
    return claim


def dialysis(stage: Stage) -> Draft:
    """A month of dialysis, three times a week, with the weight and height that set its price."""
    draws = stage.draws
    first = stage.day(days_after=27)
    stay = visit_on(first, last=first + timedelta(days=27), status="30")
    days = [first + timedelta(days=week * 7 + at) for week in range(4) for at in (0, 2, 4)]
    lines = [bill_line("0821", code="90999", modifiers=("G3", "V7"), day=day) for day in days]
    claim = bill(
        stage, draws.pick(stage.cast.dialysis), draws.pick(("723", "723", "727")), stay,
        ["N186", "I120", "D631", "Z992"], lines, ages=(45, 88),
    )  # fmt: skip
    stay.values += [("A8", draws.between(5200, 11800)), ("A9", draws.between(15000, 19200)), ("48", 1020), ("D5", 134)]
    stay.occurrences.append(("51", first))
    stay.conditions.append(draws.pick(("71", "74")))
    if claim.frequency == "7":
        _replaces(stage, claim, "D1")
    return claim


def replacement(stage: Stage) -> Draft:
    """A replacement, or now and then a void, of a bill the payer has on file; Medicare is told what changed."""
    draws = stage.draws
    claim = imaging(stage)
    claim.frequency = "8" if draws.chance(0.2) else "7"
    return _replaces(stage, claim, "D6" if claim.frequency == "8" else draws.pick(("D0", "D1", "D9")))


def after_employer(stage: Stage) -> Draft:
    """A bill to Medicare, after the plan of somebody who still works decided on each line."""
    draws = stage.draws
    day = stage.day(days_after=30)
    lines = [bill_line("0510", code="G0463", day=day), bill_line("0301", code="80053", day=day)]
    claim = bill(
        stage, draws.pick(stage.cast.acute), "131", visit_on(day), ["I10"], lines, ages=(66, 70), payer="SYNMB"
    )  # fmt: skip
    payer = PAYERS["SYNC1"]
    decided = draws.day(day + timedelta(days=14), day + timedelta(days=28))
    for line in claim.lines:
        contract, share = line.charge * 3 // 10, line.charge // 10
        adjustments = [("CO", "45", contract), ("PR", "2", share)]
        line.adjudications = [Adjudication(payer.id, line.charge - contract - share, adjustments, decided)]
    paid = sum(one.paid for line in claim.lines for one in line.adjudications)
    claim.responsibility = "S"
    other = OtherPayer(payer, "P", stage.member_id(payer), claim.subscriber, paid)
    other.remark = "MA01" if draws.chance(0.5) else ""
    claim.other_payers = [other]
    claim.in_house.values.append(("12", paid))  # what the plan of a working aged paid
    return claim


def _replaces(stage: Stage, claim: Draft, change: str) -> Draft:
    claim.references["F8"] = f"{claim.payer.id}{stage.draws.digits(10)}"
    if claim.payer.indicator == "MA":
        claim.in_house.conditions.append(change)
    return claim
