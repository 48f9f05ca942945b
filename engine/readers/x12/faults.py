"""The faults of a file as they are found: counted, kept within bounds, and put in order at the end.

A file of nothing but broken segments has as many faults as segments; the first few of a kind say it
all, for the first already holds the claims of its transaction.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

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


@dataclass(slots=True)
class FaultLog:
    """Where the parts of the reader put what they find; places are made of segment numbers."""

    file: str
    _faults: list[tuple[int, int, Fault]] = field(default_factory=list)
    _warnings: list[tuple[int, Problem]] = field(default_factory=list)
    _seen: Counter[tuple[str, Scope | None, Position | None]] = field(default_factory=Counter)

    def add(
        self, scope: Scope, position: Position, segment: int, name: str, sentence: str, kind: str, element: int = 0
    ) -> None:
        """A fault that holds every claim of its scope at `position`."""
        key = (kind, scope, position)
        self._seen[key] += 1
        if self._seen[key] > KEPT:
            return
        fault = Fault(
            self._problem(segment, name, sentence, kind, element, "error"),
            scope,
            position.interchange if scope != "file" else None,
            position.group if scope in {"group", "transaction"} else None,
            position.transaction if scope == "transaction" else None,
        )
        self._faults.append((segment, element, fault))

    def warn(self, segment: int, name: str, sentence: str, kind: str) -> None:
        """Something worth saying that holds no claim."""
        self._seen[kind, None, None] += 1
        if self._seen[kind, None, None] <= KEPT:
            self._warnings.append((segment, self._problem(segment, name, sentence, kind, 0, "warning")))

    def faults(self) -> list[Fault]:
        """All that were kept, in the order of the file."""
        order = sorted(self._faults, key=lambda entry: (entry[0], entry[1], entry[2].problem.kind, entry[2].scope))
        return [fault for _, _, fault in order]

    def warnings(self) -> list[Problem]:
        """All that were kept, in the order of the file."""
        return [problem for _, problem in sorted(self._warnings, key=lambda entry: (entry[0], entry[1].kind))]

    def _problem(self, segment: int, name: str, sentence: str, kind: str, element: int, level: Level) -> Problem:
        place = f"segment {segment}" + (f" ({name})" if name else "") + (f", element {element}" if element else "")
        return Problem(self.file, place if segment else None, sentence, kind, level=level)
