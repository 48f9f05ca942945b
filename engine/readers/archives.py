"""Zip archives: each member is an input of its own, called by the archive and its name, `batch.zip/day1.837`.

Such a path is used like that of a file, also by whoever names one member. An archive may come from
anywhere: nothing of it is written to disk, names that lead elsewhere are refused, and how much comes
out is counted while it does.
"""

from __future__ import annotations

import io
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import IO, Final, NoReturn
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ..errors import InputError, Problem
from .unpacking import HARMLESS, RATIO, Packed, Unpacked, inflated, stored

BEGINNINGS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
"""How a zip archive begins: with a member, empty, or as one of several volumes."""

MOST_MEMBERS: Final = 1_000
LARGEST: Final = 2_000_000_000
"""Bytes that the members of an archive may say they come to; a stream ends where its member said."""

_LONGEST_LIST: Final = 4_000_000  # bytes; 1,000 members with names of 200 characters need 300,000
_OFFICE: Final = "[Content_Types].xml"
_LOCAL: Final = struct.Struct("<4s2xH18xHH")  # what stands before a member: signature, flags, lengths of names
_ENCRYPTED: Final = 0x1 | 0x40
_UTF_8: Final = 0x800
_UNREADABLE: Final = (BadZipFile, NotImplementedError, ValueError, OSError, struct.error, IndexError)
"""What zipfile raises on lists of members that are none."""


@dataclass(frozen=True, slots=True)
class Within:
    """An archive that is a member of another, `outer`: its bytes, and what it shares with the one around it.

    `packed` is its size as the other archive has it, `members` and `unpacked` what has been counted there so far:
    of both levels together no more comes out than of one.
    """

    outer: Path
    content: bytes
    packed: int
    members: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class Member:
    """One member, and why it is refused, if it is."""

    path: Path
    listed: ZipInfo
    refusal: Problem | None = None


