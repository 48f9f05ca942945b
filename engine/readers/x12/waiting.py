"""The bytes of a file that were read and are not yet handed over.

Apart from the blocks, because this is what memory depends on: no more waits than was asked for, and
what is taken off its front costs nothing until half of it is gone.
"""

from __future__ import annotations

from typing import IO, Final

from .delimiters import WHITE_SPACE

_PIECE: Final = 65_536  # bytes looked at to find what stands behind white space


class Waiting:
    """A window into a stream that is read once, from the front; places in it count from its own front.

    `bytes_read` counts from the front of the file. `is_altered` is true once the bytes are not those of
    the file any more, so that nobody can say where in the file the window begins.
    """

    def __init__(self, stream: IO[bytes], bytes_read: int = 0) -> None:
        self.bytes_read = bytes_read
        self.at_end = False
        self.is_altered = False
        self._stream = stream
        self._text = b""
        self._gone = 0  # bytes at its front that were taken off

    def __len__(self) -> int:
        return len(self._text) - self._gone

    def read(self, wanted: int) -> None:
        """Read on until so many bytes wait or the file ends."""
        if len(self) >= wanted or self.at_end:
            return
        parts, waiting = [self.front(len(self))], len(self)
        while waiting < wanted and not self.at_end:
            part = self._stream.read(wanted - waiting)
            self.at_end = not part
            self.bytes_read += len(part)
            waiting += len(part)
            parts.append(part)
        self._text, self._gone = b"".join(part for part in parts if part), 0  # of one part it is no copy

    def front(self, size: int, at: int = 0) -> bytes:
        """Some of the bytes that wait, without those before `at`."""
        return self._text[self._gone + at : self._gone + size]

    def end_of(self, mark: int, size: int) -> int:
        """Where the last of the first `size` bytes that is a mark ends; 0 where none is."""
        return max(0, self._text.rfind(mark, self._gone, self._gone + size) + 1 - self._gone)

    def take_off(self, size: int) -> None:
        """Be rid of the first bytes."""
        self._gone += size
        if 2 * self._gone > len(self._text):
            self._text, self._gone = self._text[self._gone :], 0

    def put_for(self, size: int, text: bytes) -> None:
        """Put other bytes in place of the first."""
        self._text, self._gone = text + self._text[self._gone + size :], 0
        self.is_altered = True

    def end_with(self, terminator: int) -> None:
        """Put a terminator to the last segment of the file, which has none."""
        self._text = self._text.rstrip(WHITE_SPACE) + bytes((terminator,))
        self.is_altered = True

    def skip_white_space(self, at_least: int) -> bool:
        """Take white space off, and read on until so many bytes wait; False where nothing is left."""
        while True:
            text = self.front(_PIECE)
            left = text.lstrip(WHITE_SPACE)
            self.take_off(len(text) - len(left))
            if left and (len(self) >= at_least or self.at_end):
                return True
            if self.at_end and not len(self):
                return False
            self.read(max(_PIECE, at_least))
