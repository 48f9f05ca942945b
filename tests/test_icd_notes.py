"""The notes of ICD-10-CM that come with the program: what holds at a code, its own and from above."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.code_files import taken
from engine.code_sets import icd_10_cm, lacks_seventh
from engine.code_sets.inherited import Inherited, read
from engine.code_sets.shapes import SHAPES
from engine.errors import RulesError
from scripts.make_icd_notes import LISTS, tabular_list
from tests.make import CODE_SETS

SHAPE = SHAPES["icd-10-cm-notes"]
YEAR = (date(2025, 10, 1), date(2026, 9, 30))


def test_every_code_has_the_notes_that_an_import_of_the_tabular_list_gives_it() -> None:
    (release,) = taken([tabular_list()])
    columns = ["code", *LISTS, "manifestation"]
    imported = release.rows.select(columns).sort("code")
    held = CODE_SETS["icd-10-cm-notes"].editions[0].rows_of({"code": imported["code"].to_list()})
    bare = imported.join(held, on="code", how="anti")
    nothing = pl.col("manifestation").not_() & pl.all_horizontal(pl.col(name).list.len() == 0 for name in LISTS)
    assert bare.select(nothing.all()).item()
    assert held.select(columns).sort("code").equals(imported.join(held, on="code", how="semi"))


def test_what_lacks_a_seventh_character_becomes_a_code_with_one_of_those_it_may_have() -> None:
    listed = icd_10_cm().editions[0].rows_of({})
    billable = set(listed.filter("billable")["code"])
    lacking = listed.filter("lacks_seventh")
    assert not lacking["billable"].any()
    notes = CODE_SETS["icd-10-cm-notes"].editions[0].rows_of({"code": lacking["code"].to_list()})
    of = dict(
        notes.filter(pl.col("seventh_characters").list.len() > 0).select("code", "seventh_characters").iter_rows()
    )
    assert len(of) > 10_000
    assert all(any(code.ljust(6, "X") + last in billable for last in chars) for code, chars in of.items())


@given(st.lists(st.text("SX1A", min_size=3, max_size=7), unique=True))
def test_a_code_lacks_its_seventh_where_one_more_character_after_filling_makes_a_code(codes: list[str]) -> None:
    found = pl.DataFrame({"code": codes}, {"code": pl.String}).select(lacks_seventh()).to_series().to_list()
    whole = {code[:6].rstrip("X") for code in codes if len(code) == 7}
    assert found == [code in whole for code in codes]


def test_a_code_has_the_row_of_the_longest_listed_code_it_begins_with() -> None:
    rows = pl.DataFrame({"code": ["J44", "J441"], "from": None, "to": None, "manifestation": [True, False]})
    edition = Inherited("made up", YEAR[0], YEAR, rows)
    found = edition.rows_of({"code": ["J44", "J440", "J4411", "J45", "J4"]})
    assert dict(found.select("code", "manifestation").iter_rows()) == {"J44": True, "J440": True, "J4411": False}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("code,manifestation\nJ44,maybe\n", "line 2"),
        ("code,manifestation\nJ44,yes\nJ4,no\n", "line 3"),
        ("code,colour\nJ44,red\n", "line 1"),
        ("code,manifestation\nJ44,yes,no\n", None),
    ],
)
def test_a_table_that_is_anything_else_is_refused_at_its_line(tmp_path: Path, text: str, place: str | None) -> None:
    path = tmp_path / "notes.csv"
    path.write_text(text)
    with pytest.raises(RulesError) as refusal:
        read(path, SHAPE, YEAR)
    (problem,) = refusal.value.problems
    assert problem.file == "notes.csv"
    assert problem.place == place
