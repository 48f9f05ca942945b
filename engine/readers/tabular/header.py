"""Finding the row of a sheet that names its columns: titles, blank rows and a logo's caption may stand above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .column_map import ColumnMap
from .recognition import recognise

LOOKED_AT: Final = 50
"""Rows in which the header is looked for."""


def header_row(rows: Sequence[Sequence[str | None]], asked: ColumnMap | None) -> int | None:
    """Which of the first rows of a sheet is its header, from 0; None where no row is one.

    It is the row with most names that are known; where no name is known, the first with two texts.
    """
    if asked and asked.header_row is not None:
        return asked.header_row - 1 if asked.header_row <= len(rows) else None
    scores = known_names(rows[:LOOKED_AT], asked)
    best = max(scores, default=0)
    if best >= 2:
        return scores.index(best)
    several = [at for at, row in enumerate(rows[:LOOKED_AT]) if sum(bool(cell and cell.strip()) for cell in row) > 1]
    return several[0] if several else None


def known_names(rows: Sequence[Sequence[str | None]], asked: ColumnMap | None) -> list[int]:
    """How many cells of each row are names of columns that a map or the tables know, each name counted once.

    Rows that have no more texts than one above has names are not looked at: 0.
    """
    mapped = asked.names if asked else frozenset[str]()
    scores: list[int] = []
    best = 0
    for row in rows:
        texts = list(dict.fromkeys(cell.strip() for cell in row if cell and cell.strip()))
        found = recognise(texts) if len(texts) > best else []
        scores.append(sum(one.target is not None or one.aside or one.header.casefold() in mapped for one in found))
        best = max(best, scores[-1])
    return scores


def trimmed(row: Sequence[str | None]) -> list[str]:
    """The names in a header row; columns without one keep their place."""
    found = [(cell or "").strip() for cell in row]
    while found and not found[-1]:
        found.pop()
    return found
