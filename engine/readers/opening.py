"""The door of the readers: every input is opened here, unpacked where it is packed, and known by its first bytes.

What is no file, or is nothing that is read here, is refused with what it seems to be. A reader is
chosen by what a file holds, never by its name.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Container, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal, cast

from ..errors import InputError, Problem
from ..tables import Tables
from . import archives
from .unpacking import GZIP, Packed, Unpacked, gunzipped
from .x12.blocks import BYTE_ORDER_MARK
from .x12.delimiters import WHITE_SPACE, begins_isa, delimiters_of

Format = Literal["x12", "csv", "ndjson", "parquet", "xlsx"]

_HEAD: Final = 65_536  # bytes looked at; white space before the ISA may fill them
_SPOOLED: Final = 2_000_000_000  # bytes of a packed file that may be put aside on disk, to be read back and forth
_USUAL_RATIO: Final = 8  # what gzip and Parquet make of claims: between 6 and 12 of our samples and made-up batches

_PARQUET: Final = b"PAR1"
_CSV: Final = "a CSV"

_SIGNATURES: Final = (
    (b"PK", "an Office file"),
    (b"%PDF", "a PDF"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
    (_PARQUET, "a Parquet file"),
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

_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_LINES: Final = 50  # looked at for cells

_SEGMENTS: Final = re.compile(rb"(?:GS|ST|CLM|HL|BHT)[^0-9A-Za-z\s]")
_COMMAS: Final = re.compile(rb"[^\r\n,]*(?:,[^\r\n,]*)+[\r\n]")


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read: a file, or a member of an archive; `refusal` says why it is not read."""

    path: Path
    refusal: Problem | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An input, open at its beginning, and what it holds.

    Parquet files and workbooks can be read back and forth, the others perhaps only from the front.
    """

    file: str
    stream: IO[bytes]
    format: Format
    head: bytes  # as far as it was looked at
    unpacked: Unpacked | None = None

    def whole(self, tables: Iterator[Tables]) -> Iterator[Tables]:
        """The tables read of it; at their end InputError where what was unpacked is not all there was."""
        try:
            yield from tables
        except InputError:
            self._require_whole()  # the cause of it, perhaps
            raise
        self._require_whole()

    def _require_whole(self) -> None:
        if self.unpacked and self.unpacked.damage:
            raise InputError([self.unpacked.damage]) from None


def inputs(path: Path) -> list[Input]:
    """What a file on the command line stands for: itself, or the members of a zip archive."""
    if not archives.begins_archive(path) or _is_office(path):
        return [Input(path)]
    try:
        return [Input(member.path, member.refusal) for member in archives.members(path)]
    except InputError as error:
        return [Input(path, error.problems[0])]


def content(path: Path) -> IO[bytes]:
    """A file as it lies on the disk, or what a member of an archive holds: the bytes an input is known by."""
    archive = archives.archive_of(path)
    return path.open("rb") if archive is None else _as_file(archives.unpacked(archive, path))


def unpacked_content(path: Path) -> IO[bytes]:
    """The bytes of an input, unpacked where they are packed; InputError where it cannot be opened."""
    stream = _stream(path, str(path))
    return _as_file(stream) if isinstance(stream, Unpacked) else stream


def size(path: Path) -> int:
    """About how many bytes will come out of an input; 0 for what cannot be looked at."""
    try:
        if (archive := archives.archive_of(path)) is not None:
            return sum(one.listed.file_size for one in archives.members(archive) if one.path == path)
        if not path.is_file():
            return 0
        with path.open("rb") as stream:
            packed = stream.read(len(_PARQUET)).startswith((GZIP, _PARQUET))
        return path.stat().st_size * (_USUAL_RATIO if packed else 1)
    except (OSError, InputError):
        return 0


def opened(path: Path, formats: Container[Format]) -> Opened:
    """An input, open at its beginning; InputError unless it is of one of the `formats`, which have readers."""
    file = str(path)
    stream = _stream(path, file)
    try:
        if isinstance(stream, Unpacked):
            found = _known(_as_file(stream), file, stream.peek(_HEAD), stream)
        else:
            head = stream.read(_HEAD)
            stream.seek(0)
            found = _known(stream, file, head, None)
        if found.format not in formats:
            found.stream.close()
            raise _not_x12(file, _text(found.head))
    except OSError as error:
        stream.close()
        raise _unreadable(file, error) from None
    except BaseException:
        stream.close()
        raise
    return found


def _stream(path: Path, file: str) -> IO[bytes] | Unpacked:
    """The bytes of an input, unpacked if it is packed."""
    if (archive := archives.archive_of(path)) is not None:
        return archives.unpacked(archive, path)
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise _refused(file, "there is no such file", "no-file") from None
    except IsADirectoryError:
        raise _refused(file, "this is a folder; name the files in it", "no-file") from None
    except OSError as error:
        raise _refused(file, f"the file cannot be opened: {error.strerror or 'unknown reason'}", "no-file") from None
    try:
        is_gzip = stream.read(len(GZIP)) == GZIP
        stream.seek(0)
    except OSError as error:
        stream.close()
        raise _unreadable(file, error) from None
    if not is_gzip:
        return stream
    packed = Packed(stream, "a gzip file")
    return Unpacked(file, stream, packed, gunzipped(packed))


def _known(stream: IO[bytes], file: str, head: bytes, unpacked: Unpacked | None) -> Opened:
    """The input with its format; one that must be read back and forth is put aside on disk first."""
    if not head and unpacked and unpacked.damage:
        raise InputError([unpacked.damage])
    if not head:
        raise _refused(file, "the file is empty", "empty-file")
    if unpacked and head.startswith(GZIP):
        raise _nested(file)
    if head.startswith(archives.BEGINNINGS):
        aside = _put_aside(stream, file, unpacked)
        if not archives.is_office(aside):
            aside.close()
            raise _nested(file) if unpacked else _refused(file, "this is a zip archive of files", "not-x12")
        aside.seek(0)
        return Opened(file, aside, "xlsx", head)
    if head.startswith(_PARQUET):
        return Opened(file, _put_aside(stream, file, unpacked), "parquet", head)
    text = _text(head)
    if not text:
        raise _refused(file, "the file holds only white space", "empty-file")
    if begins_isa(text, 0):
        delimiters_of(text, 0, file, 1)
        return Opened(file, stream, "x12", head, unpacked)
    if text.startswith(b"{"):
        return Opened(file, stream, "ndjson", head, unpacked)
    if _seems(text) == _CSV or _is_sheet(head, text):
        return Opened(file, stream, "csv", head, unpacked)
    raise _not_x12(file, text)


def _put_aside(stream: IO[bytes], file: str, unpacked: Unpacked | None) -> IO[bytes]:
    """A stream that can be read back and forth; what is not whole is refused, for its end says what it holds."""
    if not unpacked:
        return stream
    with ExitStack() as stack:
        aside = stack.enter_context(tempfile.TemporaryFile())  # nobody else can open it; it is gone when closed
        while part := stream.read(_HEAD):
            aside.write(part)
            if aside.tell() > _SPOOLED:
                raise _refused(file, f"it unpacks to more than {_SPOOLED} bytes", "too-large", "unpack it first")
        if unpacked.damage:
            raise InputError([unpacked.damage])
        stack.pop_all()
    unpacked.close()
    aside.seek(0)
    return aside


def _text(head: bytes) -> bytes:
    return head.removeprefix(BYTE_ORDER_MARK).lstrip(WHITE_SPACE)


def _seems(text: bytes) -> str:
    for signature, what in _SIGNATURES:
        if text.startswith(signature):
            return what
    if text[:3].upper() == b"ISA":
        return "X12 whose ISA is misspelt"
    if _SEGMENTS.match(text):
        return "a part of an X12 file, without its envelope"
    if _COMMAS.match(text):
        return _CSV
    if b"\0" in text or not text.isascii():
        return "binary or text in another encoding"
    return "text of another kind"


def _is_sheet(head: bytes, text: bytes) -> bool:
    """Whether some line near the beginning has three cells: a title may stand above, and other signs may part them."""
    seems = _seems(text)
    if seems in {"text of another kind", "binary or text in another encoding"} and b"\0" not in text:
        lines = text.splitlines()
    elif head[:2] in _UTF_16 or seems == "binary or text in another encoding":
        lines = head.replace(b"\0", b"").splitlines()  # UTF-16: what parts cells is ASCII
    else:
        return False
    return any(line.count(sign) > 1 for line in lines[:_LINES] for sign in (b",", b";", b"\t", b"|"))


def _as_file(unpacked: Unpacked) -> IO[bytes]:
    return cast("IO[bytes]", unpacked)  # RawIOBase has all of it, and typeshed does not say so


def _is_office(path: Path) -> bool:
    with path.open("rb") as stream:
        return archives.is_office(stream)


def _not_x12(file: str, text: bytes) -> InputError:
    return _refused(file, f"the file does not begin with an ISA; it seems to be {_seems(text)}", "not-x12")


def _nested(file: str) -> InputError:
    sentence = "this is an archive in an archive, and only one is opened"
    return _refused(file, sentence, "nested-archive", "unpack the outer one first")


def _unreadable(file: str, error: OSError) -> InputError:
    return _refused(file, f"the file cannot be read: {error.strerror or 'unknown reason'}", "no-file")


def _refused(file: str, sentence: str, kind: str, hint: str = "") -> InputError:
    return InputError([Problem(file, None, sentence, kind, hint)])
