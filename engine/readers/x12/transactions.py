"""The transactions of a file, each as a small file of its own, for a program that reads nothing else safely.

Each has the envelope it stood in and trailers that are right, and its segments without the white
space between them; what stood outside of transactions is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final

import numpy as np

from .blocks import Block, Blocks
from .faults import FaultLog, Position
from .loops import ENVELOPES
from .tokens import Ints, Keys, packed, unpacked

LARGEST: Final = 64_000_000
"""Bytes up to which a transaction is handed over; 5,000 claims, what a guide advises at most, have 5,000,000."""

_NONE: Final = np.zeros(0, np.int64)


@dataclass(slots=True)
class Transaction:
    """One transaction, from ST to SE, or to where the next envelope segment stands in place of the SE.

    `text` is the file made of it, of `segments` segments; it is empty where the transaction stands
    in no group or is larger than LARGEST. `claims`, `lines` and `levels` are the numbers of its CLM,
    LX and HL segments in the file, `level_codes` what HL03 says, packed; `last` is its last segment.
    """

    position: Position
    guide: str
    isa: int
    gs: int
    st: int
    text: bytes = b""
    segments: int = 0
    last: int = 0
    claims: Ints = field(default_factory=lambda: _NONE)
    lines: Ints = field(default_factory=lambda: _NONE)
    levels: Ints = field(default_factory=lambda: _NONE)
    level_codes: Keys = field(default_factory=lambda: np.zeros(0, np.int32))

    def number(self, place: int) -> int:
        """The number in the file of a segment of `text`, which counts from 1."""
        return self.isa if place == 1 else self.gs if place == 2 else min(self.st + max(0, place - 3), self.last)


def transactions(stream: IO[bytes], file: str, block_bytes: int) -> Iterator[Transaction]:
    """The transactions of an open file, in order; InputError where it cannot be read on."""
    walk = _Walk()
    with stream:
        for block in Blocks(stream, FaultLog(file), block_bytes):
            yield from walk.through(block)
    yield from walk.ended()


@dataclass(slots=True)
class _Walk:
    """Where in the envelopes the walk is, and what it has of the open transaction."""

    position: Position = field(default_factory=lambda: Position(0, 0, 0))
    isa: tuple[bytes, int] = (b"", 0)
    gs: tuple[bytes, int] = (b"", 0)
    guide: str = ""
    open: Transaction | None = None
    size: int = 0
    parts: list[bytes] = field(default_factory=list)

    def through(self, block: Block) -> Iterator[Transaction]:
        """Follow the envelope segments of a block; what is closed there is handed over."""
        tokens = block.tokens
        rows = tokens.rows(*ENVELOPES)
        begin = block.context
        for row in rows[rows >= block.context].tolist():
            self._take(block, begin, row)
            begin = row
            name = unpacked(int(tokens.key[row]))
            if name == "TA1":
                continue
            if name == "SE":
                self._take(block, row, row + 1)
                begin = row + 1
            yield from self.ended()
            segment = tokens.data[tokens.starts[row] : tokens.stops[row]], int(block.numbers[row])
            place = self.position
            match name:
                case "ISA":
                    self.isa, self.gs = segment, (b"", 0)
                    self.position = Position(place.interchange + 1, place.group, place.transaction)
                case "GS":
                    self.gs, self.guide = segment, [*tokens.values(row), *[""] * 9][8]
                    self.position = Position(place.interchange, place.group + 1, place.transaction)
                case "ST":
                    self.position = Position(place.interchange, place.group, place.transaction + 1)
                    self.open = Transaction(self.position, self.guide, self.isa[1], self.gs[1], segment[1])
        self._take(block, begin, len(tokens))

    def ended(self) -> Iterator[Transaction]:
        """The open transaction, if there is one, made a file."""
        found, self.open = self.open, None
        if found is not None:
            (isa, _), (gs, _) = self.isa, self.gs
            if isa and gs and self.size <= LARGEST:
                element, end = isa[3:4], isa[-1:]
                group = [*gs.rstrip(end).split(element), *[b""] * 7][6].strip()
                interchange = isa.split(element)[13].strip()
                trailers = [element.join((b"GE", b"1", group)), element.join((b"IEA", b"1", interchange)), b""]
                found.text = b"".join((isa, gs, *self.parts, end.join(trailers)))
                found.segments += 4
        self.parts, self.size = [], 0
        if found is not None:
            yield found

    def _take(self, block: Block, begin: int, end: int) -> None:
        """Put some segments to the open transaction."""
        found = self.open
        if found is None or begin >= end:
            return
        tokens, rows = block.tokens, np.arange(begin, end)
        found.last = int(block.numbers[end - 1])
        found.segments += end - begin
        self.size += int(tokens.stops[end - 1] - tokens.starts[begin])
        if self.size > LARGEST:
            self.parts = []
        else:
            bounds = zip(tokens.starts[begin:end].tolist(), tokens.stops[begin:end].tolist(), strict=True)
            self.parts += [tokens.data[start:stop] for start, stop in bounds]
        key = tokens.key[begin:end]
        levels = rows[key == packed("HL")]
        found.claims = np.append(found.claims, block.numbers[rows[key == packed("CLM")]])
        found.lines = np.append(found.lines, block.numbers[rows[key == packed("LX")]])
        found.levels = np.append(found.levels, block.numbers[levels])
        found.level_codes = np.append(found.level_codes, tokens.codes(levels, 3))
