"""Scenes of made-up claims: visits in offices, at home by video, and in institutions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from .draft import Draft
from .parties import Provider
from .stage import Stage

_EVERYDAY: Final = (
    "J069",
    "I10",
    "E119",
    "E785",
    "M5450",
    "R519",
    "N390",
    "K219",
    "J029",
    "F411",
    "E039",
    "R059",
    "L309",
)
_OFFICE_TESTS: Final = ("80053", "80061", "83036", "85025", "84443")
_INPATIENT: Final = ("J189", "I5033", "N179", "A419", "J441", "K5720")


def office(stage: Stage) -> Draft:
    """A visit to family or internal medicine, with a test now and then."""
    draws = stage.draws
    day = stage.day()
    practice = draws.pick([*stage.cast.family, *stage.cast.internal])
    codes = draws.some(_EVERYDAY, draws.between(1, 4))
    visit = stage.line(draws.pick(("99202", "99203", "99212", "99213", "99213", "99214")), day)
    visit.pointers = tuple("1234"[: len(codes)])
    claim = stage.claim(practice, "11", codes, [visit])
    if draws.chance(0.3):
        codes[0] = "J029"
        codes[1:] = [code for code in codes[1:] if code != "J029"]
        visit.pointers = tuple("1234"[: len(codes)])
        visit.modifiers = ("25",)
        test = stage.line("87880", day, "QW")
        test.ordering = _ordering(claim)
        claim.lines.append(test)
        claim.references["X4"] = practice.clia
    elif draws.chance(0.4):
        visit.modifiers = ("25",)
        claim.lines += [stage.line(code, day) for code in ("36415", *draws.some(_OFFICE_TESTS, draws.between(1, 2)))]
        claim.references["X4"] = practice.clia
        for test in claim.lines[2:]:
            test.ordering = _ordering(claim)
    if draws.chance(0.3):
        claim.dates["431"] = day - timedelta(days=draws.between(1, 20))
    if draws.chance(0.15):
        claim.patient_paid = 20_00
    return claim


def _ordering(claim: Draft) -> Provider | None:
    """Who ordered a test: for Medicare said even where it is who rendered the visit."""
    return claim.rendering if claim.payer.indicator == "MB" else None  # IOM 100-04, chapter 26, section 10.4, item 17


def solo(stage: Stage) -> Draft:
    """A visit to somebody who bills under their own name; no other rendering provider is sent."""
    day = stage.day()
    codes = stage.draws.some(_EVERYDAY, 2)
    visit = stage.line(stage.draws.pick(("99213", "99214", "99203")), day, pointers="12")
    return stage.claim(stage.draws.pick(stage.cast.solo), "11", codes, [visit])


def checkup(stage: Stage) -> Draft:
    """A preventive visit of an adult, insured by a plan that has one."""
    day = stage.day()
    code, ages = stage.draws.pick((("99395", (19, 38)), ("99396", (40, 63))))
    practice = stage.draws.pick(stage.cast.family)
    return stage.claim(practice, "11", ["Z0000"], [stage.line(code, day)], ages=ages)


def well_child(stage: Stage) -> Draft:
    """A preventive visit of a child, with a vaccine."""
    draws = stage.draws
    day = stage.day()
    code, ages = draws.pick((("99391", (0, 0)), ("99392", (1, 4)), ("99393", (5, 11)), ("99394", (12, 17))))
    born = day - timedelta(days=draws.between(60, 300)) if ages == (0, 0) else None
    lines = [stage.line(code, day)]
    codes = ["Z00129"]
    if code != "99391":
        lines[0].modifiers = ("25",)
        codes.append("Z23")
        lines += [stage.line("90460", day, pointers="2"), stage.line(draws.pick(("90707", "90656")), day, pointers="2")]
    return stage.claim(draws.pick(stage.cast.pediatric), "11", codes, lines, ages=ages, born=born)


def newborn(stage: Stage) -> Draft:
    """A newborn's first days in the hospital, under a parent's plan."""
    draws = stage.draws
    born = stage.day(days_after=3)
    lines = [stage.line("99460", born), stage.line("99462", born + timedelta(days=1))]
    lines.append(stage.line("99238", born + timedelta(days=2)))
    claim = stage.claim(
        draws.pick(stage.cast.pediatric), "21", ["Z3800"], lines, born=born, payer=draws.pick(("SYNC1", "SYNBL"))
    )
    claim.facility = draws.pick(stage.cast.hospitals)
    claim.dates["435"] = born
    return claim


def ultrasound(stage: Stage) -> Draft:
    """An ultrasound halfway through a pregnancy."""
    day = stage.day()
    practice = stage.draws.pick(stage.cast.obstetric)
    scan = stage.line("76805", day, pointers="12")
    claim = stage.claim(practice, "11", ["Z3482", "Z3A20"], [scan], ages=(19, 39), sex="F")
    claim.dates["484"] = day - timedelta(weeks=20)
    return claim


def delivery(stage: Stage) -> Draft:
    """A delivery in the hospital, with the care before and after it."""
    draws = stage.draws
    day = stage.day()
    birth = stage.line("59400", day, pointers="123")
    claim = stage.claim(
        draws.pick(stage.cast.obstetric), "21", ["O80", "Z370", "Z3A39"], [birth], ages=(19, 39), sex="F"
    )
    claim.facility = draws.pick(stage.cast.hospitals)
    claim.dates |= {"484": day - timedelta(weeks=39), "435": day - timedelta(days=draws.between(0, 1))}
    return claim


def telehealth(stage: Stage) -> Draft:
    """A visit by video, the patient at home or elsewhere."""
    draws = stage.draws
    day = stage.day()
    visit = stage.line(draws.pick(("99213", "99214")), day, "95")
    practice = draws.pick([*stage.cast.family, *stage.cast.internal])
    return stage.claim(practice, draws.pick(("02", "10", "10")), [draws.pick(("F411", "I10", "E119", "J069"))], [visit])


def inpatient(stage: Stage) -> Draft:
    """A hospitalist's admission, daily visits and discharge."""
    draws = stage.draws
    nights = draws.between(1, 3)
    first = stage.day(days_after=nights)
    lines = [stage.line(draws.pick(("99222", "99223")), first)]
    lines += [stage.line("99232", first + timedelta(days=night)) for night in range(1, nights)]
    lines.append(stage.line(draws.pick(("99238", "99239")), first + timedelta(days=nights)))
    claim = stage.claim(draws.pick(stage.cast.hospitalists), "21", draws.some(_INPATIENT, 2), lines, ages=(40, 88))
    claim.facility = draws.pick(stage.cast.hospitals)
    claim.dates["435"] = first
    if nights > 1:
        claim.dates["096"] = first + timedelta(days=nights)
    return claim


