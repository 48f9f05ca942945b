"""gzip and zip: the same findings as unpacked, members by name, and nothing of a damaged or hostile one in silence."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED

import pytest

from engine.readers import archives, inputs, size
from engine.reading_apart import ReadingProcesses
from engine.runs import Run, runs
from tests.archives import read_all, zipped
from tests.command import BAD_NPI, claim, claimscrub, text

CLAIMS = text(claim(stated=BAD_NPI), claim(), claim(stated=BAD_NPI))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, in which the command is called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def many_claims() -> bytes:
    """Claims that do not pack well, of a size that takes several blocks."""
    return text(*(claim(f"{number * 7919 % 90_000 + 10_000}") for number in range(3_000))).encode()


def latest() -> Run:
    return max(runs(Path("claimscrub-runs")), key=lambda run: run.path.stat().st_ctime_ns)


def found(run: Run) -> list[dict[str, Any]]:
    return run.findings.drop("file").collect().to_dicts()


def test_a_file_its_gzip_and_a_zip_of_it_have_the_same_findings() -> None:
    Path("a.837").write_text(CLAIMS)
    Path("a.837.gz").write_bytes(gzip.compress(CLAIMS.encode()))
    zipped({"a.837": CLAIMS})
    outcomes = {}
    for name in ("a.837", "a.837.gz", "batch.zip"):
        done = claimscrub("check", name)
        outcomes[name] = (done.code, done.err, found(latest()))
    assert outcomes["a.837"] == outcomes["a.837.gz"] == outcomes["batch.zip"]
    assert outcomes["a.837"][0] == 1
    assert outcomes["a.837"][2]


def test_a_packed_file_is_known_by_what_it_holds_and_not_by_its_name() -> None:
    Path("night.837").write_bytes(gzip.compress(CLAIMS.encode()))
    assert read_all(Path("night.837")) == (3, [])


def test_a_gzip_of_several_parts_and_of_zeros_after_them_is_one_file() -> None:
    half = len(CLAIMS) // 2
    parts = [gzip.compress(part.encode()) for part in (CLAIMS[:half], "", CLAIMS[half:])]
    Path("night.gz").write_bytes(b"".join(parts) + bytes(512))
    assert read_all(Path("night.gz")) == (3, [])


def test_a_gzip_may_carry_a_name_a_comment_and_more_in_its_header() -> None:
    packed = gzip.compress(CLAIMS.encode())
    header = packed[:3] + b"\x1e" + packed[4:10] + b"\x02\x00ab" + b"night.837\0" + b"of tonight\0" + b"\x00\x00"
    Path("night.gz").write_bytes(header + packed[10:])
    assert read_all(Path("night.gz")) == (3, [])


def test_each_member_is_an_input_of_its_own_in_the_order_of_the_archive() -> None:
    zipped({"west/day.837": CLAIMS, "east/day.837": text(), "note.txt": "hello"})
    done = claimscrub("check", "batch.zip")
    assert (done.code, done.kinds) == (2, ["not-x12"])
    assert done.err.startswith("batch.zip/note.txt: error: ")
    manifest = latest().manifest
    files = {row["file"]: row["claims"] for row in manifest["counts"]["files"]}
    assert files == {"batch.zip/west/day.837": 3, "batch.zip/east/day.837": 1, "batch.zip/note.txt": 0}
    assert manifest["inputs"][0]["bytes"] == len(CLAIMS)
    assert set(latest().claims.collect()["file"]) == {"batch.zip/west/day.837", "batch.zip/east/day.837"}


def test_one_member_can_be_named() -> None:
    zipped({"west/day.837": CLAIMS, "east/day.837": text()})
    assert claimscrub("check", "batch.zip/east/day.837").code == 0
    assert [checked["file"] for checked in latest().manifest["inputs"]] == ["batch.zip/east/day.837"]
    missing = claimscrub("check", "batch.zip/north/day.837")
    assert (missing.code, missing.kinds) == (2, ["no-file"])
    twice = claimscrub("check", "batch.zip", "batch.zip/east/day.837")
    assert (twice.code, twice.kinds) == (2, ["named-twice"])


def test_folders_and_what_a_mac_adds_are_passed_over() -> None:
    zipped({"west/": "", "west/day.837": text(), "__MACOSX/west/._day.837": "x", "west/.DS_Store": "x"})
    assert [one.path for one in inputs(Path("batch.zip"))] == [Path("batch.zip/west/day.837")]
    zipped({"west/": "", "__MACOSX/west/._day.837": "x"})
    assert claimscrub("check", "batch.zip").kinds == ["empty-file"]


def test_a_packed_file_is_read_apart_like_any_other() -> None:
    zipped({"a.837": CLAIMS})
    Path("a.837.gz").write_bytes(gzip.compress(CLAIMS.encode()))
    with ReadingProcesses() as processes:
        for path in (Path("batch.zip/a.837"), Path("a.837.gz")):
            assert sum(tables.claims.height for tables in processes.read(path).tables) == 3


def test_the_size_of_an_input_is_what_comes_out_of_it() -> None:
    zipped({"a.837": CLAIMS, "b.837": text()})
    assert size(Path("batch.zip/a.837")) == len(CLAIMS)
    Path("a.837.gz").write_bytes(gzip.compress(CLAIMS.encode()))
    assert size(Path("a.837.gz")) > Path("a.837.gz").stat().st_size
    assert size(Path("absent")) == size(Path("batch.zip/absent")) == size(Path()) == 0


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_a_gzip_that_breaks_off_holds_what_was_read_of_it(share: float) -> None:
    whole = many_claims()
    packed = gzip.compress(whole)
    Path("night.gz").write_bytes(packed[: int(len(packed) * share)])
    claims, (problem,) = read_all(Path("night.gz"))
    assert problem.kind == "breaks-off"
    assert problem.file == "night.gz"
    assert claims < 3_000
    assert share < 0.1 or claims > 0
    done = claimscrub("check", "night.gz", "--format", "json")
    assert (done.code, done.kinds) == (2, ["breaks-off"])
    for run in runs(Path("claimscrub-runs")):
        assert run.manifest["counts"]["claims"] == run.manifest["counts"]["dispositions"]["held"]["claims"] > 0


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "a wrong checksum": lambda packed: packed[:-8] + bytes(4) + packed[-4:],
    "a wrong length": lambda packed: packed[:-4] + bytes(4),
    "no trailer": lambda packed: packed[:-8],
    "one byte less": lambda packed: packed[:-1],
    "something after its end": lambda packed: packed + b"ISA*00*",
    "a byte changed in the middle": lambda packed: packed[:2_000] + bytes((packed[2_000] ^ 0x55,)) + packed[2_001:],
    "a part without its rest": lambda packed: packed + packed[:30],
    "a header that ends": lambda packed: packed[:5],
    "an unknown method": lambda packed: packed[:2] + b"\x07" + packed[3:],
    "a name without end": lambda packed: packed[:3] + b"\x08" + packed[4:10] + b"x" * 70_000,
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_gzip_is_never_passed(damage: Callable[[bytes], bytes]) -> None:
    Path("night.gz").write_bytes(damage(gzip.compress(many_claims())))
    done = claimscrub("check", "night.gz")
    assert done.code == 2
    assert done.kinds[0] in {"damaged-archive", "breaks-off"}
    assert all(run.manifest["counts"]["dispositions"]["clean"]["claims"] == 0 for run in runs(Path("claimscrub-runs")))


def test_a_gzip_whose_checksum_alone_is_wrong_is_read_to_its_end_and_held() -> None:
    Path("night.gz").write_bytes(DAMAGED["a wrong checksum"](gzip.compress(CLAIMS.encode())))
    assert claimscrub("check", "night.gz").kinds == ["damaged-archive"]
    assert latest().manifest["counts"]["dispositions"]["held"]["claims"] == 3


def test_a_damaged_member_is_held_and_the_others_are_checked() -> None:
    packed = zipped({"day.837": text(), "night.837": CLAIMS}, packing=ZIP_STORED).read_bytes()
    at = packed.rindex(b"*HC:99214*", 0, packed.rindex(b"PK\x01\x02"))
    Path("batch.zip").write_bytes(packed[:at] + b"*HC:99215*" + packed[at + 10 :])
    done = claimscrub("check", "batch.zip")
    assert (done.code, done.kinds) == (2, ["damaged-archive"])
    assert done.err.startswith("batch.zip/night.837: error: this is a member of an archive that is damaged")
    files = {row["file"]: (row["clean"], row["held"]) for row in latest().manifest["counts"]["files"]}
    assert files == {"batch.zip/day.837": (1, 0), "batch.zip/night.837": (0, 3)}


def test_a_zip_cut_short_at_any_place_is_refused() -> None:
    whole = zipped({"day.837": text(), "night.837": CLAIMS}).read_bytes()
    for cut in range(5, len(whole), 7):
        Path("batch.zip").write_bytes(whole[:cut])
        (found,) = inputs(Path("batch.zip"))
        assert found.refusal is not None
        assert found.refusal.kind == "damaged-archive"
    assert claimscrub("check", "batch.zip").kinds == ["damaged-archive"]


def test_a_workbook_is_no_archive_of_claims() -> None:
    zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}, "night.xlsx")
    assert [one.path for one in inputs(Path("night.xlsx"))] == [Path("night.xlsx")]
    with Path("night.xlsx").open("rb") as stream:
        assert archives.is_office(stream)
    assert not archives.is_office(io.BytesIO(b"PK\x03\x04"))
