"""What is wrong with an envelope holds its claims, with the place; nothing is accepted in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.readers import BLOCK_BYTES, Reading, read
from tests.x12_text import BILLING, CLAIM, LINE, SUBSCRIBER, Segments, interchange, simple, text_of, transaction


def reading_of(tmp_path: Path, text: str | bytes, block_bytes: int = BLOCK_BYTES) -> Reading:
    """A file that was read to its end."""
    path = tmp_path / "night.837"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    reading = read(path, block_bytes=block_bytes)
    assert sum(len(tables.claims) for tables in reading.tables) == reading.claims
    return reading


def faults_of(tmp_path: Path, segments: Segments, small: int = 150) -> list[tuple[str, str, str | None]]:
    """Kind, scope and place of each fault, the same in small blocks and large."""
    text = text_of(segments)
    found = [
        [
            (fault.problem.kind, fault.scope, str(fault.problem.place))
            for fault in reading_of(tmp_path, text, size).faults
        ]
        for size in (small, BLOCK_BYTES)
    ]
    assert found[0] == found[1]
    return [(kind, scope, place) for kind, scope, place in found[0]]


def changed(segments: Segments, old: str, new: str | None) -> Segments:
    """The segments with the first that begins so replaced or, for None, taken out."""
    at = next(n for n, segment in enumerate(segments) if segment.startswith(old))
    return segments[:at] + ([] if new is None else [new]) + segments[at + 1 :]


SOUND = interchange(simple(2), transaction([BILLING, ["22", *SUBSCRIBER, *CLAIM, *LINE]], control="0002"))
# ISA 1, GS 2, ST 3, first HL 8, subscribers' HL 14 and 24, CLM 19 and 29, SE 34, ST 35, SE 56, GE 57, IEA 58


def test_a_sound_file_has_no_faults(tmp_path: Path) -> None:
    assert faults_of(tmp_path, SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("SE*32*0001", "SE*33*0001", ("count", "transaction", "segment 34 (SE), element 1")),
        ("SE*32*0001", "SE*x*0001", ("count", "transaction", "segment 34 (SE), element 1")),
        ("SE*32*0001", "SE*-32*0001", ("count", "transaction", "segment 34 (SE), element 1")),
        ("SE*32*0001", "SE*32*1", ("control-number", "transaction", "segment 34 (SE), element 2")),
        ("SE*32*0001", None, ("missing-trailer", "transaction", "segment 34 (ST)")),
        ("GE*2*1", "GE*1*1", ("count", "group", "segment 57 (GE), element 1")),
        ("GE*2*1", "GE*2*7", ("control-number", "group", "segment 57 (GE), element 2")),
        ("GE*2*1", None, ("missing-trailer", "group", "segment 57 (IEA)")),
        ("IEA*1*", "IEA*2*000000905", ("count", "interchange", "segment 58 (IEA), element 1")),
        ("IEA*1*", "IEA*1*000000906", ("control-number", "interchange", "segment 58 (IEA), element 2")),
        ("IEA*1*", None, ("missing-trailer", "interchange", "segment 57 (GE)")),
        ("HL*1*", "HL*1**21*1", ("level-code", "transaction", "segment 8 (HL), element 3")),
        ("HL*3*1*22", "HL*2*1*22*0", ("level-number", "transaction", "segment 24 (HL), element 1")),
        ("HL*3*1*22", "HL**1*22*0", ("level-number", "transaction", "segment 24 (HL), element 1")),
        ("HL*3*1*22", "HL*3*9*22*0", ("level-above", "transaction", "segment 24 (HL), element 2")),
        ("HL*3*1*22", "HL*3*2*22*0", ("level-above", "transaction", "segment 24 (HL), element 2")),
        ("HL*3*1*22", "HL*3**22*0", ("level-above", "transaction", "segment 24 (HL), element 2")),
        ("HL*3*1*22", "HL*3*1*23*0", ("level-above", "transaction", "segment 24 (HL), element 2")),
        ("HL*2*1*22", "HL*2**20*0", ("claim-outside", "transaction", "segment 19 (CLM)")),
        ("CLM*", "REF*D9*1", ("line-outside", "transaction", "segment 21 (LX)")),
        ("NM1*85", "NM1*117*2*CLINIC", ("misplaced-name", "transaction", "segment 10 (NM1), element 1")),
        ("N4*", "Nd4*MIAMI", ("unknown-segment", "transaction", "segment 12")),
        ("N4*", "ZZZ*MIAMI", ("unknown-segment", "transaction", "segment 12 (ZZZ)")),
        ("N4*", "", ("empty-segment", "transaction", "segment 12")),
        ("N4*", "DTP*472*D8*20260504", ("misplaced-segment", "transaction", "segment 12 (DTP)")),
        ("ST*837*0002", "ST*835*0002", ("not-claims", "group", "segment 35 (ST), element 1")),
        ("GS*", "REF*X*1", ("missing-header", "interchange", "segment 3 (ST)")),
    ],
)
def test_each_defect_is_said_with_its_place(
    tmp_path: Path, old: str, new: str | None, expected: tuple[str, str, str]
) -> None:
    assert expected in faults_of(tmp_path, changed(SOUND, old, new))


def test_what_stands_after_the_end_holds_the_whole_file(tmp_path: Path) -> None:
    for text in ("\x1a", "JUNK", "\0\0\0", "REF*X*1~", "HL*1**20*1~", "~"):
        reading = reading_of(tmp_path, text_of(SOUND) + text)
        assert [(fault.problem.kind, fault.scope) for fault in reading.faults] == [("after-the-end", "file")], text


def test_claims_after_the_end_are_handed_over_and_held(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, text_of([*SOUND, "CLM*A*1", "LX*1"]))
    assert reading.claims == 4  # three and the stray one
    assert [(fault.problem.kind, fault.scope) for fault in reading.faults] == [("after-the-end", "file")]


def test_a_subscriber_between_transactions_is_nobodys(tmp_path: Path) -> None:
    at = SOUND.index("SE*32*0001") + 1
    lost = ["HL*9*1*22*0", *SUBSCRIBER, *CLAIM, *LINE]
    reading = reading_of(tmp_path, text_of([*SOUND[:at], *lost, *SOUND[at:]]))
    assert reading.claims == 4  # three and the stray one
    assert {(fault.problem.kind, fault.scope) for fault in reading.faults} == {("outside-transaction", "interchange")}


def test_a_fault_names_the_envelopes_it_holds(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, text_of(changed(SOUND, "SE*22*0002", "SE*99*0002")))
    (fault,) = reading.faults
    assert (fault.scope, fault.interchange, fault.group, fault.transaction) == ("transaction", 1, 1, 2)
    assert fault.problem.head.endswith(
        "night.837:segment 56 (SE), element 1: error: the transaction has 22 segments, not 99 [count]"
    )


def test_a_transaction_without_claims_is_worth_a_warning(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, text_of(interchange(transaction())))
    assert [(problem.kind, problem.level) for problem in reading.warnings] == [("no-claims", "warning")]
    assert (reading.claims, reading.faults) == (0, [])


def test_a_file_of_broken_segments_has_few_faults(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, text_of(interchange(simple(1, line=["ZZZ*1"] * 500))))
    assert len(reading.faults) == 20  # the first of one kind in one transaction


def test_no_fault_quotes_a_value(tmp_path: Path) -> None:
    segments = [segment.replace("SAMPLE", "SECRETNAME") for segment in SOUND]
    for old in ("SE*32", "HL*3*1", "NM1*IL", "GE*"):
        for fault in reading_of(tmp_path, text_of(changed(segments, old, "SECRETNAME*SECRETNAME*SECRETNAME"))).faults:
            assert "SECRETNAME" not in str(fault.problem)


def test_many_levels_are_checked_as_few_are(tmp_path: Path) -> None:
    many = interchange(simple(200))
    assert faults_of(tmp_path, many, 25_000) == []
    wrong = changed(many, "HL*150*1*22", "HL*150*2*22*0")
    assert [kind for kind, _, _ in faults_of(tmp_path, wrong, 25_000)] == ["level-above"]


@pytest.mark.parametrize("step", [29, pytest.param(1, marks=pytest.mark.soak)])
def test_no_cut_of_a_file_is_accepted_in_silence(tmp_path: Path, step: int) -> None:
    text = text_of(interchange(simple(3)))
    path = tmp_path / "cut.837"
    accepted = []
    for length in sorted({*range(0, len(text), step), *range(len(text) - 30, len(text))}):
        path.write_text(text[:length], newline="")
        try:
            reading = read(path)
            handed = sum(len(tables.claims) for tables in reading.tables)
        except InputError:
            continue
        assert handed == text[:length].count("~\nCLM*") + text[:length].endswith("~\nCLM")
        if not reading.faults:
            accepted.append(length)
    assert accepted == [len(text) - 1], "only the last line break may be missing"


@pytest.mark.parametrize("kept", [7, 8])
def test_a_group_cut_before_its_guide_is_held_though_its_transactions_name_it(tmp_path: Path, kept: int) -> None:
    (header,) = (segment for segment in SOUND if segment.startswith("GS*"))
    cut = changed(SOUND, "GS*", "*".join(header.split("*")[:kept]))
    assert faults_of(tmp_path, cut) == [("guide-missing", "group", "segment 2 (GS), element 8")]
