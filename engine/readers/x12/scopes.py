"""Where the segments of a claim, a line or another payer begin and end in a block.

A row of a frame owns a stretch of segments in each scope, or shares one with others. A value stands in
the first segment of its kind in that stretch, found for all stretches at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from .blocks import Block
from .layout import BOUNDARIES
from .loops import Area
from .plan import Scope
from .tokens import Ints, Mask

_SHARED: Final = 4


@dataclass(frozen=True)
class Ranges:
    """Stretches of segments, from `start` up to before `end`, one for each row of a frame.

    Rows that share a stretch, as claims do that of their billing provider, have it by its number in
    `row`, or -1 for none; None stands for a stretch of its own for each. Stretches are in order and
    do not overlap.
    """

    start: Ints
    end: Ints
    row: Ints | None = None

    @property
    def is_shared(self) -> bool:
        """Whether so many rows share a stretch that it pays to look at stretches instead of rows."""
        return self.row is not None and len(self.start) * _SHARED <= len(self.row)

    def first(self, rows: Ints) -> Ints:
        """The first of some segments in each stretch, and one of none after the last; -1 where it has none."""
        owner = self.owner(rows)
        if not (owner >= 0).all():
            rows, owner = rows[owner >= 0], owner[owner >= 0]
        found = np.full(len(self.start) + 1, -1, np.int64)
        found[owner[::-1]] = rows[::-1]  # of several the first is written last
        return found

    def owner(self, rows: Ints) -> Ints:
        """The number of the stretch that holds each segment; -1 where none does."""
        if not len(self.start) or not len(rows):
            return np.full(len(rows), -1, np.int64)
        at = self._begun.take(rows, mode="clip")
        return np.where((at >= 0) & (rows < self.end.take(at, mode="wrap")), at, -1)

    @cached_property
    def _begun(self) -> Ints:
        """For each segment up to the last stretch's end the number of the last stretch begun; -1 before the first."""
        count = len(self.start)
        sizes = np.diff(self.start, prepend=0, append=int(self.end.max()) + 1)
        return np.repeat(np.arange(-1, count), sizes)


@dataclass(frozen=True, slots=True)
class Owners:
    """The new claims of a block with their scopes, and what belongs to them."""

    claims: Ints  # the CLM segments
    scopes: Mapping[Scope, Ranges]
    is_subscriber: Mask  # where the claim has no patient loop of its own
    lines: Ints  # the LX segments
    line_ranges: Ranges
    line_claim: Ints  # the row of the claim
    other_payers: Ints
    other_payer_ranges: Ranges
    other_payer_claim: Ints
    adjudications: Ints
    adjudication_ranges: Ranges
    adjudication_line: Ints


def owners(block: Block) -> Owners:
    """Find the claims of a block and the segments of each."""
    tokens, layout = block.tokens, block.layout
    boundaries = tokens.rows(*BOUNDARIES)
    claims = tokens.rows("CLM")
    claims = claims[claims >= block.context]
    own = Ranges(claims, _next(boundaries, claims, len(tokens)))

    lines = _new(block, "2400", "LX")
    ends = tokens.rows(*BOUNDARIES, "LX")
    line_ranges = Ranges(lines, _next(ends, lines, len(tokens)))
    others = _new(block, "2320", "SBR")
    other_ranges = Ranges(others, _next(np.sort(np.concatenate((ends, others))), others, len(tokens)))
    decided = _new(block, "2430", "SVD")
    decided_ranges = Ranges(decided, _next(np.sort(np.concatenate((ends, decided))), decided, len(tokens)))

    begun = _last(tokens.rows("ST"), claims)
    heads = tokens.rows("HL")
    level = layout.level[heads]
    innermost = _last(heads, claims)
    billing = _last(heads[level == Area.BILLING], claims)
    subscriber = _last(heads[level == Area.SUBSCRIBER], claims)
    subscriber = np.where(subscriber > billing, subscriber, -1)
    closed = layout.level[claims] == Area.OUTSIDE  # a claim outside of every transaction has no context
    patient = np.where(layout.level[claims] == Area.PATIENT, innermost, -1)

    def scope(head: Ints) -> Ranges:
        inside = np.flatnonzero((head >= begun) & (head >= 0) & ~closed)
        row = np.full(len(head), -1, np.int64)
        found, row[inside] = np.unique(head[inside], return_inverse=True)
        return Ranges(found, _next(boundaries, found, len(tokens)), row)

    return Owners(
        claims,
        {
            "transaction": scope(begun),
            "billing": scope(billing),
            "subscriber": scope(subscriber),
            "patient": scope(patient),
            "innermost": scope(innermost),
            "own": own,
        },
        layout.level[claims] != Area.PATIENT,
        lines,
        line_ranges,
        own.owner(lines),
        others,
        other_ranges,
        own.owner(others),
        decided,
        decided_ranges,
        line_ranges.owner(decided),
    )


def _new(block: Block, loop: str, opener: str) -> Ints:
    rows = block.layout.rows((loop,), opener)
    return rows[rows >= block.context]


def _next(rows: Ints, after: Ints, end: int) -> Ints:
    """The first of some segments after each; `end` where there is none."""
    return np.append(rows, end)[np.searchsorted(rows, after, "right")]


def _last(rows: Ints, before: Ints) -> Ints:
    """The last of some segments before each; -1 where there is none."""
    at = np.searchsorted(rows, before) - 1
    return np.where(at >= 0, rows[np.maximum(at, 0)], -1) if len(rows) else np.full(len(before), -1, np.int64)