class _List(io.BufferedReader):
    """A file of which no more is read at once than the list of an archive that is not too long."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _LONGEST_LIST:
            raise ValueError
        return super().read(size)


def begins_archive(path: Path) -> bool:
    """Whether a file begins like a zip archive; False also for what cannot be looked at."""
    try:
        if not path.is_file():  # a pipe looked at here would be missing there
            return False
        with path.open("rb") as stream:
            return stream.read(4) in BEGINNINGS
    except OSError:
        return False


def is_office(stream: IO[bytes]) -> bool:
    """Whether a zip archive is a workbook or another document of that make."""
    try:
        with ZipFile(stream) as archive:
            return _OFFICE in archive.NameToInfo
    except _UNREADABLE:
        return False


def archive_of(path: Path) -> Path | None:
    """The archive that a path leads into; None for the path of a file."""
    return next((above for above in path.parents if begins_archive(above)), None)


def members(archive: Path, largest: int = LARGEST, within: Within | None = None) -> tuple[Member, ...]:
    """The members of an archive that are files, in its order, those refused among them.

    Of an archive within another the path is that of a member. InputError for an archive that cannot be
    gone through or holds too much: more members than MOST_MEMBERS, or more than `largest` bytes unpacked.
    """
    if within is not None:
        return _members_of(archive, largest, within)
    try:
        found = archive.stat()
    except OSError as error:
        _refuse(str(archive), f"the archive cannot be opened: {error.strerror or 'unknown reason'}", "no-file")
    return _members(archive, largest, (found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(4)  # asked once for each member, of which there may be a thousand
def _members(archive: Path, largest: int, _: tuple[int, ...]) -> tuple[Member, ...]:
    return _members_of(archive, largest, None)


def _members_of(archive: Path, largest: int, within: Within | None) -> tuple[Member, ...]:
    listed = [one for one in _listed(archive, largest, within) if not _passed_over(one)]
    if not listed:
        _refuse(str(archive), "the archive holds no file", "empty-file")
    names = [_name(one) for one in listed]
    if len(set(names)) < len(names):
        _refuse(str(archive), "the archive holds two members of one name", "damaged-archive")
    return tuple(_member(archive, one) for one in listed)


def unpacked(archive: Path, path: Path, largest: int = LARGEST, within: Within | None = None) -> Unpacked:
    """The content of the member that a path names, at its beginning; InputError where it is refused."""
    found = [one for one in members(archive, largest, within) if one.path == path]
    if not found:
        _refuse(str(path), f"{archive} has no member of this name", "no-file")
    (member,) = found
    if member.refusal:
        raise InputError([member.refusal])
    stream = archive.open("rb") if within is None else io.BytesIO(within.content)
    try:
        packed = _packed(stream, member)
    except BaseException:
        stream.close()
        raise
    return Unpacked(str(path), stream, packed, _content(packed, member.listed), member.listed.file_size)


def _listed(archive: Path, largest: int, within: Within | None) -> list[ZipInfo]:
    """What the list at the end of an archive says, if it is sound and of bearable length."""
    file = str(archive)
    try:
        raw = io.FileIO(archive) if within is None else io.BytesIO(within.content)
        with _List(raw) as stream, ZipFile(stream) as opened:
            found = opened.infolist()
    except _UNREADABLE:
        sentence = "this is a zip archive that is damaged or breaks off: the list of its members cannot be read"
        _refuse(file, sentence, "damaged-archive", "get the file once more")
    around, comes_to = (within.members, within.unpacked) if within else (0, 0)
    if (count := around + len(found)) > MOST_MEMBERS:
        _refuse(file, f"the archive has {count} members, and no more than {MOST_MEMBERS} are read", "too-many")
    own = sum(one.file_size for one in found)
    if comes_to + own > largest:
        sentence = f"the members of the archive come to more than {largest} bytes"
        _refuse(file, sentence, "too-large", "unpack it, and name the files in it")
    if within and own > max(HARMLESS, RATIO * within.packed):  # no more comes out than the list says
        sentence = f"this is an archive within an archive that unpacks to more than {RATIO} times its size"
        _refuse(file, sentence, "too-packed", "unpack it to see why")
    ends = sorted((one.header_offset, one.header_offset + _LOCAL.size + one.compress_size) for one in found)
    if any(end > begin for (_, end), (begin, _) in pairwise(ends)):
        _refuse(file, "members of the archive overlap", "damaged-archive")
    return found


def _passed_over(listed: ZipInfo) -> bool:
    """Folders, and what a Mac adds."""
    parts = PurePosixPath(listed.orig_filename).parts
    return listed.filename.endswith("/") or "__MACOSX" in parts or parts[-1:] == (".DS_Store",)


def _name(listed: ZipInfo) -> str:
    return str(PurePosixPath(listed.orig_filename))


def _member(archive: Path, listed: ZipInfo) -> Member:
    name = _name(listed)
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in name)
    file = f"{archive}/{shown.lstrip('/')}"
    if (why := _refusal(listed, name)) is not None:
        return Member(archive, listed, Problem(file, None, *why))
    return Member(archive / name, listed)


def _refusal(listed: ZipInfo, name: str) -> tuple[str, str] | None:
    """Why a member is not read, and the kind of problem that is."""
    kind = stat.S_IFMT(listed.external_attr >> 16)
    if name == ".":
        return "the member has no name", "bad-member"
    if name.startswith(("/", "\\")) or name[1:2] == ":":
        return "the name of the member leads out of the archive: it is absolute", "bad-member"
    if ".." in name.replace("\\", "/").split("/"):
        return "the name of the member leads out of the archive: it goes up by '..'", "bad-member"
    if not name.isprintable():
        return "the name of the member holds characters that cannot be shown", "bad-member"
    if kind == stat.S_IFLNK:
        return "the member is a link to another file", "bad-member"
    if kind not in (0, stat.S_IFREG):
        return "the member is no file", "bad-member"
    if listed.flag_bits & _ENCRYPTED:
        return "the member is encrypted; unpack it with its password, and check the file", "encrypted"
    if listed.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "the member is packed in a way that is not read here; unpack it, and check the file", "packing-method"
    return None


def _packed(stream: IO[bytes], member: Member) -> Packed:
    """The packed bytes of a member, behind the header that stands before them."""
    listed = member.listed
    try:
        stream.seek(listed.header_offset)
        signature, flags, length, more = _LOCAL.unpack(stream.read(_LOCAL.size))
        name = stream.read(length).decode("utf-8" if flags & _UTF_8 else "cp437")
        stream.seek(more, io.SEEK_CUR)
    except _UNREADABLE:
        signature, name = b"", ""
    if signature != BEGINNINGS[0] or name != listed.orig_filename:
        _refuse(str(member.path), "the archive is damaged: the member is not where its list says", "damaged-archive")
    return Packed(stream, "a member of an archive", listed.compress_size)


def _content(packed: Packed, listed: ZipInfo) -> Iterator[bytes]:
    checksum = length = 0
    for part in inflated(packed) if listed.compress_type == ZIP_DEFLATED else stored(packed):
        checksum, length = zlib.crc32(part, checksum), length + len(part)
        yield part
    if (checksum, length) != (listed.CRC, listed.file_size):
        raise packed.damaged("its checksum is not that of what it holds")


def _refuse(file: str, sentence: str, kind: str, hint: str = "") -> NoReturn:
    raise InputError([Problem(file, None, sentence, kind, hint)])
