"""The door of the reader: what is no file, or no X12, is refused here, with what it seems to be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, Final

from ...errors import InputError, Problem
from .blocks import BYTE_ORDER_MARK
from .delimiters import WHITE_SPACE, begins_isa, delimiters_of

_HEAD: Final = 65_536  # bytes looked at; white space before the ISA may fill them

_SIGNATURES: Final = (
    (b"PK\x03\x04", "a zip archive or an Office file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"%PDF", "a PDF"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "an Office file"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "a bzip2 file"),
    (b"-----BEGIN PGP", "an encrypted file"),
    (b"<", "XML or HTML"),
    (b"{", "JSON"),
    (b"[", "JSON"),
    (b"UNA", "EDIFACT"),
    (b"UNB", "EDIFACT"),
    (b"MSH|", "an HL7 message"),
)
"""How files begin that are handed to a claim scrubber by mistake; white space before it is passed over."""

_SEGMENTS: Final = re.compile(rb"(?:GS|ST|CLM|HL|BHT)[^0-9A-Za-z\s]")
_COMMAS: Final = re.compile(rb"[^\r\n,]*(?:,[^\r\n,]*)+[\r\n]")


def opened(path: Path, file: str) -> IO[bytes]:
    """The file, open at its beginning, once it is sure that an ISA stands there; else InputError."""
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise _refused(file, "there is no such file", "no-file") from None
    except IsADirectoryError:
        raise _refused(file, "this is a folder; name the files in it", "no-file") from None
    except OSError as error:
        raise _refused(file, f"the file cannot be opened: {error.strerror or 'unknown reason'}", "no-file") from None
    try:
        _check(stream, file)
    except BaseException:
        stream.close()
        raise
    return stream


def _check(stream: IO[bytes], file: str) -> None:
    try:
        head = stream.read(_HEAD)
        stream.seek(0)
    except OSError as error:
        raise _refused(file, f"the file cannot be read: {error.strerror or 'unknown reason'}", "no-file") from None
    if not head:
        raise _refused(file, "the file is empty", "empty-file")
    text = head.removeprefix(BYTE_ORDER_MARK).lstrip(WHITE_SPACE)
    if not text:
        raise _refused(file, "the file holds only white space", "empty-file")
    if not begins_isa(text, 0):
        raise _refused(file, f"the file does not begin with an ISA; it seems to be {_seems(text)}", "not-x12")
    delimiters_of(text, 0, file, 1)


def _seems(text: bytes) -> str:
    for signature, what in _SIGNATURES:
        if text.startswith(signature):
            return what
    if text[:3].upper() == b"ISA":
        return "X12 whose ISA is misspelt"
    if _SEGMENTS.match(text):
        return "a part of an X12 file, without its envelope"
    if _COMMAS.match(text):
        return "a CSV"
    if b"\0" in text or not text.isascii():
        return "binary or text in another encoding"
    return "text of another kind"


def _refused(file: str, sentence: str, kind: str) -> InputError:
    return InputError([Problem(file, None, sentence, kind)])
