"""What a defect is: a change to a claim before it is written, and the rule that must find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .draft import Draft
from .scenes import Scene
from .stage import Stage

Spoil = Callable[[Draft, Stage], int | None]
"""Changes a claim in place; gives the number of the line it spoils, None for the whole claim."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One kind of error: which rule finds it, and in which scenes it can happen."""

    kind: str
    rule: str
    scenes: tuple[Scene, ...]
    spoil: Spoil


class Catalogue(list[Defect]):
    """Defects in the order in which their functions stand; a function's name is its kind."""

    def finds(self, rule: str, *scenes: Scene) -> Callable[[Spoil], Spoil]:
        """Enter the function below as a defect that `rule` finds."""

        def enter(spoil: Spoil) -> Spoil:
            kind = getattr(spoil, "__name__", "").replace("_", "-")
            self.append(Defect(kind, rule, scenes, spoil))
            return spoil

        return enter
