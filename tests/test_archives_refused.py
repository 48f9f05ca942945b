"""Archives that may come from anywhere: each is refused in a sentence, writes nothing, and releases no claim."""

from __future__ import annotations

import gzip
import os
import stat
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from engine.readers import inputs, unpacking
from engine.runs import runs
from tests.archives import read_all, zipped
from tests.command import BAD_NPI, claim, claimscrub, text

CLAIMS = text(claim(stated=BAD_NPI), claim())


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, in which the command is called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def zipped_as(change: Callable[[ZipInfo], None], held: str = CLAIMS) -> Path:
    """An archive whose second member, night.837, is changed in its heading."""
    listed = ZipInfo("night.837")
    listed.compress_type = ZIP_DEFLATED
    change(listed)
    with ZipFile("batch.zip", "w") as archive:
        archive.writestr("day.837", text())
        archive.writestr(listed, held)
    return Path("batch.zip")


def named(name: str) -> Callable[[], Path]:
    return lambda: zipped({"day.837": text(), name: CLAIMS})


def typed(kind: int) -> Callable[[], Path]:
    return lambda: zipped_as(lambda listed: setattr(listed, "external_attr", (kind | 0o644) << 16))


def patched(offset: int, change: bytes) -> Callable[[], Path]:
    """An archive whose list says something else of its second member, `offset` bytes after the signature."""

    def made() -> Path:
        path = zipped({"day.837": text(), "night.837": CLAIMS})
        packed = bytearray(path.read_bytes())
        at = packed.rindex(b"PK\x01\x02") + offset
        packed[at : at + len(change)] = change
        path.write_bytes(packed)
        return path

    return made


def nested() -> Path:
    inner = zipped({"night.837": CLAIMS}, "inner.zip").read_bytes()
    return zipped({"day.837": text(), "inner.zip": inner})


def bomb() -> Path:
    return zipped({"day.837": text(), "night.837": CLAIMS + " " * 40_000_000})


def overlapping() -> Path:
    """Two names in the list for the bytes of one member."""
    path = zipped({"day.837": text(), "dax.837": text()})
    packed = bytearray(path.read_bytes())
    last = packed.rindex(b"PK\x01\x02")
    packed[last + 42 : last + 46] = bytes(4)
    path.write_bytes(packed)
    return path


ONE_MEMBER = {
    "a name that goes up": (named("../../night.837"), "bad-member"),
    "a name that goes up in the middle": (named("a/../../night.837"), "bad-member"),
    "a name that goes up with backslashes": (named("..\\..\\night.837"), "bad-member"),
    "an absolute name": (named("/night.837"), "bad-member"),
    "an absolute name with a backslash": (named("\\night.837"), "bad-member"),
    "a name with a drive": (named("C:night.837"), "bad-member"),
    "a name with a line break": (named("night\n.837"), "bad-member"),
    "a name with an escape": (named("night\x1b[31m.837"), "bad-member"),
    "a name with a change of direction": (named("night\u202e.837"), "bad-member"),
    "a link": (typed(stat.S_IFLNK), "bad-member"),
    "a device": (typed(stat.S_IFCHR), "bad-member"),
    "a pipe": (typed(stat.S_IFIFO), "bad-member"),
    "an encrypted member": (patched(8, b"\x01"), "encrypted"),
    "a strongly encrypted member": (patched(8, b"\x41"), "encrypted"),
    "another packing": (lambda: zipped({"day.837": text()}, packing=ZIP_BZIP2), "packing-method"),
    "a packing nobody knows": (patched(10, b"\x63"), "packing-method"),
    "an archive in the archive": (nested, "nested-archive"),
    "a gzip in the archive": (lambda: zipped({"n.gz": gzip.compress(b"x"), "day.837": text()}), "nested-archive"),
    "a bomb": (bomb, "too-packed"),
    "a size that is announced too small": (patched(24, b"\x10\x00\x00\x00"), "damaged-archive"),
    "a size that is announced too large": (patched(24, b"\xff\xff\xff\x00"), "damaged-archive"),
    "a packed size that is too small": (patched(20, b"\x80\x00\x00\x00"), "breaks-off"),
    "a checksum of something else": (patched(16, bytes(4)), "damaged-archive"),
    "another name before the member": (patched(46, b"fight"), "damaged-archive"),
    "a member beyond the end": (patched(42, b"\xff\xff\xff\x7f"), "damaged-archive"),
}


