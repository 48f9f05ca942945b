"""A file of bytes as blocks of whole segments, each with the context its claims need.

A block is cut before an HL or a CLM (or an envelope segment), and the segments that still hold for
what follows, the transaction's header and the open HLs up to their first claim, are put before the
next block with their own numbers. So memory stays flat whatever the size of the file, and a block
can be read by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final, NamedTuple

import numpy as np

from ...errors import InputError, Problem
from .delimiters import ISA_LENGTH, WHITE_SPACE, Delimiters, begins_isa, delimiters_of
from .faults import FaultLog
from .guides import claim_type
from .layout import BOUNDARIES, Layout, layout
from .tokens import Ints, Tokens, packed, tokenize

LONGEST_CLAIM: Final = 64_000_000
"""Bytes without a place to cut after which a file is refused; a claim of 50 lines has about 20,000."""

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

_ANY: Final = "837P"  # what a transaction of an unknown guide is taken for until it is refused

_AHEAD: Final = 65_536  # bytes read to find an ISA behind white space


@dataclass(frozen=True, slots=True)
class Block:
    """Segments of a file: first `context` segments repeated from before, then those that are new.

    `numbers` holds each segment's number in the file. `breaks_off` is true for the last block of a
    file whose last segment has no terminator. The claims of a block are of one type.
    """

    claim_type: str
    tokens: Tokens
    layout: Layout
    numbers: Ints
    context: int
    breaks_off: bool = False


class Stretch(NamedTuple):
    """Segments in a row that still hold for what follows: a header, or an open HL up to its first claim."""

    text: bytes
    first: int  # the number of the first in the file
    size: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a reader stands between two blocks: enough to go on from there, in another process too.

    `offset` is the bytes handed over, `segments` how many segments they hold; `guide` is that of the
    last group.
    """

    offset: int
    segments: int
    delimiters: Delimiters
    context: tuple[Stretch, ...]
    guide: str
    claim_type: str


