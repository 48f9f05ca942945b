"""The bytes of a text file as UTF-8, whatever they were written in, and lines that end with a line feed."""

from __future__ import annotations

import codecs
from typing import IO, Final

from .rows import refused

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

HEAD: Final = 65_536
"""Bytes looked at to know the encoding."""


class Utf8:
    """A binary stream as UTF-8, read by blocks; nothing is sought in it.

    Text that is no UTF-8 is what Windows wrote, byte by byte, so that a name of another program in the
    middle of the file spoils nothing else; `mixed` says that there was some.
    """

    def __init__(self, stream: IO[bytes], file: str) -> None:
        self.file, self.bytes_read, self.mixed = file, 0, False
        self.before: int | None = 0  # bytes of the file before its text; None where the text is not as it stands there
        self._stream = stream
        self._waiting = self._read(HEAD)
        self._decoder = None
        self._returns_only = False
        encoding = _encoding(self._waiting)
        for mark, _ in _MARKS:
            if self._waiting.startswith(mark):
                self._waiting = self._waiting[len(mark) :]
                self.before = len(mark)
                break
        if encoding != "utf-8":
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        head = self._waiting if self._decoder is None else self._waiting.decode(encoding, "replace").encode()
        self._returns_only = b"\n" not in head and b"\r" in head
        if self._decoder is not None or self._returns_only:
            self.before = None

    def read(self, size: int) -> bytes:
        """Some `size` bytes; none at the end of the file. A character may be cut at their end."""
        raw = self._waiting + (self._read(size - len(self._waiting)) if size > len(self._waiting) else b"")
        self._waiting = b""
        if self._decoder is not None:
            text = self._decoder.decode(raw, final=not raw)
            while raw and not text:  # half a character
                raw = self._read(size)
                text = self._decoder.decode(raw, final=not raw)
            raw = text.encode("utf-8", "replace")
        if b"\0" in raw:
            raise refused(self.file, "the file holds bytes that are no text (NUL)", "binary",
                          "export it once more, as CSV in UTF-8")  # fmt: skip
        return raw.replace(b"\r", b"\n") if self._returns_only else raw

    def sound(self, block: bytes) -> bytes:
        """A block, cut at the end of a line, as valid UTF-8."""
        block, is_mixed = sound(block)
        self.mixed |= is_mixed
        return block

    def _read(self, size: int) -> bytes:
        try:
            raw = self._stream.read(size)
        except (OSError, EOFError) as error:
            what = getattr(error, "strerror", None) or "unknown reason"
            raise refused(self.file, f"the file cannot be read: {what}", "no-file") from None
        self.bytes_read += len(raw)
        return raw


def sound(block: bytes) -> tuple[bytes, bool]:
    """A block as valid UTF-8, and whether it was something else in part."""
    if block.isascii():
        return block, False
    try:
        block.decode()
    except UnicodeDecodeError:
        return block.decode("utf-8", _WINDOWS).encode(), True
    return block, False


def _encoding(head: bytes) -> str:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    pairs = len(head) // 2
    if pairs and head.count(b"\0") > pairs // 2:  # text of our letters has a NUL in each pair
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    return "utf-8"


def _windows(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are no UTF-8 as Windows-1252, and those it leaves open as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(_character(byte) for byte in bad), error.end


def _character(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_WINDOWS: Final = "claimscrub-windows"
codecs.register_error(_WINDOWS, _windows)
