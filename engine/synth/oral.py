"""Scenes of dental claims: oral surgery, accidents, estimates, and claims with a history."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from .draft import Adjudication, Draft, OtherPayer
from .parties import PAYERS
from .stage import Stage
from .teeth import chair_line, crown, dental_claim, filling

_WISDOM: Final = ("1", "16", "17", "32")


def impacted(stage: Stage) -> Draft:
    """Wisdom teeth cut out under sedation, in the office or in a surgery center, on a referral."""
    draws = stage.draws
    day = stage.day()
    teeth = sorted(draws.some(_WISDOM, draws.pick((2, 4))), key=int)
    lines = [chair_line("D7240", day, teeth=((tooth, ""),), pointers="1") for tooth in teeth]
    lines.append(chair_line("D9223", day, units=draws.between(2, 4), pointers="1"))
    claim = dental_claim(
        stage, lines, ages=(18, 30), practices=stage.cast.oral_surgery, diagnoses=("K011",)
    )  # fmt: skip
    claim.referring = draws.pick(draws.pick(stage.cast.dental).people)
    if draws.chance(0.3):
        lines[-1].rendering = draws.pick(stage.cast.dental_assistants)  # who watched over the sedation
    if draws.chance(0.4):
        claim.place = "24"
        claim.facility = draws.pick(stage.cast.surgery_centers)
        claim.at_chair.assistant = draws.pick(stage.cast.dental_assistants)
    return claim


def accident(stage: Stage) -> Draft:
    """A tooth broken in a fall."""
    draws = stage.draws
    day = stage.day()
    tooth = draws.pick(("8", "9"))
    lines = [
        chair_line("D0140", day, pointers="1"), chair_line("D0220", day, teeth=((tooth, ""),), pointers="1"),
        chair_line("D2331", day, teeth=((tooth, "MI"),), pointers="1"),
    ]  # fmt: skip
    claim = dental_claim(stage, lines, ages=(8, 40), diagnoses=("S025XXA", "W010XXA"))
    claim.causes = ("OA",)
    claim.dates["439"] = day - timedelta(days=draws.between(0, 3))
    return claim


def estimate(stage: Stage) -> Draft:
    """A crown that is asked about before it is made: nothing was done, so no day is said."""
    claim = crown(stage)
    claim.at_chair.predetermination = True
    for line in claim.lines:
        line.day = None
    return claim


def replacement(stage: Stage) -> Draft:
    """A replacement, or now and then a void, of a claim the plan has on file."""
    claim = filling(stage)
    claim.frequency = "8" if stage.draws.chance(0.2) else "7"
    claim.references["F8"] = f"{claim.payer.id}{stage.draws.digits(10)}"
    return claim


def after_other(stage: Stage) -> Draft:
    """A claim to the second of two plans, after the first decided on each line."""
    draws = stage.draws
    day = stage.day(days_after=30)
    lines = [chair_line("D0120", day), chair_line("D1110", day), chair_line("D0274", day)]
    claim = dental_claim(stage, lines[: draws.between(2, 3)], payer="SYND2")
    payer = PAYERS["SYND1"]
    decided = draws.day(day + timedelta(days=10), day + timedelta(days=28))
    for line in claim.lines:
        contract, share = line.charge // 5, line.charge // 10
        adjustments = [("CO", "45", contract), ("PR", "2", share)]
        line.adjudications = [Adjudication(payer.id, line.charge - contract - share, adjustments, decided)]
    paid = sum(one.paid for line in claim.lines for one in line.adjudications)
    claim.responsibility = "S"
    claim.other_payers = [OtherPayer(payer, "P", stage.member_id(payer), claim.subscriber, paid)]
    return claim
