"""However a file is broken, no claim of it is lost in silence: sound files are mutated, cut and spliced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.checking import Options, check
from engine.errors import InputError
from engine.readers import Reading, read
from engine.readers.seen import count
from engine.reading_apart import ReadingProcesses
from tests.broken import SMALL, assert_nothing_is_lost, outcome_of, sound
from tests.test_checking import book, strata
from tests.x12_text import Segments, interchange, simple, text_of

TYPES = ("837P", "837I", "837D")


@st.composite
def broken_segments(draw: st.DrawFn) -> Segments:
    """A sound file of which segments were deleted, doubled, swapped, put elsewhere or cut short."""
    segments = list(sound(draw(st.sampled_from(TYPES))))
    for _ in range(draw(st.integers(1, 3))):
        at, other = (draw(st.integers(0, len(segments) - 1)) for _ in range(2))
        match draw(st.sampled_from(("delete", "double", "swap", "move", "cut", "small", "rename"))):
            case "delete":
                del segments[at]
            case "double":
                segments.insert(at, segments[at])
            case "swap":
                segments[at], segments[other] = segments[other], segments[at]
            case "move":
                segments.insert(other, segments.pop(at))
            case "cut":
                segments[at] = segments[at][: draw(st.integers(0, len(segments[at])))]
            case "small":
                segments[at] = segments[at][:3].lower() + segments[at][3:]
            case _:
                segments[at] = draw(st.sampled_from(("CLM", "HL", "ZZZ", "SE", "ISA", "IEA"))) + segments[at][3:]
    return segments


@st.composite
def broken_texts(draw: st.DrawFn) -> bytes:
    """A file whose segments and then bytes were broken, perhaps with a part of another at its end."""
    ends = draw(st.sampled_from(("", "\n", "\r\n")))
    text = bytearray(text_of(draw(broken_segments()), ends=ends).encode())
    if draw(st.booleans()):
        marks = draw(st.permutations("|!\x1d;*:~"))
        other = text_of(draw(broken_segments()), marks[0], marks[1], marks[2], ends)
        text[draw(st.integers(0, len(text))) :] = other[draw(st.sampled_from((0, 0, 105, 300))) :].encode()
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        size = draw(st.sampled_from((0, 0, 1, 7)))
        text[at : at + size] = draw(
            st.sampled_from(
                (b"", b"~", b"*", b":", b"\n", b"\r\n", b" ", b"\0", b"\xc9", b"\xe2\x82", b"CLM*", b"ISA*")
            )
        )
    return bytes(text)


@settings(max_examples=60)
@given(text=broken_texts())
def test_every_claim_in_the_bytes_is_handed_over_or_its_file_is_refused(text: bytes) -> None:
    whole, small = outcome_of(text), outcome_of(text, SMALL)
    assert_nothing_is_lost(whole)
    assert whole == small


@settings(max_examples=60)
@given(segments=broken_segments())
def test_a_segment_that_is_deleted_doubled_moved_or_cut_is_never_silent(segments: Segments) -> None:
    if segments not in [sound(name) for name in TYPES]:
        assert not outcome_of(text_of(segments)).is_silent


@pytest.fixture(scope="module")
def processes() -> Iterator[ReadingProcesses]:
    with ReadingProcesses(2) as started:
        yield started


def taken(reading: Reading) -> tuple[list[pl.DataFrame], str]:
    """The claims of a file in blocks, and why it was refused."""
    found = []
    try:
        for tables in reading.tables:  # claims count from 0 in each block, and blocks are not of one size
            found.append(tables.claims.drop("#claim"))  # noqa: PERF401  # what came before a refusal counts
    except InputError as error:
        return found, error.problems[0].head
    return found, ""


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(text=broken_texts())
def test_side_by_side_a_broken_file_is_read_as_from_front_to_back(
    tmp_path: Path, processes: ReadingProcesses, text: bytes
) -> None:
    path = tmp_path / "night.837"
    path.write_bytes(text_of(interchange(simple(6), control="000000001")).encode() + text)
    here, apart = read(path, block_bytes=500), processes.read(path, block_bytes=500)
    (found, refused), (found_apart, refused_apart) = taken(here), taken(apart)
    assert refused == refused_apart
    assert not any(child.has_ended for child in processes._children)  # else the next example would pay for it
    assert pl.concat(found).equals(pl.concat(found_apart))
    assert (here.faults, here.warnings, here.segments, here.bytes) == (
        apart.faults, apart.warnings, apart.segments, apart.bytes,
    )  # fmt: skip


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(broken_texts(), min_size=5, max_size=5))
def test_every_claim_of_broken_files_is_in_the_run_or_counted_as_unread(tmp_path: Path, texts: list[bytes]) -> None:
    texts = [text_of(sound()).encode(), *texts]  # where no claim can be read there is no run
    paths = [tmp_path / f"{number}.837" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text)
    checked = check(paths, book(), strata(), tmp_path / "runs", options=Options(), today=date(2026, 5, 8))
    assert checked.run is not None
    claims = checked.run.claims.collect()
    counts = checked.run.manifest["counts"]
    assert counts["unread"] == sum(checked.unread.values())
    rows = {row["file"]: row for row in counts["files"]}
    for path, text in zip(paths, texts, strict=True):
        found, row = outcome_of(text), rows[str(path)]
        of_file = claims.filter(pl.col("file") == str(path))
        assert of_file.height == row["claims"] == found.claims
        assert row["claims"] + row["unread"] == count(BytesIO(text))
        if found.refused or any(scope == "file" for _, scope in found.faults):
            assert set(of_file["disposition"]) <= {"held"}
        assert not (found.refused and str(path) not in checked.unreadable)
