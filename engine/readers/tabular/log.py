"""What is told of a sheet as it is read: faults by row, repairs by column; bounded, and in the order of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ...errors import Problem
from ...tables import Fault

KEPT: Final = 20
"""So many faults of one kind are told with their rows; the first already holds the file."""


@dataclass(slots=True)
class SheetLog:
    """Where the parts of the reader put what they find."""

    file: str
    _faults: list[tuple[int, str, str, str]] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)
    _repairs: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    _warnings: list[Problem] = field(default_factory=list)

    def fault(self, row: int, sentence: str, kind: str, hint: str) -> None:
        """A row that belongs to no claim, or to nobody knows which: it holds the file."""
        self._seen[kind] += 1
        if self._seen[kind] <= KEPT:
            self._faults.append((row, sentence, kind, hint))

    def repaired(self, index: int, header: str, told: Counter[str]) -> None:
        """What was repaired in a column, and how often."""
        for what, count in told.items():
            self._repairs[index, header, what] += count

    def add_repairs(self, other: SheetLog) -> None:
        """What was repaired in another part of the sheet."""
        self._repairs += other._repairs

    def warn(self, sentence: str, kind: str, hint: str = "") -> None:
        """Something worth saying, once."""
        problem = Problem(self.file, None, sentence, kind, hint, level="warning")
        if problem not in self._warnings:
            self._warnings.append(problem)

    def faults(self) -> list[Fault]:
        """All that were kept, in the order of the rows; how many more there are stands with the last of a kind."""
        last = {kind: row for row, _, kind, _ in sorted(self._faults)}
        found = []
        for row, sentence, kind, hint in sorted(self._faults):
            more = self._seen[kind] - KEPT
            rest = f", and so are {more:,} more rows" if row == last[kind] and more > 0 else ""
            found.append(Fault(Problem(self.file, f"row {row}", sentence + rest, kind, hint), "file"))
        return found

    def warnings(self, others: Iterable[Problem] = ()) -> list[Problem]:
        """Warnings, then repairs by column."""
        repairs = [
            Problem(self.file, f"column '{header[:60]}'", f"{what} ({_values(count)})", "repaired", level="warning")
            for (_, header, what), count in sorted(self._repairs.items())
        ]
        return [*others, *self._warnings, *repairs]


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count:,} values"
