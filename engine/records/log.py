"""What is told of record files as they are read: problems with their places, bounded, and counts that reconcile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ..errors import Level, Problem

KEPT: Final = 20
"""So many problems of one kind in one file are told with their rows; the others are counted."""


@dataclass(slots=True)
class Source:
    """One file that was read: `read` records in it are `taken` or `refused`; one that `failed` has none."""

    file: str
    table: str
    read: int = 0
    refused: int = 0
    failed: bool = False

    @property
    def taken(self) -> int:
        """The records that were taken."""
        return self.read - self.refused


@dataclass(slots=True)
class Log:
    """Where the parts put what they find in one file."""

    source: Source
    _found: list[tuple[int, Problem]] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)

    def row(self, row: int, column: str, sentence: str, kind: str, hint: str = "") -> None:
        """A row that is wrong, and left out; `column` is its header, if it is one column's."""
        place = f"row {row}, column '{column[:60]}'" if column else f"row {row}"
        self._add(row, place, sentence, kind, hint)

    def segment(self, number: int, name: str, sentence: str, kind: str, hint: str = "", level: Level = "error") -> None:
        """A segment of an X12 file."""
        self._add(number, f"segment {number} ({name})", sentence, kind, hint, level)

    def whole(self, sentence: str, kind: str, hint: str = "", level: Level = "error") -> None:
        """Something about the file as a whole."""
        self._add(0, None, sentence, kind, hint, level)

    def fail(self, problems: Iterable[Problem]) -> None:
        """The file cannot be read, and why."""
        self.source.failed, self.source.read, self.source.refused = True, 0, 0
        self._found += [(0, problem) for problem in problems]

    def problems(self) -> list[Problem]:
        """All that were kept in the order of the file, then how many more there are of each kind."""
        found = [problem for _, problem in sorted(self._found, key=lambda one: one[0])]
        found += [
            Problem(self.source.file, None, f"{count - KEPT:,} more of the kind {kind}", kind)
            for kind, count in sorted(self._seen.items())
            if count > KEPT
        ]
        return found

    def _add(self, at: int, place: str | None, sentence: str, kind: str, hint: str, level: Level = "error") -> None:
        self._seen[kind] += 1
        if self._seen[kind] <= KEPT:
            self._found.append((at, Problem(self.source.file, place, sentence, kind, hint, level)))
