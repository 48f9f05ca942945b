"""Claims one after the other: which scene comes next, and which error goes into it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import timedelta
from typing import Final, NamedTuple

from . import visits
from .catalogue import CATALOGUE
from .defects import Defect, possible
from .draft import ClaimType, Draft
from .scenes import usual
from .stage import Stage

_FOLLOW_UPS: Final = 0.06  # of the office visits


class Drawn(NamedTuple):
    """A claim, and the error in it with the number of its line; None where there is none."""

    draft: Draft
    defect: Defect | None = None
    line: int | None = None


class Drafter:
    """Draws claims without end; `errors` is the share of them that get an error, the kinds taking turns."""

    def __init__(self, stage: Stage, kind: ClaimType, prefix: str, errors: float, without: Container[str] = ()) -> None:
        self._stage, self._kind, self._prefix, self._errors = stage, kind, prefix, errors
        self._possible = [defect for defect in possible(CATALOGUE, kind) if defect.kind not in without]
        self._kinds: list[Defect] = []
        self._drafted = self._spoiled = 0
        self._phase = stage.draws.fraction()

    def next(self) -> list[Drawn]:
        """A claim with or without an error, or a claim and the visit it followed."""
        draws = self._stage.draws
        # Counted, not drawn, so that a small batch gets its share too.
        if int(self._phase + self._errors * (self._drafted + 1)) > self._spoiled:
            self._spoiled += 1
            if not self._kinds:
                self._kinds = draws.some(self._possible, len(self._possible))
            defect = self._kinds.pop()
            draft = self._named(draws.pick(defect.scenes_of(self._kind))(self._stage))
            return [Drawn(draft, defect, defect.spoil(draft, self._stage))]
        scene = usual(self._stage, self._kind)
        draft = self._named(scene(self._stage))
        if scene is visits.office and draws.chance(_FOLLOW_UPS):
            return [Drawn(draft), Drawn(self._named(self._before(draft)))]
        return [Drawn(draft)]

    def _before(self, draft: Draft) -> Draft:
        """The visit a week or two earlier that this one followed."""
        stage = self._stage
        served = draft.lines[0].day or stage.last
        day = max(stage.first, served - timedelta(days=stage.draws.between(6, 15)))
        return replace(
            draft,
            lines=[stage.line("99214", day)],
            diagnoses=draft.diagnoses[:1],
            dates={},
            references={"D9": f"MUC{stage.draws.digits(12)}"},
            patient_paid=None,
        )

    def _named(self, draft: Draft) -> Draft:
        self._drafted += 1
        draft.claim_id = f"{self._prefix}-{self._drafted:06}"
        for number, line in enumerate(draft.lines, start=1):
            line.control = f"{draft.claim_id}-{number}"
        return draft
