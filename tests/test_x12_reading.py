"""The reader of 837 files by column gives what a slow and obvious reader gives, however the file is cut."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.fields import Grain
from engine.readers import BLOCK_BYTES, Reading, read
from engine.synth import TYPES, ClaimType, write
from engine.tables import UNREADABLE, schema
from tests import slow_reader
from tests.x12_text import (
    BILLING,
    CLAIM,
    LINE,
    PATIENT,
    SUBSCRIBER,
    Segments,
    claims,
    file_of,
    interchange,
    simple,
    text_of,
    transaction,
    transactions,
)
from tests.x12_types import dental_claims, institutional_claims

NAMES = slow_reader.TABLES
OF_A_SHEET = {"@row", "@repeat", "row", "column", "why"}
"""Columns that say where a value stood in a sheet; an 837 leaves them empty."""


def taken(path: Path, block_bytes: int = BLOCK_BYTES) -> tuple[dict[str, list[dict[str, Any]]], Reading]:
    """All rows of all blocks, with keys that count over the whole file as the slow reader's do."""
    reading = read(path, block_bytes=block_bytes)
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in NAMES}
    claims = lines = 0
    for tables in reading.tables:
        for name in NAMES:
            frame: pl.DataFrame = getattr(tables, name).with_columns(pl.col("#claim") + claims)
            if "#line" in frame.columns:
                frame = frame.with_columns(pl.col("#line") + lines)
            parts[name].append(frame)
        claims += len(tables.claims)
        lines += len(tables.lines)
    return {name: pl.concat(frames).to_dicts() if frames else [] for name, frames in parts.items()}, reading


def of_text(text: str | bytes, block_bytes: int = BLOCK_BYTES) -> tuple[dict[str, list[dict[str, Any]]], Reading]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "night.837"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return taken(path, block_bytes)


def assert_same(got: dict[str, list[dict[str, Any]]], expected: dict[str, list[dict[str, Any]]]) -> None:
    for name in NAMES:
        rows, wanted = got[name], expected[name]
        if name == "unreadable":
            rows, wanted = (sorted(each, key=repr) for each in (rows, wanted))
        assert len(rows) == len(wanted), name
        for told, want in zip(rows, wanted, strict=True):
            row = {key: value for key, value in told.items() if key not in OF_A_SHEET or value is not None}
            assert row == want, (
                name,
                {key: (row.get(key), want.get(key)) for key in want if row.get(key) != want[key]},
            )


def sample_files(samples: Path) -> list[Path]:
    folders = ("837P", "837I", "837D", "837_invalid")
    return [path for folder in folders for path in sorted((samples / folder).iterdir())]


def test_every_sample_is_read_as_the_slow_reader_reads_it(samples: Path) -> None:
    read_ones = 0
    for path in sample_files(samples):
        try:
            got, reading = taken(path)
        except InputError:
            continue
        assert_same(got, slow_reader.read(path.read_bytes()))
        assert reading.claims == len(got["claims"])
        read_ones += 1
    assert read_ones > 33  # a reader that refuses everything agrees with any other


@pytest.mark.parametrize("claim_type", TYPES)
def test_two_thousand_made_up_claims_of_each_type_are_read_as_the_slow_reader_reads_them(
    tmp_path: Path, claim_type: ClaimType
) -> None:
    path = tmp_path / "night.837"
    write(path, None, claims=2_000, seed=13, errors=0.2, types=(claim_type,))
    got, reading = taken(path, block_bytes=300_000)
    assert_same(got, slow_reader.read(path.read_bytes()))
    assert (reading.claims, reading.faults) == (2_000, [])


def test_claims_of_all_types_may_stand_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "night.837"
    write(path, None, claims=60, seed=13, types=TYPES, encounters=True)
    for block_bytes in (5_000, BLOCK_BYTES):
        got, reading = taken(path, block_bytes)
        assert_same(got, slow_reader.read(path.read_bytes()))
        assert [row["claim.type"] for row in got["claims"]] == [name for name in TYPES for _ in range(20)]
        assert {row["claim.is_encounter"] for row in got["claims"]} == {True}
        assert (reading.groups, reading.faults) == (3, [])


@pytest.mark.parametrize("block_bytes", [200, 300, 1000])
def test_small_blocks_give_what_one_block_gives(samples: Path, block_bytes: int) -> None:
    for path in sample_files(samples):
        if path.stat().st_size > 10_000:  # the small ones have every shape
            continue
        try:
            whole, reading = taken(path)
        except InputError:
            continue
        cut, again = taken(path, block_bytes)
        assert cut == whole, path.name
        assert (again.faults, again.warnings) == (reading.faults, reading.warnings), path.name


