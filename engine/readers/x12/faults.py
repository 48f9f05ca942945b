"""The faults of a file as they are found: counted, kept within bounds, and put in order at the end.

A file of nothing but broken segments has as many faults as segments; the first few of a kind say it
all, for the first already holds the claims of its transaction.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ...errors import Level, Problem
from ...tables import Fault, Scope

KEPT: Final = 20
"""So many faults of one kind are kept in each transaction, and warnings of one kind in each file."""


@dataclass(frozen=True, slots=True)
class Position:
    """Ordinals in the file, from 1, of the envelopes that a segment stands in; 0 before the first."""

    interchange: int
    group: int
    transaction: int

    def after(self, before: Position) -> Position:
        """A position counted from the start of a block, as one of the file; `before` is where the block begins."""
        return Position(
            before.interchange + self.interchange, before.group + self.group, before.transaction + self.transaction
        )


BEGIN: Final = Position(0, 0, 0)
"""Before the first envelope of a file, or of a block that is looked at by itself."""


class Entry(NamedTuple):
    """A fault as it was found."""

    scope: Scope
    position: Position
    segment: int
    name: str
    sentence: str
    kind: str
    element: int = 0


class Warned(NamedTuple):
    """Something worth saying that holds no claim, as it was found."""

    segment: int
    name: str
    sentence: str
    kind: str


@dataclass(slots=True)
class FaultLog:
    """Where the parts of the reader put what they find; places are made of segment numbers."""

    file: str
    _faults: list[Entry] = field(default_factory=list)
    _warnings: list[Warned] = field(default_factory=list)
    _seen: Counter[tuple[str, Scope | None, Position | None]] = field(default_factory=Counter)

    def add(
        self, scope: Scope, position: Position, segment: int, name: str, sentence: str, kind: str, element: int = 0
    ) -> None:
        """A fault that holds every claim of its scope at `position`."""
        key = (kind, scope, position)
        self._seen[key] += 1
        if self._seen[key] <= KEPT:
            self._faults.append(Entry(scope, position, segment, name, sentence, kind, element))

    def warn(self, segment: int, name: str, sentence: str, kind: str) -> None:
        """Something worth saying that holds no claim."""
        self._seen[kind, None, None] += 1
        if self._seen[kind, None, None] <= KEPT:
            self._warnings.append(Warned(segment, name, sentence, kind))

    def has_warned(self, kind: str) -> bool:
        """Whether something of this kind was said before."""
        return self._seen[kind, None, None] > 0

    def merge(self, other: FaultLog, before: Position) -> None:
        """Take over what was found in a block that was looked at by itself and begins at `before`."""
        for entry in other._faults:
            self.add(entry.scope, entry.position.after(before), *entry[2:])
        for warned in other._warnings:
            self.warn(*warned)

    def faults(self) -> list[Fault]:
        """All that were kept, in the order of the file."""
        order = sorted(self._faults, key=lambda entry: (entry.segment, entry.element, entry.kind, entry.scope))
        return [self._fault(entry) for entry in order]

    def warnings(self) -> list[Problem]:
        """All that were kept, in the order of the file."""
        order = sorted(self._warnings, key=lambda warned: (warned.segment, warned.kind))
        return [self._problem(*warned, 0, "warning") for warned in order]

    def _fault(self, entry: Entry) -> Fault:
        scope, position = entry.scope, entry.position
        return Fault(
            self._problem(entry.segment, entry.name, entry.sentence, entry.kind, entry.element, "error"),
            scope,
            position.interchange if scope != "file" else None,
            position.group if scope in {"group", "transaction"} else None,
            position.transaction if scope == "transaction" else None,
        )

    def _problem(self, segment: int, name: str, sentence: str, kind: str, element: int, level: Level) -> Problem:
        place = f"segment {segment}" + (f" ({name})" if name else "") + (f", element {element}" if element else "")
        return Problem(self.file, place if segment else None, sentence, kind, level=level)
