"""Scenes of dental claims: what is done at the chair of an office."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from .draft import DentalCare, Draft, Line, Teeth
from .parties import Practice
from .stage import Stage

_FEES: Final = {
    "D0120": 58, "D0140": 88, "D0150": 98, "D0220": 32, "D0274": 74, "D0330": 128, "D1110": 104, "D1120": 78,
    "D1206": 42, "D1351": 58, "D2150": 196, "D2330": 178, "D2331": 214, "D2391": 188, "D2392": 242, "D2393": 298,
    "D2740": 1280, "D2930": 268, "D3310": 840, "D3320": 960, "D3330": 1180, "D4341": 268, "D4910": 152, "D5110": 1740,
    "D5120": 1740, "D5213": 1980, "D6240": 1190, "D6750": 1210, "D7140": 186, "D7210": 312, "D7240": 468,
    "D8080": 5400, "D8670": 185, "D9223": 164,
}  # fmt: skip
"""Made-up charges in dollars, for one unit."""

_PLANS: Final = ("SYND1", "SYND1", "SYND2", "SYNMC", "SYNBL")
_BACK: Final = ("2", "3", "4", "5", "12", "13", "14", "15", "18", "19", "20", "21", "28", "29", "30", "31")
_FRONT: Final = ("6", "7", "8", "9", "10", "11", "22", "23", "24", "25", "26", "27")
_MOLARS: Final = ("3", "14", "19", "30")
_PREMOLARS: Final = ("4", "5", "12", "13", "20", "21", "28", "29")
_MILK: Final = tuple("ABIJKLST")
_DECAY: Final = ("K0251", "K0252", "K0261", "K0262")


def chair_line(
    code: str,
    day: date | None,
    *,
    teeth: tuple[tuple[str, str], ...] = (),
    areas: tuple[str, ...] = (),
    units: int = 1,
    pointers: str = "",
) -> Line:
    """A line at the list price, with the teeth and areas it is for."""
    return Line(
        code, _FEES[code] * 100 * units, day, units=str(units), pointers=tuple(pointers), code_list="AD",
        mouth=Teeth(teeth, areas),
    )  # fmt: skip


def dental_claim(
    stage: Stage,
    lines: list[Line],
    *,
    ages: tuple[int, int] = (19, 75),
    diagnoses: tuple[str, ...] = (),
    practices: list[Practice] | None = None,
    payer: str = "",
) -> Draft:
    """A claim of a dental office; diagnoses are sent where a line points to them."""
    draws = stage.draws
    practice = draws.pick(practices or [*stage.cast.dental, *stage.cast.dental, *stage.cast.solo_dental])
    claim = stage.claim(practice, "11", list(diagnoses), lines, ages=ages, payer=payer or draws.pick(_PLANS))
    claim.references.pop("EA", None)
    claim.dental = DentalCare()
    return claim


def _at_once(stage: Stage, claim: Draft) -> Draft:
    """The same claim with its one day said once, or as it was."""
    day = claim.lines[0].day
    if day and stage.draws.chance(0.3):
        claim.dates["472"] = day
        for line in claim.lines:
            line.day = None
    return claim


def checkup(stage: Stage) -> Draft:
    """The half-yearly visit of an adult, with films now and then."""
    draws = stage.draws
    day = stage.day()
    lines = [chair_line(draws.pick(("D0120", "D0120", "D0150")), day), chair_line("D1110", day)]
    if draws.chance(0.5):
        lines.append(chair_line("D0274", day))
    if draws.chance(0.1):
        lines.append(chair_line("D0330", day))
    return _at_once(stage, dental_claim(stage, lines))


def child(stage: Stage) -> Draft:
    """The half-yearly visit of a child: cleaning, varnish, and the molars sealed."""
    draws = stage.draws
    day = stage.day()
    lines = [chair_line("D0120", day), chair_line("D1120", day), chair_line("D1206", day)]
    if draws.chance(0.3):
        lines += [chair_line("D1351", day, teeth=((tooth, "O"),)) for tooth in draws.some(_MOLARS, 2)]
    return _at_once(stage, dental_claim(stage, lines, ages=(7, 13)))


def filling(stage: Stage) -> Draft:
    """One or two fillings, the surfaces as many as the code says."""
    draws = stage.draws
    day = stage.day()
    lines: list[Line] = []
    for _ in range(draws.between(1, 2)):
        code, places, surfaces = draws.pick(
            (
                ("D2391", _BACK, "O"), ("D2392", _BACK, "MO"), ("D2392", _BACK, "DO"), ("D2393", _BACK, "MOD"),
                ("D2150", _BACK, "OB"), ("D2330", _FRONT, "F"), ("D2331", _FRONT, "MF"),
            )
        )  # fmt: skip
        done = {tooth for line in lines for tooth, _ in (line.mouth.teeth if line.mouth else ())}
        tooth = draws.pick([one for one in places if one not in done])
        lines.append(chair_line(code, day, teeth=((tooth, surfaces),), pointers="1"))
    claim = dental_claim(stage, lines, diagnoses=tuple(draws.some(_DECAY, draws.pick((1, 1, 2, 4)))))
    if draws.chance(0.1):
        claim.patient_paid = 40_00
    return claim


def extraction(stage: Stage) -> Draft:
    """A tooth taken out, a milk tooth of a child now and then."""
    draws = stage.draws
    day = stage.day()
    young = draws.chance(0.25)
    tooth = draws.pick(_MILK if young else _BACK)
    code = "D7140" if young else draws.pick(("D7140", "D7210"))
    lines = [chair_line("D0140", day), chair_line("D0220", day, teeth=((tooth, ""),))]
    lines.append(chair_line(code, day, teeth=((tooth, ""),), pointers="1"))
    return dental_claim(stage, lines, ages=(6, 10) if young else (19, 75), diagnoses=("K047",))


def root_canal(stage: Stage) -> Draft:
    """A root canal, with the film that is sent beside the claim."""
    draws = stage.draws
    code, places = draws.pick((("D3310", _FRONT), ("D3320", _PREMOLARS), ("D3330", _MOLARS)))
    line = chair_line(code, stage.day(), teeth=((draws.pick(places), ""),), pointers="1")
    claim = dental_claim(stage, [line], diagnoses=("K0401",))
    claim.attachments = [("RB", "EL", f"FILM{draws.digits(8)}")]
    if draws.chance(0.5):
        claim.references["G1"] = f"AUTH{draws.digits(7)}"
    return claim


def crown(stage: Stage) -> Draft:
    """A crown, the first on its tooth or in place of an old one; teeth for children are of steel."""
    draws = stage.draws
    day = stage.day()
    if draws.chance(0.2):
        lines = [chair_line("D2930", day, teeth=((draws.pick(_MILK), ""),), pointers="1")]
        return dental_claim(stage, lines, ages=(4, 9), diagnoses=("K0252",))
    line = chair_line("D2740", day, teeth=((draws.pick(_BACK), ""),), pointers="12")
    _prosthesis(stage, line, day)
    claim = dental_claim(stage, [line], ages=(25, 75), diagnoses=("K0252", "K0381"))
    claim.attachments = [("RB", draws.pick(("EL", "BM")), f"FILM{draws.digits(8)}")]
    return claim


def _prosthesis(stage: Stage, line: Line, day: date) -> None:
    if line.mouth is None:
        return
    line.mouth.prosthesis = stage.draws.pick("IIR")
    if line.mouth.prosthesis == "R":
        line.mouth.placed_before = day - timedelta(days=stage.draws.between(2200, 5200))


def denture(stage: Stage) -> Draft:
    """A denture, whole for one jaw or in part for some teeth; those missing are told."""
    draws = stage.draws
    day = stage.day()
    code, area = draws.pick((("D5110", "01"), ("D5120", "02"), ("D5213", "01")))
    missing = sorted(draws.some(_BACK[:8], 4), key=int)
    line = chair_line(code, day, areas=(area,), teeth=tuple((one, "") for one in missing) if code == "D5213" else ())
    _prosthesis(stage, line, day)
    claim = dental_claim(stage, [line], ages=(50, 88), diagnoses=("K08409",))
    line.pointers = ("1",)
    if code == "D5213":
        claim.at_chair.tooth_status = [(one, "M") for one in missing]
    return claim


def bridge(stage: Stage) -> Draft:
    """A bridge over a missing tooth, on the two beside it."""
    draws = stage.draws
    day = stage.day()
    middle = draws.pick((4, 13, 20, 29))
    lines = [chair_line("D6240", day, teeth=((str(middle), ""),))]
    lines += [chair_line("D6750", day, teeth=((str(tooth), ""),)) for tooth in (middle - 1, middle + 1)]
    for line in lines:
        _prosthesis(stage, line, day)
    claim = dental_claim(stage, lines, ages=(30, 70), diagnoses=("K08401",))
    claim.at_chair.tooth_status = [(str(middle), "M")]
    return claim


def gums(stage: Stage) -> Draft:
    """Gums treated by quarters of the mouth."""
    draws = stage.draws
    day = stage.day()
    quarters = sorted(draws.some(("10", "20", "30", "40"), draws.pick((2, 4))))
    lines = [chair_line("D4341", day, areas=(quarter,), pointers="1") for quarter in quarters]
    claim = dental_claim(stage, lines, ages=(30, 75), diagnoses=("K05319",))
    claim.attachments = [("P6", "EL", f"CHART{draws.digits(7)}")]
    return _at_once(stage, claim)


def braces(stage: Stage) -> Draft:
    """Braces put on: the plan's months, and the day they were placed."""
    draws = stage.draws
    day = stage.day()
    line = chair_line("D8080", day, areas=("00",))
    claim = dental_claim(stage, [line], ages=(11, 16), practices=stage.cast.orthodontic, diagnoses=("M264",))
    line.pointers = ("1",)
    claim.dates["452"] = day
    claim.at_chair.months = draws.pick((18, 24, 30))
    claim.referring = draws.pick(stage.cast.dental).people[0]
    return claim


def braces_by_the_month(stage: Stage) -> Draft:
    """A month of braces that were put on before, with the months that are left."""
    draws = stage.draws
    day = stage.day()
    claim = dental_claim(stage, [chair_line("D8670", day)], ages=(12, 17), practices=stage.cast.orthodontic)
    gone = draws.between(2, 17)
    claim.dates["452"] = day - timedelta(days=gone * 30)
    claim.at_chair.months, claim.at_chair.months_left = 24, 24 - gone
    return claim
