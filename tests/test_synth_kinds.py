"""A kind of error changes what is sent, in each of its scenes, also where its rule is still to be written."""

from datetime import date

import pytest

from engine.synth import (
    AWAITED,
    CATALOGUE,
    FIRST_DAY,
    TYPES,
    ClaimType,
    Defect,
    dental,
    institutional,
    professional,
    segments,
)
from engine.synth.draft import Draft
from engine.synth.draws import Draws
from engine.synth.parties import Cast
from engine.synth.scenes import SCENES, Scene
from engine.synth.stage import Stage
from engine.synth.visits import newborn

BODIES = {"837P": professional.body, "837I": institutional.body, "837D": dental.body}


def stage(seed: int) -> Stage:
    draws = Draws(seed)
    return Stage(draws, Cast(draws, Draws(seed, 1)), FIRST_DAY, date(2026, 5, 4))


def drafted(scene: Scene, seed: int) -> Draft:
    draft = scene(stage(seed))
    draft.claim_id = "SYN-1"
    for number, line in enumerate(draft.lines, start=1):
        line.control = f"SYN-1-{number}"
    return draft


def written(draft: Draft) -> str:
    above = segments.billing(draft.billing) + segments.subscriber(draft) + segments.patient(draft)
    return above + BODIES[draft.type](draft)


@pytest.mark.parametrize("defect", [*CATALOGUE, *AWAITED], ids=lambda defect: defect.kind)
def test_an_error_changes_what_is_sent_in_each_of_its_scenes(defect: Defect) -> None:
    for scene in defect.scenes:
        for seed in range(6):
            wrong = drafted(scene, seed)
            line = defect.spoil(wrong, stage(seed))
            assert written(wrong) != written(drafted(scene, seed)), scene.__name__
            assert line is None or 1 <= line <= len(wrong.lines)


@pytest.mark.parametrize("claim_type", TYPES)
def test_a_scene_makes_claims_of_its_type(claim_type: ClaimType) -> None:
    for scene in SCENES[claim_type]:
        assert drafted(scene, 5).type == claim_type, scene.__name__


def test_a_kind_says_of_which_types_it_is_by_its_scenes() -> None:
    types = {name for name in TYPES for defect in CATALOGUE if defect.scenes_of(name)}
    assert types == set(TYPES)
    assert all(any(defect.scenes_of(name) for name in TYPES) for defect in [*CATALOGUE, *AWAITED])


def test_no_two_newborn_of_a_batch_are_one_patient() -> None:
    shared = stage(3)
    born = [newborn(shared).treated for _ in range(800)]
    assert len({(who.last, who.first, who.born) for who in born}) == len(born)
    assert any("-" in who.last for who in born), "nobody would have been taken for another: draw more"
