"""For which days a release answers, and for which days none does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from .stored import StoredRelease
from .window import Window

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answering:
    """A release and the days for which it is the one that answers; none where it is superseded."""

    release: StoredRelease
    windows: tuple[Window, ...]


def without(windows: Iterable[Window], taken: Window) -> list[Window]:
    """The days of windows that are not in another.

    >>> from datetime import date
    >>> without([(date(2026, 1, 1), date(2026, 12, 31))], (date(2026, 4, 1), date(2026, 12, 31)))
    [(datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))]
    """
    left: list[Window] = []
    for first, last in windows:
        if taken[1] < first or last < taken[0]:
            left.append((first, last))
            continue
        if first < taken[0]:
            left.append((first, taken[0] - _DAY))
        if taken[1] < last:
            left.append((taken[1] + _DAY, last))
    return left


def uncovered(window: Window, reaches: Iterable[Window]) -> list[Window]:
    """The days of a window that none of these reaches has."""
    left = [window]
    for reach in reaches:
        left = without(left, reach)
    return left


def between(reaches: Sequence[Window]) -> list[Window]:
    """The days between the first and the last that are reached which nothing reaches."""
    if not reaches:
        return []
    return uncovered((min(first for first, _ in reaches), max(last for _, last in reaches)), reaches)


def answering(releases: Iterable[StoredRelease]) -> list[Answering]:
    """The releases of one code set, the one that answers first in front, each with its days."""
    found: list[Answering] = []
    for release in sorted(releases, key=lambda one: one.order, reverse=True):
        windows = uncovered(release.reaches, (answer.release.reaches for answer in found))
        found.append(Answering(release, tuple(windows)))
    return found
