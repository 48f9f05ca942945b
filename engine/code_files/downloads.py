"""A file as it was downloaded, or a member of its archive: what it is called, how it begins, what it holds.

Nothing is believed of its name. Of an archive every member is a download, and of an archive within it
every member again, as CMS packs its coverage exports; a third level is not opened. What leads out, is
encrypted or unpacks to too much is refused by a sentence, and nothing is written to disk.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO, Final, Literal, NoReturn, TypeAlias
from zipfile import ZipInfo

from ..code_sets.release import Source
from ..errors import InputError, Problem
from ..readers import archives
from ..readers.unpacking import Unpacked
from .workbook import first_cells

LARGEST: Final = 40_000_000_000
"""Bytes that an archive may come to; NPPES has 10 GB, and is never in memory at once."""

LARGEST_IN_MEMORY: Final = 2_000_000_000
_QUOTED: Final = re.compile('"[^"]*"')
_UNPACK: Final = "unpack the outer archive, and name what is in it"
HEAD: Final = 1 << 18
LOOKED_AT: Final = 200
"""Records at the beginning that are split to find a header."""

Kind: TypeAlias = Literal["text", "workbook", "xml", "web page", "archive", "PDF", "old workbook", "binary", "nothing"]


@dataclass(frozen=True)
class Download:
    """One file, or one member of an archive; `path` is the user's, behind the archive's the member's name.

    `within` is there where the archive is a member itself, and then `archive` is the path of that.
    """

    path: Path
    archive: Path | None = None
    within: archives.Within | None = field(default=None, repr=False, compare=False)

    @property
    def file(self) -> str:
        """What problems call it."""
        return str(self.path)

    @property
    def name(self) -> str:
        """The publisher's name of it, with those of its archives: never a path of a machine."""
        around = [] if self.archive is None else dict.fromkeys([self.given, self.archive])
        return "/".join(one.name for one in [*around, self.path])

    @property
    def given(self) -> Path:
        """The file that it came in, as the user named it."""
        if self.archive is None:
            return self.path
        return self.archive if self.within is None else self.within.outer

    @property
    def stem(self) -> str:
        """Its own name in small letters, without what follows the last dot."""
        return self.path.stem.casefold()

    @cached_property
    def head(self) -> bytes:
        """The first quarter of a megabyte."""
        with self.stream() as stream:
            return stream.read(HEAD)

    @cached_property
    def kind(self) -> Kind:
        """What its first bytes say it is."""
        head = self.head
        begun = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:400].lower()
        if not head.strip():
            return "nothing"
        if head.startswith(archives.BEGINNINGS):
            return "workbook" if archives.is_office(io.BytesIO(self.content)) else "archive"
        if begun.startswith((b"<!doctype html", b"<html")) or (begun.startswith(b"<") and b"<html" in begun):
            return "web page"
        for beginning, kind in _BEGINNINGS:
            if begun.startswith(beginning):
                return kind
        return "binary" if b"\0" in head and not head.startswith(_UTF_16) else "text"

    @cached_property
    def text_head(self) -> str:
        """The beginning as text, whole lines of it; nothing where it is no text."""
        if self.kind not in ("text", "xml"):
            return ""
        cut = self.head if len(self.head) < HEAD else self.head[: self.head.rfind(b"\n") + 1]
        return decoded(cut)

    @cached_property
    def separator(self) -> str:
        """What stands between two fields: the one of tab, bar, semicolon and comma that is there most."""
        counts = Counter(_QUOTED.sub("", self.text_head))  # prose has semicolons, above all where it is HTML
        return max("\t|;,", key=lambda one: counts[one])

    @cached_property
    def first_rows(self) -> list[list[str]]:
        """The cells of the first records, stripped; nothing of what has no cells."""
        if self.kind == "workbook":
            return first_cells(self.content, self.file, LOOKED_AT)
        records = csv.reader(io.StringIO(self.text_head, newline=""), delimiter=self.separator)
        found: list[list[str]] = []
        with suppress(csv.Error):  # a cell longer than csv takes stands behind the header that is looked for
            found.extend([cell.strip() for cell in record] for record in islice(records, LOOKED_AT))
        return found

    @cached_property
    def content(self) -> bytes:
        """All of it; InputError where it is damaged or too large to be held."""
        with self.stream() as stream:
            content = stream.read(LARGEST_IN_MEMORY + 1)
        if len(content) > LARGEST_IN_MEMORY:
            self.refuse(f"the file has more than {LARGEST_IN_MEMORY:,} bytes", "too-large")
        return content

    def forget(self) -> None:
        """Let go of what was read of it; it can be read again."""
        self.__dict__.pop("content", None)

    @property
    def source(self) -> Source:
        """What a release says of it."""
        return Source(self.name, len(self.content), hashlib.sha256(self.content).hexdigest())

    def stream(self) -> IO[bytes]:
        """Its bytes from the front."""
        try:
            if self.archive is None:
                return self.path.open("rb")
            return io.BufferedReader(_Whole(archives.unpacked(self.archive, self.path, LARGEST, self.within)), 1 << 20)
        except OSError as error:
            self.refuse(f"the file cannot be opened: {error.strerror or 'unknown reason'}", "no-file")

    def refuse(self, sentence: str, kind: str, hint: str = "", place: str | None = None) -> NoReturn:
        """Raise what is wrong with it."""
        raise InputError([Problem(self.file, place, sentence, kind, hint)])


