"""Where the segments of a claim, a line or another payer begin and end in a block.

A row of a frame owns a range of segments in each scope. The position of a value is the first
segment of its kind in that range, found for all rows at once by binary search.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .blocks import Block
from .layout import BOUNDARIES
from .loops import Area
from .plan import Scope
from .tokens import Ints, Mask


@dataclass(frozen=True, slots=True)
class Ranges:
    """For each row of a frame the segments it owns: from `start` up to before `end`."""

    start: Ints
    end: Ints

    def first(self, rows: Ints) -> Ints:
        """The first of some segments in each range; -1 where a range has none."""
        if not len(rows):
            return np.full(len(self.start), -1, np.int64)
        at = np.searchsorted(rows, self.start)
        found = rows[np.minimum(at, len(rows) - 1)]
        return np.where((at < len(rows)) & (found < self.end), found, -1)

    def owner(self, rows: Ints) -> Ints:
        """The row of the frame whose range holds each segment; -1 where none does. Ranges in order."""
        if not len(self.start):
            return np.full(len(rows), -1, np.int64)
        at = np.searchsorted(self.start, rows, "right") - 1
        return np.where((at >= 0) & (rows < self.end[np.maximum(at, 0)]), at, -1)


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
        inside = (head >= begun) & (head >= 0) & ~closed
        return Ranges(
            np.where(inside, head, len(tokens)), np.where(inside, _next(boundaries, head, len(tokens)), len(tokens))
        )

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
