"""A file of bytes as blocks of whole segments, each with the context its claims need.

A block is cut before an HL or a CLM (or an envelope segment), and the segments that still hold for
what follows, the transaction's header and the open HLs up to their first claim, are put before the
next block with their own numbers. So memory stays flat whatever the size of the file, and a block
can be read by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Final

import numpy as np

from ...errors import InputError, Problem
from .delimiters import ISA_FOLDED, WHITE_SPACE, Delimiters, delimiters_of, seems_isa
from .faults import FaultLog
from .guides import claim_type
from .layout import BOUNDARIES, Layout, layout
from .loops import ENVELOPES
from .mending import as_utf8, is_utf8, line_breaks_within, segments_at, without
from .standing import Standing, Stretch
from .tokenizer import tokenize
from .tokens import Ints, Tokens, is_one_of
from .waiting import Waiting

LONGEST_CLAIM: Final = 32_000_000
"""Bytes without a place to cut after which a file is refused; a claim of 50 lines has about 20,000."""

_MOST_SEGMENTS: Final = 1_000_000  # of them all; empty ones take a hundred times their bytes

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

_ANY: Final = "837P"  # what a transaction of an unknown guide is taken for until it is refused

_FEW_BYTES: Final = 65_536  # looked at where one interchange after the other has separators of its own


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


class Blocks:
    """The blocks of one file, read once from the front or from where another stood.

    `segments` counts along, from the front of the file. The first block is small, so that whoever works on
    blocks need not wait long for it: of `first_bytes`, else a fourth of the others.
    """

    def __init__(
        self, stream: IO[bytes], log: FaultLog, block_bytes: int, since: Standing | None = None,
        first_bytes: int | None = None,
    ) -> None:  # fmt: skip
        self.segments = since.segments if since else 0  # new segments handed over
        self._waiting = Waiting(stream, since.offset if since else 0)
        self._log = log
        self._block_bytes = block_bytes
        self._wanted = block_bytes if since else min(block_bytes, first_bytes or max(1, block_bytes // 4))
        self._breaks_off = False
        self._stretches: tuple[Stretch, ...] = ()
        self._keep(since.context if since else ())
        self._guide = since.guide if since else ""  # of the last group
        self._claim_type = since.claim_type if since else _ANY
        self._delimiters = since.delimiters if since else None

    @property
    def bytes_read(self) -> int:
        """The bytes read so far, from the front of the file."""
        return self._waiting.bytes_read

    def standing(self) -> Standing | None:
        """Where this stands, having handed a block over; None where nobody else could go on from there."""
        if self._delimiters is None or self._waiting.is_altered or not len(self._context_numbers):
            return None
        offset = self.bytes_read - len(self._waiting)
        return Standing(offset, self.segments, self._delimiters, self._stretches, self._guide, self._claim_type)

    def whole(self, text: bytes) -> Block | None:
        """Some bytes, read elsewhere, as one block; None where they are not plainly one."""
        delimiters, written = self._delimiters, text.rstrip(WHITE_SPACE)
        if delimiters is None or not written.endswith(bytes((delimiters.segment,))):
            return None
        if not is_utf8(text) or not is_utf8(self._context):  # which, where it was guessed, is as the file has it
            return None
        self._waiting = Waiting(BytesIO(text), self.bytes_read)
        self._waiting.read(len(text) + 1)
        tokens = tokenize(delimiters, self._context, written)
        if self._other_isa(tokens, delimiters) is not None or len(line_breaks_within(tokens)):
            return None
        if self._other_type(tokens) is not None:
            return None
        block = self._hand_over(tokens, breaks_off=False)
        self._waiting.take_off(len(self._waiting))
        return block

    def __iter__(self) -> Iterator[Block]:
        if self._delimiters is not None:
            yield from self._interchanges(self._delimiters)
        else:
            self._skip_mark()
        while self._waiting.skip_white_space(ISA_FOLDED):
            self._delimiters = delimiters_of(self._waiting.front(ISA_FOLDED), 0, self._log.file, self.segments + 1)
            yield from self._interchanges(self._delimiters)

    def _skip_mark(self) -> None:
        self._waiting.read(len(BYTE_ORDER_MARK))
        if self._waiting.front(len(BYTE_ORDER_MARK)) == BYTE_ORDER_MARK:
            self._waiting.take_off(len(BYTE_ORDER_MARK))
            self._log.warn(0, "", "the file begins with a byte-order mark", "byte-order-mark")

    def _interchanges(self, delimiters: Delimiters) -> Iterator[Block]:
        """The blocks up to the end of the file or to an ISA with other separators."""
        while True:
            tokens, isa, at_end = self._looked_at(delimiters, max(self._wanted, ISA_FOLDED))
            breaks_off = isa is None and at_end and self._breaks_off
            if isa is None and not at_end:
                cut = self._cut(tokens)
                if cut is None:
                    self._want_more(len(tokens))
                    continue
                tokens = tokens.upto(cut)
            elif isa is not None:
                tokens = tokens.upto(isa)
            tokens = self._utf8(tokens)
            done = isa is not None or at_end
            other = self._other_type(tokens)
            if other == len(self._context_numbers) and other:
                self._keep(())  # a transaction of another type begins here, whatever is open
                continue
            if other is not None:
                tokens, breaks_off, done = tokens.upto(other), False, False
            block = self._hand_over(tokens, breaks_off=breaks_off) if len(tokens) > len(self._context_numbers) else None
            # where interchanges or types change every few segments, a whole block is not looked at for each
            new = int(tokens.stops[-1]) if block is not None else 0
            self._wanted = min(
                self._block_bytes, max(_FEW_BYTES, 4 * (self._wanted if isa is None and other is None else new))
            )
            del tokens
            if block is not None:
                yield block
            del block
            if done:
                self._keep(())
                return

    def _looked_at(self, delimiters: Delimiters, size: int) -> tuple[Tokens, int | None, bool]:
        """The context and the whole segments among the next bytes, unfolded.

        Then the segment with which an interchange of other separators begins, or None, and whether
        the file ends with them; if it does, a segment that breaks off is among them.
        """
        self._waiting.read(size)
        while True:
            at_end = self._waiting.at_end and size >= len(self._waiting)
            end = self._waiting.end_of(delimiters.segment, size)
            tokens = tokenize(delimiters, self._context, self._waiting.front(end))
            isa = self._other_isa(tokens, delimiters)
            folded = line_breaks_within(tokens if isa is None else tokens.upto(isa))
            if len(folded):
                self._unfold(tokens, folded)
                size -= len(folded)
            elif isa is None and at_end and self._waiting.front(len(self._waiting), end).strip(WHITE_SPACE):
                self._waiting.end_with(delimiters.segment)
                self._breaks_off = True
                size = len(self._waiting)
            else:
                return tokens, isa, at_end

    def _unfold(self, tokens: Tokens, places: Ints) -> None:
        """Take line breaks out of segments that wait."""
        shift, stop = len(self._context), int(tokens.stops[-1])
        self._waiting.put_for(stop - shift, without(tokens.data[shift:stop], places - shift))
        if not self._log.has_warned("folded"):
            row = int(segments_at(tokens, places[:1])[0])
            sentence = "line breaks stand inside of segments, and were passed over"
            self._log.warn(self._number(row), tokens.name(row), sentence, "folded")

    def _other_isa(self, tokens: Tokens, delimiters: Delimiters) -> int | None:
        """The segment with which an interchange of other separators, or of none, begins; None when there is none."""
        shift = len(self._context)
        rows = tokens.rows("ISA", "")
        rows = rows[rows >= len(self._context_numbers)]
        for row in rows[tokens.begin_with(rows, "ISA")].tolist():
            if self._begins_other(int(tokens.starts[row]) - shift, row, delimiters):
                return int(row)
        end = (int(tokens.stops[-1]) if len(tokens) else shift) - shift
        tail = self._waiting.front(end + _FEW_BYTES, end)
        at = end + len(tail) - len(tail.lstrip(WHITE_SPACE))
        return len(tokens) if self._begins_other(at, len(tokens), delimiters) else None

    def _begins_other(self, at: int, row: int, delimiters: Delimiters) -> bool:
        """Whether an ISA begins at a byte that waits, with other separators or with none that can be known."""
        if not seems_isa(self._waiting.front(at + 4, at), 0):
            return False
        self._waiting.read(at + ISA_FOLDED)
        isa = self._waiting.front(at + ISA_FOLDED, at)
        try:
            return delimiters_of(isa, 0, self._log.file, self._number(row)) != delimiters
        except InputError:
            return True  # raised again when it is its turn

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
        # what stands astray before the first is of the type before it, wherever blocks are cut
        if len(begun) and not context and is_one_of(tokens.key[: begun[0]], ENVELOPES).all():
            self._claim_type = _type_of(named[0] or guides[of_group[0]])
        # most files name one guide throughout, whatever the number of their transactions
        if {_type_of(guide) for guide in {*named, *guides} if guide} - {self._claim_type}:
            for row, guide, group in zip(begun.tolist(), named, of_group.tolist(), strict=True):
                if _type_of(guide or guides[group]) != self._claim_type:
                    self._guide = guides[group]
                    return int(row)
        self._guide = guides[-1]
        return None

    def _cut(self, tokens: Tokens) -> int | None:
        """The last segment before which a block can be cut; None when it would hold nothing new."""
        rows = tokens.rows(*BOUNDARIES)
        return int(rows[-1]) if len(rows) and rows[-1] > len(self._context_numbers) else None

    def _want_more(self, segments: int) -> None:
        """Look further when the bytes at hand, so many segments, hold no place to cut."""
        if self._wanted > LONGEST_CLAIM or segments > _MOST_SEGMENTS:
            place = f"segment {self.segments + 1}"
            sentence = f"no claim ends within the next {LONGEST_CLAIM} bytes or {_MOST_SEGMENTS} segments"
            raise InputError([Problem(self._log.file, place, sentence, "too-long")])
        self._wanted = 2 * self._wanted + self._block_bytes

    def _utf8(self, tokens: Tokens) -> Tokens:
        """The same segments in UTF-8: those that are not are taken as Windows-1252, with a warning."""
        shift, stop = len(self._context), int(tokens.stops[-1]) if len(tokens) else 0
        text = tokens.data[shift:stop]
        if is_utf8(text):
            return tokens
        readable, changed = as_utf8(text, tokens.delimiters.segment)
        self._waiting.put_for(len(text), readable)
        tokens = tokenize(tokens.delimiters, self._context, readable)
        for row in segments_at(tokens, np.array(changed) + shift).tolist():
            sentence = "the text is not UTF-8; it was read as Windows-1252"
            self._log.warn(self._number(row), tokens.name(row), sentence, "encoding")
        return tokens

    def _number(self, row: int) -> int:
        """The number in the file of a segment that is not handed over yet."""
        return self.segments + row - len(self._context_numbers) + 1

    def _hand_over(self, tokens: Tokens, *, breaks_off: bool) -> Block:
        context = len(self._context_numbers)
        new = len(tokens) - context
        numbers = np.concatenate((self._context_numbers, np.arange(self.segments + 1, self.segments + new + 1)))
        block = Block(self._claim_type, tokens, layout(tokens, self._claim_type), numbers, context, breaks_off)
        self._waiting.take_off(int(tokens.stops[-1]) - len(self._context))
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
