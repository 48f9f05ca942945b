"""Errors that only a dental claim can have: teeth, surfaces, areas of the mouth, prostheses, braces."""

from __future__ import annotations

from typing import Final

from . import oral, teeth
from .defects import Catalogue
from .draft import Draft, Teeth
from .stage import Stage

TEETH: Final = Catalogue()

_finds = TEETH.finds


def _mouth(claim: Draft) -> Teeth:
    """Where the first line was done."""
    line = claim.lines[0]
    line.mouth = line.mouth or Teeth()
    return line.mouth


@_finds("tooth-missing", teeth.root_canal, oral.impacted)
def tooth_left_out(claim: Draft, _: Stage) -> int:
    """Done on no tooth."""
    _mouth(claim).teeth = ()
    return 1


@_finds("tooth-not-listed", teeth.root_canal)
def tooth_of_no_mouth(claim: Draft, _: Stage) -> int:
    """A tooth that nobody has."""
    _mouth(claim).teeth = (("33", ""),)
    return 1


@_finds("tooth-surface-missing", teeth.filling)
def surface_left_out(claim: Draft, _: Stage) -> int:
    """A filling of no surface."""
    _mouth(claim).teeth = tuple((tooth, "") for tooth, _ in _mouth(claim).teeth)
    return 1


@_finds("tooth-surfaces-not-of-procedure", teeth.filling)
def surface_too_many(claim: Draft, _: Stage) -> int:
    """One surface more than the code is for."""
    first, surfaces = _mouth(claim).teeth[0]
    more = next(letter for letter in "LB" if letter not in surfaces)
    _mouth(claim).teeth = ((first, surfaces + more),)
    return 1


@_finds("oral-cavity-area-missing", teeth.gums)
def quarter_left_out(claim: Draft, _: Stage) -> int:
    """Gums of no quarter of the mouth."""
    _mouth(claim).areas = ()
    return 1


@_finds("prosthesis-indicator-missing", teeth.denture, teeth.bridge)
def prosthesis_unsaid(claim: Draft, _: Stage) -> int:
    """A prosthesis, and not whether it is the first."""
    mouth = _mouth(claim)
    mouth.prosthesis, mouth.placed_before = "", None
    return 1


@_finds("prior-placement-date-missing", teeth.denture, teeth.bridge)
def replaced_since_never(claim: Draft, _: Stage) -> int:
    """A prosthesis in place of another of no day."""
    mouth = _mouth(claim)
    mouth.prosthesis, mouth.placed_before = "R", None
    return 1


@_finds("orthodontic-placement-date-missing", teeth.braces, teeth.braces_by_the_month)
def braces_of_no_day(claim: Draft, _: Stage) -> None:
    """Braces that were never put on."""
    del claim.dates["452"]


@_finds("orthodontic-months-missing", teeth.braces)
def braces_of_no_months(claim: Draft, _: Stage) -> None:
    """Braces for nobody knows how long."""
    claim.at_chair.months = None


@_finds("dental-service-date-missing", teeth.root_canal)
def done_on_no_day(claim: Draft, _: Stage) -> int:
    """A service that was done, on no day."""
    claim.lines[0].day = None
    return 1


@_finds("predetermination-with-service-date", oral.estimate)
def estimate_of_what_was_done(claim: Draft, stage: Stage) -> int:
    """An estimate asked for, of what was done before."""
    claim.lines[0].day = stage.last
    return 1
