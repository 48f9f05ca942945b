"""A packed file as a stream, unpacked piece by piece: gzip, and what a zip archive packs its members with.

A stream that is damaged, breaks off or unpacks to too much ends early, and `damage` says why: so all
that could be unpacked is read, and whoever read it must ask before it counts. Nothing of it is ever
in memory but the piece at hand, and announced sizes are believed only where they limit.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final

from ..errors import Problem

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

RATIO: Final = 100
"""What unpacks to more than so many times its size is no claim file: those come to some ten times theirs."""

HARMLESS: Final = 16_000_000
"""Bytes up to which nobody asks for the ratio; a few equal claims are packed better than most bombs."""

_PIECE: Final = 1 << 18
_LONGEST_NAME: Final = 65_536

GZIP: Final = b"\x1f\x8b"
_HEADER: Final = struct.Struct("<2sBBLBB")
_TRAILER: Final = struct.Struct("<LL")
_CHECKED, _EXTRA, _NAME, _COMMENT, _UNKNOWN = 2, 4, 8, 16, 0xE0


class Damage(Exception):
    """Why a stream cannot be unpacked to its end."""

    def __init__(self, sentence: str, kind: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.kind, self.hint = sentence, kind, hint


class Packed:
    """Packed bytes as they are taken from a file, or `length` of them; `taken` counts along.

    `what` is what they are, for a sentence about them.
    """

    def __init__(self, stream: IO[bytes], what: str, length: int | None = None) -> None:
        self.taken = 0
        self.what = what
        self._stream = stream
        self._length = length
        self._rest = b""

    def piece(self, size: int = _PIECE) -> bytes:
        """The next bytes, `size` at most; none at the end."""
        if self._rest:
            part, self._rest = self._rest[:size], self._rest[size:]
            return part
        part = self._stream.read(size if self._length is None else min(size, self._length - self.taken))
        self.taken += len(part)
        return part

    def give_back(self, rest: bytes) -> None:
        """Put back what was taken and is not wanted."""
        self._rest = rest + self._rest

    def upto(self, count: int) -> bytes:
        """The next `count` bytes, fewer only at the end."""
        found = b""
        while len(found) < count and (part := self.piece(count - len(found))):
            found += part
        return found

    def exactly(self, count: int) -> bytes:
        """The next `count` bytes; Damage where they are not there."""
        if len(found := self.upto(count)) < count:
            raise self.broken_off()
        return found

    def broken_off(self) -> Damage:
        """The end is not there."""
        return Damage(f"this is {self.what} that breaks off before its end", "breaks-off", "get the file once more")

    def damaged(self, why: str) -> Damage:
        """What is there cannot be right."""
        return Damage(f"this is {self.what} that is damaged: {why}", "damaged-archive", "get the file once more")


class Unpacked(io.RawIOBase):
    """The unpacked bytes of `parts` as a stream that is read once, from the front.

    `file` names it in problems, `packed` is where the bytes come from, `largest` the most it may come
    to. `given` counts the bytes handed over; `damage` is set when the end is not the true one.
    """

    def __init__(
        self, file: str, stream: IO[bytes], packed: Packed, parts: Iterator[bytes], largest: int | None = None
    ) -> None:
        self.damage: Problem | None = None
        self.given = 0
        self._file = file
        self._stream = stream
        self._packed = packed
        self._parts = parts
        self._largest = largest
        self._unpacked = 0
        self._waiting = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer as far as the piece at hand goes; 0 at the end."""
        room = memoryview(buffer).cast("B")
        if not self._waiting:
            self._waiting = self._next()
        part, self._waiting = self._waiting[: len(room)], self._waiting[len(room) :]
        room[: len(part)] = part
        self.given += len(part)
        return len(part)

    def peek(self, size: int) -> bytes:
        """The first `size` bytes that will be read next, fewer only at the end."""
        while len(self._waiting) < size and (part := self._next()):
            self._waiting += part
        return self._waiting[:size]

    def _next(self) -> bytes:
        if self.damage:
            return b""
        try:
            part = next(self._parts, b"")
            self._unpacked += len(part)
            if self._unpacked > max(HARMLESS, RATIO * self._packed.taken):
                sentence = f"this is {self._packed.what} that unpacks to more than {RATIO} times its size"
                raise Damage(sentence, "too-packed", "unpack it to see why")
            if self._largest is not None and self._unpacked > self._largest:
                raise self._packed.damaged("more comes out of it than its archive says")
        except Damage as damage:
            self.damage = Problem(self._file, None, damage.sentence, damage.kind, damage.hint)
            return b""
        return part

    def close(self) -> None:
        """Close the file it comes from too."""
        self._stream.close()
        super().close()


def inflated(packed: Packed) -> Iterator[bytes]:
    """What was deflated, to the end that it marks itself; the bytes after it are left in `packed`."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting, ended = b"", False
    while not unpacker.eof:
        if not waiting and not ended:
            waiting = packed.piece()
            ended = not waiting
        try:
            part = unpacker.decompress(waiting, _PIECE)
        except zlib.error:
            raise packed.damaged("the rest of it cannot be unpacked") from None
        waiting = unpacker.unconsumed_tail
        if part:
            yield part
        elif ended and not unpacker.eof:
            raise packed.broken_off()
    packed.give_back(unpacker.unused_data)


def stored(packed: Packed) -> Iterator[bytes]:
    """What was put into an archive as it is."""
    while part := packed.piece():
        yield part


def gunzipped(packed: Packed) -> Iterator[bytes]:
    """The content of a gzip file, of one part or of several after each other. Source: RFC 1952."""
    first = True
    while _begun(packed, first=first):
        first = False
        checksum = length = 0
        for part in inflated(packed):
            checksum, length = zlib.crc32(part, checksum), length + len(part)
            yield part
        if _TRAILER.unpack(packed.exactly(_TRAILER.size)) != (checksum, length % 2**32):
            raise packed.damaged("its checksum is not that of what it holds")


def _begun(packed: Packed, *, first: bool) -> bool:
    """Pass over the header of a part; False where none follows the last."""
    head = packed.upto(1)
    while not first and head == b"\0":  # tapes fill up with them
        head = packed.upto(1)
    if not head and not first:
        return False
    head += packed.upto(_HEADER.size - 1)
    if not first and not head.startswith(GZIP):
        raise packed.damaged("something that is no gzip stands after its end")
    if len(head) < _HEADER.size:
        raise packed.broken_off()
    _, method, flags, *_ = _HEADER.unpack(head)
    if method != zlib.DEFLATED or flags & _UNKNOWN:
        raise packed.damaged("its header is of no known form")
    if flags & _EXTRA:
        packed.exactly(int.from_bytes(packed.exactly(2), "little"))
    for text in (_NAME, _COMMENT):
        if flags & text:
            _pass_text(packed)
    if flags & _CHECKED:
        packed.exactly(2)
    return True


def _pass_text(packed: Packed) -> None:
    for _ in range(_LONGEST_NAME):
        if packed.exactly(1) == b"\0":
            return
    raise packed.damaged("its header is of no known form")
