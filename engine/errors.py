"""What can be wrong with a rule, a profile or an input file, said with its place.

    ClaimscrubError         carries problems; caught once, at the top of the command line
    |-- RulesError          a rule, profile or code set could not be read: nothing was checked
    |-- InputError          a claim file could not be read: nothing of it was checked
    `-- UsageError          the command was asked for something that cannot be

Everything that reads a file reports `Problem`s, all of a file at once and in the order of their
places. A problem quotes names (of keys, fields, segments), never a value of a claim: problems go
to logs, and a log holds nothing of a patient.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a text stands in a file: lines and columns count from 1, `end_column` is exclusive."""

    line: int
    column: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a rule, a profile or an input file.

    `place` is a span of a text file, or words for a file that has no lines worth counting
    ("segment 212 (SE), element 1"). `quoted` is the source line that the carets go under.
    """

    file: str
    place: Span | str | None
    sentence: str
    kind: str
    hint: str = ""
    level: Level = "error"
    quoted: str = ""

    @property
    def head(self) -> str:
        """The one-line form, `file:place: level: sentence [kind]`.

        >>> Problem("a.yaml", Span(3, 7, 9), "a run has no 'day'", "unknown-field").head
        "a.yaml:3:7: error: a run has no 'day' [unknown-field]"
        """
        match self.place:
            case Span(line=line, column=column):
                where = f":{line}:{column}"
            case None:
                where = ""
            case words:
                where = f":{words}"
        return f"{self.file}{where}: {self.level}: {self.sentence} [{self.kind}]"

    def __str__(self) -> str:
        """The head, then for a text file the quoted line with carets; the hint comes last."""
        if not isinstance(self.place, Span) or not self.quoted:
            return self.head + (f"\n   hint: {self.hint}" if self.hint else "")
        number = str(self.place.line)
        gutter = " " * len(number)
        room = max(1, len(self.quoted) - self.place.column + 1)
        carets = "^" * max(1, min(self.place.end_column - self.place.column, room))
        hint = f" {self.hint}" if self.hint else ""
        return (
            f"{self.head}\n{gutter} |\n{number} | {self.quoted}\n"
            f"{gutter} | {' ' * (self.place.column - 1)}{carets}{hint}"
        )


def _order(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (problem.file, place.line, place.column) if isinstance(place, Span) else (problem.file, 0, 0)


class ClaimscrubError(Exception):
    """Something a user can mend; its problems say what, where and how."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=_order)
        super().__init__("\n".join(problem.head for problem in self.problems))


class RulesError(ClaimscrubError):
    """A rule, a profile or a code set could not be read."""


class InputError(ClaimscrubError):
    """A claim file could not be read."""


class UsageError(ClaimscrubError):
    """The command was asked for something that cannot be."""
