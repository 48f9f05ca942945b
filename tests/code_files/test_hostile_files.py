"""What is offered in place of a file is refused by one sentence, and nothing of it is taken."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from engine.code_files import taken
from tests.code_files.files import PAIRS, PAIRS_PREAMBLE, one, problems, written, zipped

WHOLE = PAIRS_PREAMBLE + PAIRS
MEMBER = "ccipra-v322r0-f1.TXT"
PAGE = "<!DOCTYPE html>\n<html><head><title>License</title></head><body>AMA</body></html>"


def sentence(*paths: Path) -> str:
    (problem,) = problems(*paths)
    assert problem.sentence[:1].islower()
    assert not problem.sentence.endswith(".")
    return problem.sentence


@pytest.mark.parametrize("page", [PAGE, "\n\n  <HTML>\n<body></body></HTML>", "\ufeff<!doctype html><html></html>"])
@pytest.mark.parametrize("name", ["ccipra-v322r0-f1.zip", "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv"])
def test_the_page_of_a_licence_is_no_file(tmp_path: Path, page: str, name: str) -> None:
    assert "web page" in sentence(written(tmp_path / name, page, "utf-8"))


def test_an_archive_that_breaks_off(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", {MEMBER: WHOLE * 50}).read_bytes()
    assert "breaks off" in sentence(written(tmp_path / "cut.zip", whole[: len(whole) // 2]))


def test_a_member_whose_bytes_are_not_those_of_its_checksum(tmp_path: Path) -> None:
    whole = bytearray(zipped(tmp_path / "whole.zip", {MEMBER: WHOLE}).read_bytes())
    whole[len(MEMBER) + 60] ^= 0xFF
    assert "damaged" in sentence(written(tmp_path / "ccipra-v322r0-f1.zip", bytes(whole)))


def test_an_archive_that_unpacks_to_more_than_anything_should(tmp_path: Path) -> None:
    bomb = WHOLE + "X0001\tX0002\t\t20200101\t*\t0\tx\r\n" * 2_000_000
    file = zipped(tmp_path / "ccipra-v322r0-f1.zip", {MEMBER: bomb})
    assert "100 times its size" in sentence(file)


@pytest.mark.parametrize("name", ["../ccipra-v322r0-f1.TXT", "/ccipra-v322r0-f1.TXT", "C:\\ccipra-v322r0-f1.TXT"])
def test_a_member_whose_name_leads_elsewhere(tmp_path: Path, name: str) -> None:
    assert "leads out of the archive" in sentence(zipped(tmp_path / "a.zip", {name: WHOLE}))
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_a_member_that_leads_elsewhere_spoils_the_good_one_beside_it(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "ccipra-v322r0-f1.zip", {MEMBER: WHOLE, "../x.txt": "x"})
    assert "leads out of the archive" in sentence(archive)


def test_an_archive_within_an_archive_is_opened_and_a_third_is_not(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {MEMBER: WHOLE}).read_bytes()
    outer = zipped(tmp_path / "outer.zip", {"inner.zip": inner})
    assert one(outer).sources[0].name == f"outer.zip/inner.zip/{MEMBER}"
    third = zipped(tmp_path / "third.zip", {"outer.zip": outer.read_bytes()})
    assert "two levels deep" in sentence(third)


def test_a_member_that_is_encrypted(tmp_path: Path) -> None:
    whole = bytearray(zipped(tmp_path / "whole.zip", {MEMBER: WHOLE}).read_bytes())
    whole[6] |= 1
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in sentence(written(tmp_path / "a.zip", bytes(whole)))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old make"),
        ("a.bin", bytes(range(256)) * 4, "neither text nor a workbook"),
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n", "empty"),
        ("a.txt", b"Dear reader,\nthis is a letter, and no table.\n", "none of the files that are read"),
        (
            "a.837",
            b"ISA*00*          *00*          *ZZ*A              *ZZ*B  ~GS*HC~",
            "none of the files that are read",
        ),
        ("a.xlsx", b"PK\x03\x04 broken", "damaged or breaks off"),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    assert said in sentence(written(tmp_path / name, content))


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    assert "cannot be opened" in sentence(tmp_path / "none.zip")
    assert "folder" in sentence(tmp_path)


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path) -> None:
    file = tmp_path / "AOC_V2026Q2-MCR.xlsx"
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _ in range(70):
                member.write(bytes(10_000_000))
    assert "unpacks to" in sentence(file)


def test_a_text_in_utf_16_is_read_as_text(tmp_path: Path) -> None:
    release = one(written(tmp_path / "ccipra-v322r0-f1.txt", WHOLE, "utf-16"))
    assert release.rows.height == 6


def test_a_quotation_mark_that_is_not_closed(tmp_path: Path) -> None:
    text = (
        "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n"
        'X0001,1,1 Line Edit,"never closed\n' + "X0002,1,1 Line Edit,x\n" * 3
    )
    (problem,) = problems(written(tmp_path / "MUE_Eff_07-01-2024.csv", text))
    assert problem.kind == "bad-table"


def test_a_quotation_mark_that_swallows_rows_up_to_the_next_is_noticed(tmp_path: Path) -> None:
    text = (
        "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n"
        'X0001,1,1 Line Edit,"never closed\nX0002,1,1 Line Edit,x\nX0003,1,1 Line Edit,"\nX0004,1,1 Line Edit,x\n'
    )
    release = one(written(tmp_path / "MUE_Practitioner_Eff_07-01-2024.csv", text))
    assert release.rows["code"].to_list() == ["X0004"]
    assert [problem.kind for problem in release.refused] == ["bad-row"]


def test_one_bad_file_and_nothing_of_the_good_ones_is_taken(tmp_path: Path) -> None:
    good = written(tmp_path / "ccipra-v322r0-f1.txt", WHOLE)
    bad = written(tmp_path / "ccipra-v322r0-f2.zip", PAGE)
    assert "web page" in sentence(good, bad)


def test_no_problem_quotes_what_a_row_holds(tmp_path: Path) -> None:
    secret = "SECRET"
    text = PAIRS_PREAMBLE + PAIRS + f"{secret}\tX0002\t\t20200101\t*\t0\tx\r\n"
    release = one(written(tmp_path / "ccipra-v322r0-f1.txt", text))
    assert secret not in " ".join(str(problem) for problem in release.refused)


def test_members_are_taken_from_archives_and_files_alike(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "ccipra-v322r0-f1.zip", {MEMBER: WHOLE})
    file = written(tmp_path / MEMBER, WHOLE)
    (first,), (second,) = taken([archive]), taken([file])
    assert first.rows.equals(second.rows)
    assert first.sources[0].sha256 == second.sources[0].sha256
