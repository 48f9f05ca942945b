"""Scenes of made-up claims: services that are no visit, and claims with a history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from . import people
from .draft import Adjudication, Draft, OtherPayer, Ride
from .parties import PAYERS
from .stage import Stage

_MADE_UP_DRUGS: Final = {"J1885": "99999010102", "J3301": "99999010203", "J0696": "99999010304"}
"""National drug codes of a labeler there is not."""


def therapy(stage: Stage) -> Draft:
    """Physical, occupational or speech therapy, on a referral."""
    draws = stage.draws
    day = stage.day()
    kind = draws.pick(("GP", "GP", "GO", "GN"))
    lines = {
        "GP": [stage.line(c, day, "GP", units=n) for c, n in (("97110", 2), ("97140", 1), ("97530", 1))],
        "GO": [stage.line("97530", day, "GO", units=2), stage.line("97110", day, "GO")],
        "GN": [stage.line("92507", day, "GN")],
    }[kind]
    code = {"GP": "M25561", "GO": "M6281", "GN": "R4701"}[kind]
    claim = stage.claim(draws.pick(stage.cast.therapy), "11", [code], lines, ages=(19, 85))
    claim.referring = draws.pick(stage.cast.referring)
    return claim


def anesthesia(stage: Stage) -> Draft:
    """Anesthesia, by minutes: by a physician alone, one who directs, a directed nurse, or a nurse alone."""
    draws = stage.draws
    day = stage.day()
    modifier = draws.pick(("AA", "QK", "QX", "QZ"))
    practice = draws.pick(stage.cast.anesthesia if modifier in {"AA", "QK"} else stage.cast.nurse_anesthesia)
    code, diagnosis, surgery = draws.pick(
        (("00142", "H2511", "66984"), ("00840", "K8020", "47562"), ("01402", "M1711", "27447"))
    )
    line = stage.line(code, day, modifier, draws.pick(("P1", "P2", "P3")))
    minutes = draws.between(35, 180)
    line.units, line.unit, line.charge = str(minutes), "MJ", line.charge * (minutes // 5)
    place = draws.pick(("22", "24"))
    claim = stage.claim(practice, place, [diagnosis], [line], ages=(30, 85))
    claim.facility = draws.pick(stage.cast.hospitals if place == "22" else stage.cast.surgery_centers)
    claim.anesthesia_procedure = surgery
    return claim


def ambulance(stage: Stage) -> Draft:
    """An emergency transport to a hospital, with its mileage."""
    draws = stage.draws
    day = stage.day()
    service = draws.pick(("A0427", "A0429"))
    origin = draws.pick("RSN")
    miles = draws.between(21, 240)
    mileage = stage.line("A0425", day, f"{origin}H")
    mileage.units, mileage.charge = f"{miles / 10:g}", 180 * miles
    code = draws.pick(("R55", "R079", "R4182"))
    claim = stage.claim(
        draws.pick(stage.cast.ambulance), "41", [code], [stage.line(service, day, f"{origin}H"), mileage]
    )
    hospital = draws.pick(stage.cast.hospitals)
    start = claim.treated.address or people.address(draws)
    end = hospital.address or start
    claim.ride = Ride(draws.between(95, 260), mileage.units, "A", ("01", "09"), start, hospital.last, end)
    return claim


def equipment(stage: Stage) -> Draft:
    """Equipment rented by the month or bought, ordered by a physician, delivered to the home."""
    draws = stage.draws
    day = stage.day()
    code, diagnosis, modifiers = draws.pick(
        (
            ("E0601", "G4733", ("RR", "KH")), ("E0601", "G4733", ("RR", "KJ")), ("K0001", "R2689", ("RR", "KI")),
            ("E0143", "R2689", ("NU",)), ("E0570", "J449", ("NU",)),
        )
    )  # fmt: skip
    line = stage.line(code, day, *modifiers)
    line.ordering = draws.pick(stage.cast.referring)
    return stage.claim(draws.pick(stage.cast.equipment), "12", [diagnosis], [line], ages=(40, 88))


def laboratory(stage: Stage) -> Draft:
    """Tests in an independent laboratory, referred by a physician."""
    draws = stage.draws
    day = stage.day()
    tests = draws.some(("80053", "80061", "83036", "85025", "84443", "87086"), draws.between(2, 4))
    practice = draws.pick(stage.cast.laboratory)
    codes = draws.some(("E119", "E785", "D649", "N390", "E039"), 2)
    claim = stage.claim(practice, "81", codes, [stage.line(test, day, pointers="12") for test in tests])
    claim.referring = draws.pick(stage.cast.referring)
    claim.references["X4"] = practice.clia
    return claim


def reading(stage: Stage) -> Draft:
    """A radiologist's reading of a film taken in the hospital: the professional component."""
    draws = stage.draws
    line = stage.line("71046", stage.day(), "26")
    claim = stage.claim(draws.pick(stage.cast.radiology), "22", [draws.pick(("R059", "J189", "R0602"))], [line])
    claim.facility = draws.pick(stage.cast.hospitals)
    claim.referring = draws.pick(stage.cast.referring)
    return claim