def emergency(stage: Stage) -> Draft:
    """An emergency department visit with the reading of an electrocardiogram."""
    draws = stage.draws
    day = stage.day()
    lines = [stage.line(draws.pick(("99283", "99284", "99285")), day, "25"), stage.line("93010", day)]
    claim = stage.claim(
        draws.pick(stage.cast.emergency), "23", [draws.pick(("R079", "R55", "R0602"))], lines, ages=(25, 88)
    )
    claim.facility = draws.pick(stage.cast.hospitals)
    return claim


def nursing_facility(stage: Stage) -> Draft:
    """A visit to somebody in a skilled nursing or a nursing facility."""
    draws = stage.draws
    visit = stage.line(draws.pick(("99308", "99309")), stage.day(), pointers="12")
    practice = draws.pick(stage.cast.internal)
    claim = stage.claim(practice, draws.pick(("31", "32")), ["G309", "I10"], [visit], ages=(67, 88), payer="SYNMB")
    claim.facility = draws.pick(stage.cast.nursing_homes)
    return claim


def fall(stage: Stage) -> Draft:
    """A cut from a fall at home, sewn in the emergency department: an accident nobody else pays for."""
    draws = stage.draws
    day = stage.day()
    lines = [stage.line("12001", day, pointers="12"), stage.line("99283", day, "25", pointers="12")]
    claim = stage.claim(draws.pick(stage.cast.emergency), "23", ["S61411A", "W010XXA"], lines, ages=(19, 60))
    claim.facility = draws.pick(stage.cast.hospitals)
    return _accident(claim, day, "OA")


def car_accident(stage: Stage) -> Draft:
    """A neck sprained in a car, billed to the insurer of the car."""
    draws = stage.draws
    day = stage.day()
    lines = [stage.line("99203", day, "25", pointers="12"), stage.line("72040", day, pointers="1")]
    codes = ["S134XXA", "V4352XA"]
    claim = stage.claim(draws.pick(stage.cast.orthopedic), "11", codes, lines, ages=(20, 60), payer="SYNAM")
    claim.casualty_number = f"BF{draws.digits(8)}"
    claim.accident_state = claim.billing.address.state if claim.billing.address else ""
    return _accident(claim, day - timedelta(days=draws.between(0, 3)), "AA")


def work_injury(stage: Stage) -> Draft:
    """A strain at work, billed to the compensation fund; the employer stands as the subscriber."""
    draws = stage.draws
    day = stage.day()
    visit = stage.line("99203", day)
    claim = stage.claim(draws.pick(stage.cast.orthopedic), "11", ["S39012A"], [visit], ages=(20, 60), payer="SYNWC")
    claim.patient, claim.relationship = claim.treated, "20"
    claim.subscriber = stage.employer()
    claim.member_id = f"HH{draws.digits(7)}"  # the employer's policy
    claim.casualty_number = f"HH{draws.digits(8)}"
    return _accident(claim, day - timedelta(days=draws.between(0, 3)), "EM")


def _accident(claim: Draft, day: date, cause: str) -> Draft:
    claim.causes = (cause,)
    claim.dates["439"] = day
    return claim