def files(one: st.SearchStrategy[Segments], claim_type: str) -> st.SearchStrategy[str]:
    """Files of one or two transactions of one type."""
    return st.lists(transactions(one, claim_type), min_size=1, max_size=2).map(lambda made: file_of(*numbered(made)))


def numbered(made: list[Segments]) -> list[Segments]:
    """Transactions with control numbers in a row."""
    return [
        [segment.replace("*0001", f"*{number:04}") if segment[:2] in {"ST", "SE"} else segment for segment in one]
        for number, one in enumerate(made, start=1)
    ]


@settings(max_examples=45)
@given(
    text=st.one_of(files(claims(), "837P"), files(institutional_claims(), "837I"), files(dental_claims(), "837D")),
    block_bytes=st.sampled_from([700, BLOCK_BYTES]),
)
def test_claims_of_every_shape_are_read_as_the_slow_reader_reads_them(text: str, block_bytes: int) -> None:
    got, reading = of_text(text, block_bytes)
    assert_same(got, slow_reader.read(text.encode()))
    assert [fault.problem.head for fault in reading.faults] == []


@settings(max_examples=15)
@given(
    made=transactions(), separators=st.permutations("|!\x1d;~^*:&"), ends=st.sampled_from(["", "\n", "\r\n", "\n  \t"])
)
def test_separators_and_line_ends_change_nothing(made: Segments, separators: list[str], ends: str) -> None:
    element, component, terminator = separators[:3]
    plain = [segment.replace("É", "E") for segment in interchange(made, repetition="U")]
    if any(mark in segment for segment in plain for mark in (element, component, terminator) if mark not in "*:"):
        return
    usual, _ = of_text(text_of(plain))
    other, reading = of_text(text_of(plain, element, component, terminator, ends))
    for row in other["unreadable"]:
        row["value"] = row["value"].replace(component, ":")  # a value is listed as it was sent
    assert other == usual
    assert reading.faults == []


@pytest.mark.parametrize("terminator", ["\n", "\r\n"])
def test_a_line_break_may_be_the_terminator_itself(terminator: str) -> None:
    usual, _ = of_text(file_of(simple(2)))
    text = text_of(interchange(simple(2)), terminator=terminator, ends="    ")
    for block_bytes in (200, BLOCK_BYTES):
        got, reading = of_text(text + "\n\n", block_bytes)
        assert got == usual
        assert reading.faults == []


def test_a_byte_order_mark_and_white_space_before_the_first_segment_are_passed_over() -> None:
    usual, _ = of_text(file_of(simple()))
    got, reading = of_text("\ufeff \r\n" + file_of(simple()) + " \n\n")
    assert got == usual
    assert [problem.kind for problem in reading.warnings] == ["byte-order-mark"]


@pytest.mark.parametrize("block_bytes", [150, 1000, BLOCK_BYTES])
def test_interchanges_of_one_file_may_use_different_separators(block_bytes: int) -> None:
    first, second, third = (interchange(simple(2), control=f"00000000{n}") for n in (1, 2, 3))
    text = text_of(first) + text_of(second, "|", ">", "!", "") + text_of(third, "|", ">", "!")
    got, reading = of_text(text, block_bytes)
    assert_same(got, slow_reader.read(text.encode()))
    assert [row["#interchange"] for row in got["claims"]] == [1, 1, 2, 2, 3, 3]
    assert (reading.interchanges, reading.groups, reading.transactions, reading.claims) == (3, 3, 3, 6)
    assert reading.faults == []
    assert reading.bytes == len(text)
    assert reading.segments == sum(map(len, (first, second, third)))


def test_an_acknowledgment_may_stand_beside_the_groups() -> None:
    segments = interchange(simple())
    segments.insert(1, "TA1*000000905*260504*1253*A*000")
    assert of_text(text_of(segments))[1].faults == []


@pytest.mark.parametrize(
    ("grain", "name"),
    [
        (Grain.CLAIM, "claims"),
        (Grain.LINE, "lines"),
        (Grain.DIAGNOSIS, "diagnoses"),
        (Grain.OTHER_PAYER, "other_payers"),
        (Grain.ADJUDICATION, "adjudications"),
    ],
)
def test_frames_have_the_declared_columns(tmp_path: Path, grain: Grain, name: str) -> None:
    bare = simple(line=["LX*1"], claim=["CLM*A"])
    full = simple(claim=[*CLAIM, "SBR*S*18", "CAS*CO*45*1"], line=[*LINE, "SVD*1*2*HC:99213**1", "CAS*CO*45*1"])
    for number, made in enumerate((bare, full)):
        path = tmp_path / f"{number}.837"
        path.write_text(file_of(made))
        (tables,) = read(path).tables
        frame: pl.DataFrame = getattr(tables, name)
        assert dict(frame.schema) == schema(grain)
        assert dict(tables.line_diagnoses.schema) == {"#claim": pl.Int32, "#line": pl.Int32, **schema(Grain.DIAGNOSIS)}
        assert tables.unreadable.schema == UNREADABLE


