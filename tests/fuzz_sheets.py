"""Fuzzes the reader of sheets: whatever bytes come in, no row is lost in silence and nothing but a refusal is raised.

Run by `make fuzz`, and no test by itself: what it found became tests. atheris changes sound sheets and keeps what
reaches new code; a CSV is read whole, in small blocks and in parts, NDJSON whole and in small blocks.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from unittest.mock import patch

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # installed by make fuzz

with atheris.instrument_imports(include=["engine.readers.tabular"]):
    from engine.readers.tabular import claims, parts
    from engine.readers.tabular import reading as sheets
    from engine.readers.tabular.csv_parts import CsvParting

from engine.errors import InputError, Problem
from engine.readers.reading import BLOCK_BYTES, Reading
from engine.readers.tabular.claims import ClaimRows
from engine.readers.tabular.extract import Extractor
from engine.readers.tabular.log import KEPT
from engine.readers.tabular.reading import Format
from engine.tables import Tables
from tests.sheet_text import csv_of, line, ndjson_of
from tests.test_reading_apart import FRAMES, whole

_LARGEST = 3_000
_SMALL = 150
_SORTED = 3  # rows; of more the claims are read in their order


def _read(content: bytes, kind: Format, block_bytes: int) -> tuple[list[Tables], str, Reading]:
    reading = sheets.read(io.BytesIO(content), "sheet", kind, block_bytes=block_bytes, wanted=None, sorted_rows=_SORTED)
    try:
        return [*reading.tables], "", reading
    except InputError as error:
        return [], error.problems[0].kind, reading


def _counting(taken: list[int]) -> type[Extractor]:
    """An extractor that notes how many rows it makes claims of."""

    class Counting(Extractor):
        def tables(self, found: ClaimRows) -> Iterator[Tables]:
            taken.append(len(found.rows.numbers))
            return super().tables(found)

    return Counting


def _in_parts(content: bytes) -> tuple[list[Tables], str, Reading] | None:
    """The same in parts; None where it is not cut in parts."""
    reading, found = Reading("sheet", iter(())), []
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            with CsvParting.of(Path(file.name), None, _SMALL) as parting:
                if parting is None:
                    return None
                for part in parting.parts():
                    made, log = part.tables()
                    found += [parting.taken(tables) for tables in made]
                    parting.told(log)
                parting.finish(reading)
        except InputError as error:
            return [], error.problems[0].kind, reading
    reading.claims = sum(tables.claims.height for tables in found)
    return found, "", reading


def _told(reading: Reading) -> list[Problem]:
    """What is told, without the name of the file, which parts must have."""
    problems = [*(fault.problem for fault in reading.faults), *reading.warnings]
    return [replace(one, file="") for one in problems]


def _require_same(one: tuple[list[Tables], str, Reading], other: tuple[list[Tables], str, Reading]) -> None:
    assert one[1] == other[1]
    if one[1]:
        return
    assert _told(one[2]) == _told(other[2])
    assert (one[2].claims, one[2].rows) == (other[2].claims, other[2].rows)
    assert bool(one[0]) == bool(other[0])
    if one[0]:
        first, second = whole(one[0]), whole(other[0])
        assert [name for name in FRAMES if not first[name].equals(second[name])] == []


def _require_all_rows(handed_over: int, reading: Reading) -> None:
    """That each row with a text is of a claim that is handed over, or a fault with its number."""
    kinds = [fault.problem.kind for fault in reading.faults]
    if "scattered-claim" not in kinds and kinds.count("row-without-claim") < KEPT:  # else not all are told one by one
        assert handed_over + kinds.count("row-without-claim") == reading.rows
    else:
        assert handed_over < reading.rows


def one(content: bytes) -> None:
    """Read one input in every way; an AssertionError is what is looked for."""
    kind: Format = "ndjson" if content.lstrip().startswith(b"{") else "csv"
    with (
        patch.object(sheets, "LOOKED_AT", 2), patch.object(parts, "LOOKED_AT", 2), patch.object(claims, "PAGE_ROWS", 4),
        patch.object(parts, "SORTED_ROWS", _SORTED),
    ):  # fmt: skip
        taken: list[int] = []
        with patch.object(sheets, "Extractor", _counting(taken)):
            read = _read(content, kind, BLOCK_BYTES)
        _require_same(read, _read(content, kind, _SMALL))
        if kind == "csv" and (apart := _in_parts(content)) is not None:
            _require_same(read, apart)
        if not read[1]:
            _require_all_rows(sum(taken), read[2])


def seeds(folder: Path) -> None:
    """Write what to begin with: sheets of all kinds, sound and with what is odd in a cell."""
    folder.mkdir(parents=True, exist_ok=True)
    name = 'RÉE, "B"\nII'
    odd = line(Charge="$1,000.00", From_Date="3/4/24", Patient_Last_Name=name, Units="1.0", DxPtr="A,B", POS="2")
    rows = [line(), line(CPT="99214"), odd, line(Claim_ID="A2"), line(Claim_ID=""), line(Claim_ID="A3", DOB="1/1/80")]
    types = [{**row, "Type of Bill": bill, "Tooth": tooth} for row in rows for bill, tooth in (("131", ""), ("", "14"))]
    wide = {"Claim ID": "A1", "DOS": "03/25/2024", "CPT1": "99213", "Charge1": "1", "CPT2": "99214", "Charge2": "2"}
    nested = {"claim_id": "A", "lines": [{"cpt": "99213", "charge": 1.5}, {"cpt": "1"}], "diagnoses": [{"code": "I10"}]}
    for separator in ",;\t|":
        (folder / f"csv-{ord(separator)}").write_bytes(csv_of(rows, separator, above="May\n\n"))
    for name, content in {
        "types": csv_of(types[:8]), "wide": csv_of([wide] * 6), "utf-16": csv_of(rows[:3]).decode().encode("utf-16"),
        "windows": csv_of(rows).decode().encode("cp1252"), "returns": csv_of(rows).replace(b"\n", b"\r"),
        "ndjson": ndjson_of(rows), "nested": json.dumps(nested).encode(), "mark": b"\xef\xbb\xbf" + csv_of(rows),
    }.items():  # fmt: skip
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    corpus = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    if corpus:
        seeds(Path(corpus))
    atheris.Setup([*sys.argv, f"-max_len={_LARGEST}"], one)
    atheris.Fuzz()