def injection(stage: Stage) -> Draft:
    """A drug given in the office, with the code of its package."""
    draws = stage.draws
    day = stage.day()
    code, diagnosis, units = draws.pick((("J1885", "M5450", 2), ("J0696", "J189", 4)))
    practice = draws.pick(stage.cast.family)
    claim = stage.claim(practice, "11", [diagnosis], [stage.line("99213", day, "25"), stage.line("96372", day)])
    return _drug(stage, claim, code, day, units)


def joint_injection(stage: Stage) -> Draft:
    """An injection into one knee, the side said by modifier and by diagnosis."""
    draws = stage.draws
    day = stage.day()
    side, diagnosis = draws.pick((("RT", "M1711"), ("LT", "M1712")))
    lines = [stage.line("20610", day, side)]
    claim = stage.claim(draws.pick(stage.cast.orthopedic), "11", [diagnosis], lines, ages=(40, 88))
    return _drug(stage, claim, "J3301", day, 4)


def replacement(stage: Stage) -> Draft:
    """A replacement, or now and then a void, of a claim the plan has on file."""
    draws = stage.draws
    day = stage.day()
    visit = stage.line(draws.pick(("99213", "99214")), day)
    payer = draws.pick(("SYNC1", "SYNBL", "SYNHM"))
    claim = stage.claim(
        draws.pick(stage.cast.family), "11", [draws.pick(("J069", "I10"))], [visit], ages=(19, 63), payer=payer
    )
    claim.frequency = "8" if draws.chance(0.2) else "7"
    claim.references["F8"] = f"{claim.payer.id}{draws.digits(10)}"
    return claim


def after_medicare(stage: Stage) -> Draft:
    """A claim to a supplement, after Medicare paid its part of each line."""
    draws = stage.draws
    day = stage.day(days_after=30)
    lines = [stage.line("99214", day, pointers="12")]
    if draws.chance(0.5):
        lines.append(stage.line("36415", day))
    claim = stage.claim(draws.pick(stage.cast.internal), "11", ["E119", "I10"], lines, ages=(67, 88), payer="SYNC2")
    claim.patient, claim.subscriber = None, claim.treated
    return _secondary(stage, claim, "SYNMB", day)


def after_employer(stage: Stage) -> Draft:
    """A claim to Medicare, after the plan of somebody who still works paid."""
    draws = stage.draws
    day = stage.day(days_after=30)
    lines = [stage.line("99213", day)]
    claim = stage.claim(draws.pick(stage.cast.family), "11", ["I10"], lines, ages=(66, 70), payer="SYNMB")
    claim.insurance_type = "12"  # X12: working aged, an employer's group plan pays first
    return _secondary(stage, claim, "SYNC1", day)


def _drug(stage: Stage, claim: Draft, code: str, day: date, units: int) -> Draft:
    modifiers = ("JZ",) if claim.payer.indicator == "MB" else ()
    line = stage.line(code, day, *modifiers, units=units)
    line.drug = (_MADE_UP_DRUGS[code], "1", "ML" if code != "J0696" else "UN")
    claim.lines.append(line)
    return claim


def _secondary(stage: Stage, claim: Draft, first_payer: str, day: date) -> Draft:
    """Let another payer decide each line: contract, patient's share, and the rest paid."""
    payer = PAYERS[first_payer]
    decided = stage.draws.day(day + timedelta(days=14), day + timedelta(days=28))
    for line in claim.lines:
        contract, share = line.charge * 3 // 10, line.charge // 10
        adjustments = [("CO", "45", contract), ("PR", "2", share)]
        line.adjudications = [Adjudication(payer.id, line.charge - contract - share, adjustments, decided)]
    paid = sum(one.paid for line in claim.lines for one in line.adjudications)
    claim.responsibility = "S"
    claim.other_payers = [OtherPayer(payer, "P", stage.member_id(payer), claim.subscriber, paid)]
    return claim
