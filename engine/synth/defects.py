"""What a defect is: a change to a claim before it is written, and the rule that must find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .draft import ClaimType, Draft
from .scenes import SCENES, Scene
from .stage import Stage

Spoil = Callable[[Draft, Stage], int | None]
"""Changes a claim in place; gives the number of the line it spoils, None for the whole claim."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One kind of error: which rule finds it, and in which scenes it can happen.

    The scenes say of which types of claim it is.
    """

    kind: str
    rule: str
    scenes: tuple[Scene, ...]
    spoil: Spoil

    def scenes_of(self, kind: ClaimType) -> tuple[Scene, ...]:
        """Its scenes among those of one type of claim."""
        return tuple(scene for scene in self.scenes if scene in SCENES[kind])


class Catalogue(list[Defect]):
    """Defects in the order in which their functions stand; a function's name is its kind."""

    def finds(self, rule: str, *scenes: Scene) -> Callable[[Spoil], Spoil]:
        """Enter the function below as a defect that `rule` finds."""

        def enter(spoil: Spoil) -> Spoil:
            kind = getattr(spoil, "__name__", "").replace("_", "-")
            self.append(Defect(kind, rule, scenes, spoil))
            return spoil

        return enter


def possible(defects: Iterable[Defect], kind: ClaimType) -> list[Defect]:
    """The defects that claims of a type can have."""
    return [defect for defect in defects if defect.scenes_of(kind)]