class Blocks:
    """The blocks of one file, read once from the front or from where another stood.

    `bytes_read` and `segments` count along, from the front of the file.
    """

    def __init__(self, stream: IO[bytes], log: FaultLog, block_bytes: int, since: Standing | None = None) -> None:
        self.bytes_read = since.offset if since else 0
        self.segments = since.segments if since else 0  # new segments handed over
        self._stream = stream
        self._log = log
        self._block_bytes = block_bytes
        self._rest = b""  # read and not yet handed over
        self._at_end = False
        self._breaks_off = False
        self._changed = 0  # bytes by which what was handed over is longer than what was read
        self._stretches: tuple[Stretch, ...] = ()
        self._keep(since.context if since else ())
        self._guide = since.guide if since else ""  # of the last group
        self._claim_type = since.claim_type if since else _ANY
        self._delimiters = since.delimiters if since else None

    def standing(self) -> Standing | None:
        """Where this stands, having handed a block over; None where nobody else could go on from there."""
        if self._delimiters is None or self._changed or not len(self._context_numbers):
            return None
        return Standing(
            self.bytes_read - len(self._rest), self.segments, self._delimiters, self._stretches, self._guide,
            self._claim_type,
        )  # fmt: skip

    def whole(self, text: bytes) -> Block | None:
        """Some bytes, read elsewhere, as one block; None where they are not plainly one."""
        delimiters, self._at_end = self._delimiters, True
        self.bytes_read += len(text)
        self._rest = text.rstrip(WHITE_SPACE)
        if delimiters is None or not self._rest.endswith(bytes((delimiters.segment,))):
            return None
        if not (text.isascii() or _is_utf8(text)):
            return None
        tokens = tokenize(self._context + self._rest, delimiters)
        try:
            if self._other_isa(tokens, delimiters) is not None or self._other_type(tokens) is not None:
                return None
        except InputError:
            return None
        return self._hand_over(tokens, breaks_off=False)

    def __iter__(self) -> Iterator[Block]:
        if self._delimiters is not None:
            yield from self._interchanges(self._delimiters)
        else:
            self._skip_mark()
        while self._next_interchange():
            self._delimiters = delimiters_of(self._rest, 0, self._log.file, self.segments + 1)
            yield from self._interchanges(self._delimiters)

    def _skip_mark(self) -> None:
        self._read(len(BYTE_ORDER_MARK))
        if self._rest.startswith(BYTE_ORDER_MARK):
            self._rest = self._rest[len(BYTE_ORDER_MARK) :]
            self._log.warn(0, "", "the file begins with a byte-order mark", "byte-order-mark")

    def _read(self, wanted: int) -> None:
        """Read on until `wanted` bytes wait or the file ends."""
        parts, waiting = [self._rest], len(self._rest)
        while waiting < wanted and not self._at_end:
            part = self._stream.read(wanted - waiting)
            self._at_end = not part
            self.bytes_read += len(part)
            waiting += len(part)
            parts.append(part)
        self._rest = b"".join(parts)

    def _next_interchange(self) -> bool:
        """Go to the ISA that the rest of the file begins with; False when only white space is left."""
        self._rest = self._rest.lstrip(WHITE_SPACE)
        while len(self._rest) < ISA_LENGTH and not self._at_end:
            self._read(max(min(self._block_bytes, _AHEAD), ISA_LENGTH))
            self._rest = self._rest.lstrip(WHITE_SPACE)
        return bool(self._rest)

    def _interchanges(self, delimiters: Delimiters) -> Iterator[Block]:
        """The blocks up to the end of the file or to an ISA with other separators."""
        # the first block is small, so that whoever works on blocks need not wait long for it
        wanted = self._block_bytes if self.segments else max(1, self._block_bytes // 4)
        while True:
            self._read(max(wanted, ISA_LENGTH))
            at_end = self._at_end  # what is read below to know an ISA is not among these tokens
            tokens, breaks_off = self._tokens(delimiters)
            isa = self._other_isa(tokens, delimiters)
            if isa is None and not at_end:
                cut = self._cut(tokens)
                if cut is None:
                    wanted = self._more()
                    continue
                tokens = tokens.upto(cut)
            elif isa is not None:
                tokens, breaks_off = tokens.upto(isa), False
            tokens = self._utf8(tokens)
            done = isa is not None or at_end
            other = self._other_type(tokens)
            if other == len(self._context_numbers) and other:
                self._keep(())  # a transaction of another type begins here, whatever is open
                continue
            if other is not None:
                tokens, breaks_off, done = tokens.upto(other), False, False
            block = self._hand_over(tokens, breaks_off=breaks_off) if len(tokens) > len(self._context_numbers) else None
            del tokens
            if block is not None:
                yield block
            del block
            if done:
                self._keep(())
                return
            wanted = self._block_bytes

    def _tokens(self, delimiters: Delimiters) -> tuple[Tokens, bool]:
        """The context and all whole segments that wait; at the end of the file also the one that breaks off."""
        end = self._rest.rfind(delimiters.segment) + 1
        breaks_off = False
        if self._at_end:
            tail = self._rest[end:].strip(WHITE_SPACE)
            if tail and not begins_isa(tail, 0):
                self._breaks_off = True
                self._rest += bytes((delimiters.segment,))
                end = len(self._rest)
            breaks_off = self._breaks_off
        return tokenize(self._context + self._rest[:end], delimiters), breaks_off

    def _other_isa(self, tokens: Tokens, delimiters: Delimiters) -> int | None:
        """The segment with which an interchange of other separators begins; None when there is none."""
        context = len(self._context_numbers)
        shift = len(self._context)
        rows = np.flatnonzero((tokens.key == packed("ISA")) | (tokens.key == 0))
        for row in rows[rows >= context].tolist():
            at = int(tokens.starts[row]) - shift
            if begins_isa(self._rest, at) and self._differs(at, self.segments + row - context + 1, delimiters):
                return int(row)
        end = (int(tokens.stops[-1]) if len(tokens) else shift) - shift
        tail = self._rest[end : end + self._block_bytes + ISA_LENGTH]
        at = end + len(tail) - len(tail.lstrip(WHITE_SPACE))
        if begins_isa(self._rest, at) and self._differs(at, self.segments + len(tokens) - context + 1, delimiters):
            return len(tokens)
        return None

    def _other_type(self, tokens: Tokens) -> int | None:
        """The transaction with which claims of another type begin; None when there is none.

        Sets the type of the claims before it, and the guide of the last group.
        """
        context = len(self._context_numbers)
        begun, groups = tokens.rows("ST"), tokens.rows("GS")
        begun, groups = begun[begun >= context], groups[groups >= context]
        named = tokens.texts(tokens.places(begun, 3)).to_list()
        guides = [self._guide, *(guide or "" for guide in tokens.texts(tokens.places(groups, 8)).to_list())]
        of_group = np.searchsorted(groups, begun)
        if len(begun) and not context:
            self._claim_type = _type_of(named[0] or guides[of_group[0]])
        # most files name one guide throughout, whatever the number of their transactions
        if {_type_of(guide) for guide in {*named, *guides} if guide} - {self._claim_type}:
            for row, guide, group in zip(begun.tolist(), named, of_group.tolist(), strict=True):
                if _type_of(guide or guides[group]) != self._claim_type:
                    self._guide = guides[group]
                    return int(row)
        self._guide = guides[-1]
        return None

    def _differs(self, at: int, number: int, delimiters: Delimiters) -> bool:
        """Whether the ISA at a byte names other separators; one that is not read to its end waits."""
        if len(self._rest) - at < ISA_LENGTH:
            self._read(at + ISA_LENGTH)
        return delimiters_of(self._rest, at, self._log.file, number) != delimiters

    def _cut(self, tokens: Tokens) -> int | None:
        """The last segment before which a block can be cut; None when it would hold nothing new."""
        rows = tokens.rows(*BOUNDARIES)
        return int(rows[-1]) if len(rows) and rows[-1] > len(self._context_numbers) else None

    def _more(self) -> int:
        """How many bytes to wait for when those at hand hold no place to cut."""
        if len(self._rest) > LONGEST_CLAIM:
            place = f"segment {self.segments + 1}"
            sentence = f"no claim and no segment ends within the next {LONGEST_CLAIM} bytes"
            raise InputError([Problem(self._log.file, place, sentence, "too-long")])
        return 2 * len(self._rest) + self._block_bytes

    def _utf8(self, tokens: Tokens) -> Tokens:
        """The same segments in UTF-8: those that are not are taken as Windows-1252, with a warning."""
        stop = int(tokens.stops[-1]) if len(tokens) else 0
        known = len(self._context)
        text = tokens.data[known:stop]
        if text.isascii() or _is_utf8(text):
            return tokens
        parts = []
        length = known
        changed = []
        terminator = bytes((tokens.delimiters.segment,))
        for part in text.split(terminator):
            readable = part
            if not _is_utf8(part):
                readable = _from_windows(part)
                changed.append(length)
            parts.append(readable)
            length += len(readable) + 1
        read = terminator.join(parts)
        self._rest = read + self._rest[len(text) :]
        self._changed += len(read) - len(text)
        tokens = tokenize(self._context + read, tokens.delimiters)
        rows = np.searchsorted(tokens.stops, np.array(changed), "right")
        for row in rows.tolist():
            number = self.segments + row - len(self._context_numbers) + 1
            self._log.warn(number, tokens.name(row), "the text is not UTF-8; it was read as Windows-1252", "encoding")
        return tokens

    def _hand_over(self, tokens: Tokens, *, breaks_off: bool) -> Block:
        context = len(self._context_numbers)
        new = len(tokens) - context
        numbers = np.concatenate((self._context_numbers, np.arange(self.segments + 1, self.segments + new + 1)))
        block = Block(
            self._claim_type, tokens, layout(tokens, self._claim_type), numbers, context, breaks_off
        )  # fmt: skip
        self._rest = self._rest[int(tokens.stops[-1]) - len(self._context) :]
        self.segments += new
        self._keep(
            tuple(
                Stretch(tokens.data[tokens.starts[a] : tokens.stops[b - 1]], int(numbers[a]), b - a)
                for a, b in block.layout.still_open(tokens)
            )
        )
        return block

    def _keep(self, stretches: tuple[Stretch, ...]) -> None:
        """Put these before the next block."""
        self._stretches = stretches
        self._context = b"".join(stretch.text for stretch in stretches)
        numbers = [np.arange(stretch.first, stretch.first + stretch.size) for stretch in stretches]
        self._context_numbers: Ints = np.concatenate([np.zeros(0, np.int64), *numbers])


def _type_of(guide: str) -> str:
    return claim_type(guide) or _ANY


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _from_windows(text: bytes) -> bytes:
    """Windows-1252 as UTF-8; Latin-1 where it has one of the five bytes Windows leaves open."""
    try:
        return text.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1").encode("utf-8")
