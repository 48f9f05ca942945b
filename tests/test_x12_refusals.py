"""A file that is no 837 of version 5010 is refused, with what it seems to be and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.errors import InputError, Problem
from engine.readers import read
from engine.readers.x12 import blocks
from tests.x12_text import file_of, interchange, simple, text_of

ISA = interchange()[0] + "~"


def problem_of(path: Path) -> Problem:
    """The one problem with which a file is refused."""
    with pytest.raises(InputError) as refused:
        list(read(path).tables)
    (problem,) = refused.value.problems
    return problem


def refusal(tmp_path: Path, content: str | bytes) -> Problem:
    path = tmp_path / "in.837"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return problem_of(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert problem_of(tmp_path / "absent.837").sentence == "there is no such file"
    assert problem_of(tmp_path).sentence == "this is a folder; name the files in it"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may open everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.837"
    path.write_text(file_of(simple()))
    path.chmod(0)
    assert problem_of(path).kind == "no-file"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t", "the file holds only white space"),
        (b"PK\x03\x04rest", "a zip archive"),
        (b"\x1f\x8b\x08rest", "a gzip file"),
        (b"%PDF-1.7", "a PDF"),
        (b"<?xml version='1.0'?>", "XML"),
        (b'[{"claims": []}]', "JSON"),
        ("ISA*00*".encode("utf-16"), "UTF-16"),
        (b"isa*00*", "misspelt"),
        (b"ST*837*0001~", "without its envelope"),
        (bytes(range(256)), "binary"),
        (b"ISAAC NEWTON", "X12 whose ISA is misspelt"),
        (b"hello", "text of another kind"),
    ],
)
def test_what_is_no_x12_is_refused_with_what_it_seems_to_be(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in refusal(tmp_path, content).sentence


@pytest.mark.parametrize(
    ("isa", "kind"),
    [
        (ISA[:50], "isa-length"),
        (ISA.replace("SENDER  ", "SENDER "), "isa-length"),
        (ISA.replace("SENDER  ", "SENDER   "), "isa-length"),
        (ISA.replace("          ", ""), "isa-length"),
        (ISA[:104] + "*~", "isa-length"),
        (ISA[:104] + "~~", "separators"),
        (ISA[:104] + "A~", "separators"),
        (ISA[:104] + ": ", "separators"),
    ],
)
def test_an_isa_that_does_not_tell_its_separators_is_refused(tmp_path: Path, isa: str, kind: str) -> None:
    problem = refusal(tmp_path, isa + file_of(simple())[107:])
    assert (problem.kind, problem.place) == (kind, "segment 1 (ISA)")


def test_a_later_interchange_is_looked_at_as_closely_as_the_first(tmp_path: Path) -> None:
    second = text_of(interchange(simple()), "|", ">", "!").replace("SENDER  ", "SENDER ", 1)
    problem = refusal(tmp_path, file_of(simple()) + second)
    assert (problem.kind, problem.place) == ("isa-length", "segment 27 (ISA)")


@pytest.mark.parametrize(
    ("guide", "kind", "words"),
    [
        ("004010X098A1", "old-version", "claimscrub reads version 5010 and this is 004010X098A1"),
        ("004010X096A1", "old-version", "this is 004010X096A1"),
        ("005010X999", "unknown-guide", "005010X999"),
        ("006020X323", "unknown-guide", "006020X323"),
    ],
)
def test_claims_of_another_guide_are_refused_by_their_name(tmp_path: Path, guide: str, kind: str, words: str) -> None:
    problem = refusal(tmp_path, file_of(simple()).replace("005010X222A1", guide))
    assert (problem.kind, problem.place) == (kind, "segment 2 (GS), element 8")
    assert words in problem.sentence


def test_a_transaction_of_another_guide_is_refused_where_it_stands(tmp_path: Path) -> None:
    problem = refusal(tmp_path, file_of(simple()).replace("ST*837*0001*005010X222A1", "ST*837*0001*005010X999"))
    assert (problem.kind, problem.place) == ("unknown-guide", "segment 3 (ST), element 3")


def test_a_file_that_names_no_guide_at_all_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, file_of(simple()).replace("005010X222A1", "")).kind == "unknown-guide"


def test_the_transaction_may_leave_its_guide_to_the_group(tmp_path: Path) -> None:
    path = tmp_path / "in.837"
    path.write_text(file_of(simple()).replace("ST*837*0001*005010X222A1", "ST*837*0001"))
    assert sum(len(tables.claims) for tables in read(path).tables) == 1


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("270_271", "eligibility"),
        ("276_277", "claim status"),
        ("277CA", "claim acknowledgments (277CA)"),
        ("835", "remittance advice (835)"),
        ("837_4010", "version 5010"),
        ("999_997", "acknowledgments (99"),
    ],
)
def test_samples_of_everything_else_are_refused(samples: Path, folder: str, words: str) -> None:
    for path in sorted((samples / folder).iterdir()):
        assert words in problem_of(path).sentence, path.name


def test_text_that_never_ends_a_claim_is_refused_before_it_fills_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "LONGEST_CLAIM", 5_000)
    path = tmp_path / "in.837"
    path.write_text(file_of(simple()) + "X" * 20_000)
    with pytest.raises(InputError, match=r"too-long"):
        list(read(path, block_bytes=1_000).tables)
