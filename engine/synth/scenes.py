"""The scenes a batch is made of, and how often each comes up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import Final

from . import oral, outpatients, services, stays, teeth, visits
from .draft import ClaimType, Draft
from .stage import Stage

Scene = Callable[[Stage], Draft]

_PROFESSIONAL: Final[Mapping[Scene, int]] = MappingProxyType(
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

_INSTITUTIONAL: Final[Mapping[Scene, int]] = MappingProxyType(
    {
        stays.medical: 12,
        stays.surgical: 7,
        stays.intensive: 3,
        stays.fracture: 3,
        stays.delivery: 4,
        stays.newborn: 4,
        stays.skilled_nursing: 5,
        stays.home_health: 5,
        stays.hospice: 4,
        stays.after_medicare: 3,
        outpatients.emergency: 12,
        outpatients.laboratory: 10,
        outpatients.imaging: 6,
        outpatients.surgery: 6,
        outpatients.observation: 3,
        outpatients.infusion: 4,
        outpatients.rural_clinic: 4,
        outpatients.health_center: 4,
        outpatients.dialysis: 4,
        outpatients.replacement: 3,
        outpatients.after_employer: 3,
    }
)

_DENTAL: Final[Mapping[Scene, int]] = MappingProxyType(
    {
        teeth.checkup: 20,
        teeth.child: 10,
        teeth.filling: 16,
        teeth.extraction: 7,
        teeth.root_canal: 5,
        teeth.crown: 6,
        teeth.denture: 4,
        teeth.bridge: 2,
        teeth.gums: 6,
        teeth.braces: 4,
        teeth.braces_by_the_month: 3,
        oral.impacted: 4,
        oral.accident: 2,
        oral.estimate: 2,
        oral.replacement: 2,
        oral.after_other: 4,
    }
)

SCENES: Final[Mapping[ClaimType, Mapping[Scene, int]]] = MappingProxyType(
    {"837P": _PROFESSIONAL, "837I": _INSTITUTIONAL, "837D": _DENTAL}
)
"""The scenes of each type of claim, with their weights."""

_UP_TO: Final = {kind: tuple(accumulate(scenes.values())) for kind, scenes in SCENES.items()}


def usual(stage: Stage, kind: ClaimType) -> Scene:
    """A scene of a type of claim, drawn by weight."""
    up_to = _UP_TO[kind]
    at = stage.draws.fraction() * up_to[-1]
    return next(scene for scene, end in zip(SCENES[kind], up_to, strict=True) if at < end)