class _Whole(io.RawIOBase):
    """An unpacked stream that raises where the end it comes to is not the true one."""

    def __init__(self, unpacked: Unpacked) -> None:
        self._unpacked = unpacked

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # what a BufferedReader gives
        """Fill a buffer; InputError where a member is damaged."""
        count = self._unpacked.readinto(buffer)
        if not count and self._unpacked.damage:
            raise InputError([self._unpacked.damage])
        return count

    def close(self) -> None:
        """Close the archive too."""
        self._unpacked.close()
        super().close()


_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")

_BEGINNINGS: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"<", "xml"),
    (b"%pdf", "PDF"),
    (b"\xd0\xcf\x11\xe0", "old workbook"),
)


def decoded(content: bytes) -> str:
    """A text in whatever it is written: UTF-8, UTF-16 with its mark, else cp1252 as CMS writes."""
    if content.startswith(_UTF_16):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def in_utf_8(content: bytes) -> bytes:
    """The same text in UTF-8, which is what Polars reads."""
    if content.isascii():  # nearly all are, and so 48 MB cost nothing
        return content
    return decoded(content).encode()


def downloads(paths: list[Path]) -> tuple[list[Download], list[Problem]]:
    """The files and members behind the paths, and what is wrong with those that are none."""
    found: list[Download] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            found += _opened(path, problems)
        except InputError as error:
            problems += error.problems
    return found, problems


def _opened(path: Path, problems: list[Problem]) -> list[Download]:
    if path.is_dir():
        Download(path).refuse("this is a folder", "no-file", "name the files in it")
    if not archives.begins_archive(path) or _is_workbook(path):
        return [Download(path)]
    return list(_members(path, problems))


def _members(archive: Path, problems: list[Problem]) -> Iterator[Download]:
    """The members of an archive, and those of archives among them; what is counted is counted over both levels."""
    members = archives.members(archive, LARGEST)
    count, comes_to, held = len(members), sum(one.listed.file_size for one in members), 0
    for download, listed in _sound(members, archive, None, problems):
        if download.kind != "archive":
            yield download
            continue
        if (held := held + listed.file_size) > LARGEST_IN_MEMORY:
            sentence = f"with it the archives within {archive.name} come to more than {LARGEST_IN_MEMORY:,} bytes"
            download.refuse(sentence, "too-large", _UNPACK)
        within = archives.Within(archive, download.content, listed.compress_size, count, comes_to)
        download.forget()
        inner = archives.members(download.path, LARGEST, within)
        count, comes_to = count + len(inner), comes_to + sum(one.listed.file_size for one in inner)
        for member, _ in _sound(inner, download.path, within, problems):
            if member.kind == "archive":
                member.refuse("this is an archive two levels deep, and one level is opened", "nested-archive", _UNPACK)
            yield member


def _sound(
    members: Sequence[archives.Member], archive: Path, within: archives.Within | None, problems: list[Problem]
) -> Iterator[tuple[Download, ZipInfo]]:
    """The members that may be read, as downloads, with what the list says of each."""
    problems += [one.refusal for one in members if one.refusal]
    return ((Download(one.path, archive, within), one.listed) for one in members if not one.refusal)


def _is_workbook(path: Path) -> bool:
    with path.open("rb") as stream:
        return archives.is_office(stream)
