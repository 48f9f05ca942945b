"""One publication of a code set, whatever files it came in, in the shape in which it is kept and asked.

A release has a row for every window of days in which a code (or a pair of codes, or a code with a
modifier) had certain attributes, never one row per code: what is deleted and comes back has two. For a
day of service the release of the latest edition answers that reaches the day, and where none does
there is no data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from ..errors import Problem
from .parted import Parted
from .window import Window

FROM, TO = "from", "to"
"""Columns of a release: the first and the last day of a row, both inclusive; null is open."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or the member of an archive, that a release was taken from."""

    name: str  # as the publisher calls it, never a path of a machine
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """What one edition of a code set says.

    `code_set` is the name rules use (`ncci-ptp-practitioner`), `edition` the publisher's own word for the
    publication, beginning with the day it takes effect (`2026-04-01 v321r0`), so that editions of one code
    set sort as they follow one another. `reaches` are the days it answers for: of a table with its history
    from the first day it knows, of one without only its own quarter or year.

    `rows` has the `keys` (text: never a number), `from` and `to` (dates, see above), then attributes: text,
    whole numbers, booleans, or lists of text. It is sorted by its keys and `from`. Rows too many for memory are
    in `parted`, and `rows` has but their columns. `read` counts the rows
    of the files, and `refused` has a problem for each that was not taken, up to the first hundred.
    """

    code_set: str
    edition: str
    reaches: Window
    keys: tuple[str, ...]
    rows: pl.DataFrame
    sources: tuple[Source, ...]
    read: int
    refused: tuple[Problem, ...] = ()
    refused_count: int = 0
    notes: tuple[str, ...] = ()  # for whoever imports: what was not in the files, what a date was inferred from
    parted: Parted | None = None

    @property
    def begins(self) -> date:
        """The day the edition takes effect, by which a later one is preferred."""
        return date.fromisoformat(self.edition[:10])
