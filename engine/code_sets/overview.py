"""The code sets a site has: their editions, which answer, which are superseded, and the days none reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .catalogue import mend, missing
from .code_set import CodeSet
from .reach import Answering, answering, between
from .store import Store
from .window import Window


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between two editions that neither reaches, and what to import."""

    window: Window
    mend: str


@dataclass(frozen=True, slots=True)
class Overview:
    """One code set: what comes with the program, the releases of the store, the newest in front, and gaps."""

    name: str
    bundled: CodeSet | None
    releases: tuple[Answering, ...]
    gaps: tuple[Gap, ...]


def overview(store: Store, bundled: Iterable[CodeSet]) -> list[Overview]:
    """Every code set that the program or the store has, by name."""
    own = {code_set.name: code_set for code_set in bundled}
    names = {release.code_set for release in store.releases()} | set(own)
    found: list[Overview] = []
    for name in sorted(names):
        releases = tuple(answering(store.releases(name)))
        reaches = [answer.release.reaches for answer in releases]
        reaches += [one.reaches for one in own[name].editions] if name in own else []
        parts = [part for window in between(reaches) for part in missing(name, window)]
        gaps = tuple(Gap(part, mend(name, part[1])) for part in parts)
        found.append(Overview(name, own.get(name), releases, gaps))
    return found