def test_a_patient_of_one_claim_is_not_carried_to_the_next_subscriber() -> None:
    levels = [["22", *SUBSCRIBER], ["23", *PATIENT, *CLAIM, *LINE], ["22", *SUBSCRIBER, *CLAIM, *LINE]]
    for block_bytes in (150, BLOCK_BYTES):
        got, _ = of_text(file_of(transaction([BILLING, *levels])), block_bytes)
        assert [row["claim.patient.first_name"] for row in got["claims"]] == ["TED", "JANE"]
        assert [row["claim.patient.is_subscriber"] for row in got["claims"]] == [False, True]


def test_what_cannot_be_read_is_null_and_listed_with_its_place() -> None:
    line = ["LX*1", "SV1*HC:99213*1.005*UN*many", "DTP*472*RD8*20260230-20260504"]
    got, _ = of_text(file_of(simple(line=line)))
    (row,) = got["lines"]
    assert (row["line.charge"], row["line.units"], row["line.service_date"]) == (None, None, None)
    assert str(row["line.service_through"]) == "2026-05-04"
    listed = [(bad["field"], bad["value"], bad["segment"], bad["#line"]) for bad in got["unreadable"]]
    assert listed == [
        ("line.charge", "1.005", 22, 0),
        ("line.units", "many", 22, 0),
        ("line.service_date", "20260230-20260504", 23, 0),
    ]


def test_diagnoses_without_a_qualifier_of_their_own_are_no_diagnoses() -> None:
    got, _ = of_text(file_of(simple(claim=["CLM*A*1", "HI*BK*8901*BF:5559"])))
    found = [(row["diagnosis.position"], row["diagnosis.code"], row["@element"]) for row in got["diagnoses"]]
    assert found == [(1, "5559", 3)]
    assert [(bad["field"], bad["value"]) for bad in got["unreadable"]] == [
        ("diagnosis.code", "BK"),
        ("diagnosis.code", "8901"),
    ]


@pytest.mark.parametrize("block_bytes", [150, BLOCK_BYTES])
def test_text_that_is_not_utf8_is_read_as_windows_1252_segment_by_segment(block_bytes: int) -> None:
    segments = interchange(
        transaction([BILLING, ["22", *SUBSCRIBER, *CLAIM, *LINE], ["22", *SUBSCRIBER, *CLAIM, *LINE]])
    )
    texts = [segment.replace("*JANE", "*RENÉE") for segment in segments]
    first = next(n for n, text in enumerate(texts) if "RENÉE" in text)
    lines = [(text + "~\n").encode("cp1252" if n == first else "utf-8") for n, text in enumerate(texts)]
    got, reading = of_text(b"".join(lines), block_bytes)
    assert [row["claim.subscriber.first_name"] for row in got["claims"]] == ["RENÉE", "RENÉE"]
    assert [problem.place for problem in reading.warnings] == [f"segment {first + 1} (NM1)"]
    assert reading.faults == []


def test_bytes_that_windows_leaves_open_are_read_too() -> None:
    _, reading = of_text(file_of(simple()).encode().replace(b"JANE", b"JA\x81E"))
    assert (reading.claims, [problem.kind for problem in reading.warnings]) == (1, ["encoding"])


def of_claim(*segments: str) -> Callable[[str], Any]:
    got, _ = of_text(file_of(simple(claim=["CLM*A*1", *segments])))
    return lambda path: got["claims"][0][path]


def test_the_first_segment_of_a_kind_is_the_one_that_counts() -> None:
    value = of_claim("REF*G1*FIRST", "REF*G1*SECOND")
    assert value("claim.prior_authorization") == "FIRST"
    assert value("@2300 REF*G1") == 20  # the CLM is segment 19


def test_an_identifier_counts_only_under_its_qualifier() -> None:
    assert of_claim("NM1*82*1*DOC*ANN****XX*1912301953")("claim.rendering_provider.npi") == "1912301953"
    assert of_claim("NM1*82*1*DOC*ANN****24*587654321")("claim.rendering_provider.npi") is None
