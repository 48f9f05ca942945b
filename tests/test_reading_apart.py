"""A large file is read in a process of its own, and nothing is different for it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import polars as pl
import pytest

from engine.errors import InputError
from engine.readers import read
from engine.reading_apart import ReadingProcesses, is_large
from engine.synth import write
from engine.tables import Tables
from tests.sheet_text import line, mapped
from tests.x12_text import CLAIM, LINE, interchange, simple, text_of

FRAMES = [one.name for one in fields(Tables) if one.name not in {"file", "headers"}]


def whole(blocks: Iterable[Tables]) -> dict[str, pl.DataFrame]:
    """All blocks of a file as one, wherever they were cut."""
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in FRAMES}
    claims = lines = 0
    for block in blocks:
        for name in FRAMES:
            frame: pl.DataFrame = getattr(block, name)
            counted = {"#claim": claims, "#line": lines}
            parts[name].append(
                frame.with_columns(pl.col(key) + counted[key] for key in counted if key in frame.columns)
            )
        claims, lines = claims + block.claims.height, lines + block.lines.height
    return {name: pl.concat(frames) for name, frames in parts.items()}


def test_apart_the_same_tables_faults_and_counts_are_read(tmp_path: Path) -> None:
    path = tmp_path / "batch.837"
    write(path, None, 60, 3)
    path.write_bytes(path.read_bytes().replace(b"\nSE*", b"\nSE*9", 1).replace(b"*D8*2026", b"*D8*20X6", 3))
    with ReadingProcesses(2) as processes:
        for block_bytes in (5_000, 1_000_000):  # one process reads file after file
            here, apart = read(path, block_bytes=block_bytes), processes.read(path, block_bytes=block_bytes)
            one, other = whole(here.tables), whole(apart.tables)
            assert [name for name in FRAMES if not one[name].equals(other[name])] == []
            assert (here.claims, here.bytes, here.segments) == (apart.claims, apart.bytes, apart.segments)
            assert here.faults == apart.faults != []
            assert here.warnings == apart.warnings


def test_what_is_refused_here_is_refused_apart_in_the_same_words(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("no claims here")
    with ReadingProcesses(2) as processes:
        for name in ("note.txt", "missing.837"):
            with pytest.raises(InputError) as here:
                list(read(tmp_path / name).tables)
            with pytest.raises(InputError) as apart:
                list(processes.read(tmp_path / name).tables)
            assert here.value.problems == apart.value.problems


def test_a_reading_that_dies_is_a_file_that_could_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "batch.837"
    write(path, None, 200, 3)
    with ReadingProcesses(2) as processes:
        tables = processes.read(path, block_bytes=5_000).tables
        next(tables)
        for child in processes._children:
            child._process.kill()
        with pytest.raises(InputError) as stopped:
            list(tables)
    assert [problem.kind for problem in stopped.value.problems] == ["reading-stopped"]


def test_a_file_after_one_whose_reading_died_is_read_by_new_children(tmp_path: Path) -> None:
    path = tmp_path / "batch.837"
    write(path, None, 200, 3)
    with ReadingProcesses(2) as processes:
        for child in processes._children:
            child._process.kill()
        with pytest.raises(InputError):
            list(processes.read(path, block_bytes=5_000).tables)
        assert sum(len(tables.claims) for tables in processes.read(path, block_bytes=5_000).tables) == 200


def test_what_is_not_taken_of_a_file_does_not_disturb_the_next(tmp_path: Path) -> None:
    for name, claim in (("one.ndjson", "A1"), ("other.ndjson", "B1")):
        records = [{**line(), "Claim ID": f"{claim}-{number}"} for number in range(2_000)]
        (tmp_path / name).write_text("".join(json.dumps(record) + "\n" for record in records))
    with ReadingProcesses(1) as processes:
        begun = processes.read(tmp_path / "one.ndjson", block_bytes=50_000, columns=mapped()).tables
        assert next(iter(begun)).claims["claim.claim_id"][0] == "A1-0"
        begun.close()  # type: ignore[attr-defined]  # a generator
        found = whole(processes.read(tmp_path / "other.ndjson", block_bytes=50_000, columns=mapped()).tables)
    assert found["claims"]["claim.claim_id"].to_list() == [f"B1-{number}" for number in range(2_000)]


def test_a_subscriber_in_another_encoding_above_a_block_is_read_as_from_front_to_back(tmp_path: Path) -> None:
    """What stands above a block is guessed from the bytes of the file, and these may be no UTF-8."""
    path = tmp_path / "batch.837"
    text = text_of(interchange(simple(30)))
    begun = text.index("DMG*", text.index("HL*20*"))
    many = text_of([*CLAIM, *LINE] * 40)
    odd = text[begun:].replace("*F~", "*\xc9~", 1).replace("HL*", f"{many}HL*", 1)
    path.write_bytes((text[:begun] + odd).encode("cp1252"))
    with ReadingProcesses(2) as processes:
        here, apart = read(path, block_bytes=600), processes.read(path, block_bytes=600)
        one, other = whole(here.tables), whole(apart.tables)
        assert [name for name in FRAMES if not one[name].equals(other[name])] == []
        assert here.warnings == apart.warnings != []
        assert not any(child.has_ended for child in processes._children)


def test_a_file_that_cannot_be_looked_at_is_not_large(tmp_path: Path) -> None:
    assert not is_large(tmp_path / "missing.837")
