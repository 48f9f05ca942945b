"""The scenes a batch is made of, and how often each comes up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import Final

from . import services, visits
from .draft import Draft
from .stage import Stage

Scene = Callable[[Stage], Draft]

SCENES: Final[Mapping[Scene, int]] = MappingProxyType(
    {
        visits.office: 24,
        visits.solo: 8,
        visits.checkup: 6,
        visits.well_child: 8,
        visits.newborn: 3,
        visits.ultrasound: 2,
        visits.delivery: 2,
        visits.telehealth: 6,
        visits.inpatient: 6,
        visits.emergency: 5,
        visits.nursing_facility: 3,
        visits.fall: 2,
        visits.car_accident: 2,
        visits.work_injury: 2,
        services.therapy: 7,
        services.anesthesia: 5,
        services.ambulance: 4,
        services.equipment: 5,
        services.laboratory: 8,
        services.reading: 4,
        services.injection: 5,
        services.joint_injection: 3,
        services.replacement: 3,
        services.after_medicare: 3,
        services.after_employer: 2,
    }
)
"""Each scene with its weight; an office is busiest, as in the batches of a clearinghouse."""

_SCENES: Final = tuple(SCENES)
_UP_TO: Final = tuple(accumulate(SCENES.values()))


def usual(stage: Stage) -> Scene:
    """A scene, drawn by weight."""
    at = stage.draws.fraction() * _UP_TO[-1]
    return next(scene for scene, up_to in zip(_SCENES, _UP_TO, strict=True) if at < up_to)