@pytest.mark.parametrize(("made", "kind"), ONE_MEMBER.values(), ids=ONE_MEMBER)
def test_a_member_that_may_not_be_read_is_refused_in_a_sentence(
    folder: Path, made: Callable[[], Path], kind: str
) -> None:
    path = made()
    before = set(folder.parent.rglob("*"))
    problems = [one.refusal for one in inputs(path) if one.refusal]
    for one in inputs(path):
        problems += [] if one.refusal else read_all(one.path)[1]
    (problem,) = problems
    assert problem.kind == kind
    assert problem.head.startswith("batch.zip/")
    assert problem.head.isprintable()
    assert set(folder.parent.rglob("*")) == before


ARCHIVES = {
    "too many members": (lambda: zipped({f"{number}.837": "" for number in range(1_001)}), "too-many"),
    "two members of one name": (lambda: zipped({"day.837": text(), "./day.837": CLAIMS}), "damaged-archive"),
    "members that say they are too large": (patched(24, b"\x00\x00\x00\xf0"), "too-large"),
    "members that overlap": (overlapping, "damaged-archive"),
    "no member": (lambda: zipped({}), "empty-file"),
}


@pytest.mark.parametrize(("made", "kind"), ARCHIVES.values(), ids=ARCHIVES)
def test_an_archive_that_may_not_be_gone_through_is_refused_as_a_whole(made: Callable[[], Path], kind: str) -> None:
    (found,) = inputs(made())
    assert found.refusal is not None
    assert found.refusal.kind == kind
    assert found.refusal.head.startswith("batch.zip: error: ")
    done = claimscrub("check", "batch.zip")
    assert (done.code, done.kinds, done.out) == (2, [kind], "")


def test_a_list_of_members_that_would_fill_the_memory_is_not_loaded() -> None:
    path = zipped({"day.837": text()})
    end = bytearray(path.read_bytes()[-22:])
    end[12:20] = struct.pack("<LL", 50_000_000, 0)
    with path.open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.truncate(50_000_000)
        stream.seek(0, os.SEEK_END)
        stream.write(end)
    assert claimscrub("check", path).kinds == ["damaged-archive"]


def test_a_bomb_of_gzip_ends_at_the_ratio_and_not_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "HARMLESS", 1_000_000)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(CLAIMS.encode()) + b"".join(packer.compress(bytes(1_000_000)) for _ in range(100))
    Path("night.gz").write_bytes(bomb + packer.flush())
    stream = Path("night.gz").open("rb")  # noqa: SIM115  # Unpacked closes it
    packed = unpacking.Packed(stream, "a gzip file")
    with unpacking.Unpacked("night.gz", stream, packed, unpacking.gunzipped(packed)) as unpacked:
        given = len(unpacked.read())
        assert unpacked.damage is not None
        assert unpacked.damage.kind == "too-packed"
    assert given < 30_000_000
    done = claimscrub("check", "night.gz")
    assert (done.code, "too-packed" in done.kinds) == (2, True)


def test_equal_claims_that_pack_better_than_bombs_are_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unpacking, "RATIO", 20)
    claims = text(*[claim()] * 2_000).encode()
    packed = gzip.compress(claims, 9)
    assert len(packed) * unpacking.RATIO < len(claims)
    Path("night.gz").write_bytes(packed)
    assert read_all(Path("night.gz")) == (2_000, [])


def test_a_refused_member_is_told_and_the_others_are_checked() -> None:
    done = claimscrub("check", named("../night.837")())
    assert (done.code, done.kinds) == (2, ["bad-member"])
    assert done.err.startswith("batch.zip/../night.837: error: ")
    (run,) = runs(Path("claimscrub-runs"))
    assert [(row["file"], row["clean"]) for row in run.manifest["counts"]["files"]] == [("batch.zip/day.837", 1)]
