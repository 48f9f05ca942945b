"""The tabular list: notes hold for all beneath them, and what they refer to is understood or reported."""

from datetime import date
from pathlib import Path

import pytest

from engine.code_files.icd_references import References
from tests.code_files.files import one, problems, written

XML = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>2026</version>
<chapter><name>4</name><desc>Endocrine</desc>
 <excludes1><note>transitory disorders of newborn (P70-P71)</note></excludes1>
 <section id="E08-E13"><desc>Diabetes (E08-E13)</desc>
  <diag><name>E08</name><desc>Diabetes due to underlying condition</desc>
   <codeFirst><note>the underlying condition, such as:</note><note>malnutrition (E40)</note></codeFirst>
   <excludes1><note>type 1 diabetes (E10.-)</note><note>bus</note><note>odd (E09 with things)</note></excludes1>
   <diag><name>E08.3</name><desc>With eye complications</desc>
    <sevenChrDef><extension char="1">right eye</extension><extension char="2">left eye</extension></sevenChrDef>
   </diag>
  </diag>
  <diag><name>E09</name><desc>Drug induced</desc></diag>
  <diag><name>E10</name><desc>Type 1</desc><excludes1><note>itself (E10)</note></excludes1></diag>
  <diag><name>E40</name><desc>Malnutrition in diseases classified elsewhere</desc>
   <codeFirst><note>disease (E09)</note></codeFirst></diag>
  <diag><name>P70</name><desc>x</desc></diag><diag><name>P71</name><desc>y</desc></diag>
 </section></chapter></ICD10CM.tabular>
"""
NAME = "icd10cm-tabular-2026.xml"


def row(path: Path, code: str) -> dict[str, object]:
    rows = one(path).rows
    return rows.filter(rows["code"] == code).row(0, named=True)


def test_notes_of_chapter_and_category_hold_for_what_is_beneath(tmp_path: Path) -> None:
    found = row(written(tmp_path / NAME, XML), "E083")
    assert found["excludes1"] == ["P70", "P71", "E10"]
    assert found["excludes1_notes"] == [
        "transitory disorders of newborn (P70-P71)", "transitory disorders of newborn (P70-P71)",
        "type 1 diabetes (E10.-)",
    ]  # fmt: skip
    assert found["code_first"] == ["E40"]


def test_seventh_characters_are_put_to_codes_filled_with_x(tmp_path: Path) -> None:
    release = one(written(tmp_path / NAME, XML))
    assert [code for code in release.rows["code"] if code.startswith("E083")] == ["E083", "E083XX1", "E083XX2"]
    assert row(written(tmp_path / NAME, XML), "E083XX1")["seventh_characters"] == ["1", "2"]


def test_an_edition_holds_for_its_fiscal_year_and_that_of_april_for_the_rest(tmp_path: Path) -> None:
    assert one(written(tmp_path / NAME, XML)).reaches == (date(2025, 10, 1), date(2026, 9, 30))
    april = written(tmp_path / "icd10c-tabular-April-1-2026.xml", XML)
    assert one(april).reaches == (date(2026, 4, 1), date(2026, 9, 30))


def test_what_is_not_understood_is_reported(tmp_path: Path) -> None:
    notes = one(written(tmp_path / NAME, XML)).notes
    assert "1 references of Excludes1 notes are not understood and do not count" in notes
    assert "not understood: 'E09 with things' in 'odd (E09 with things)'" in notes
    assert "1 Excludes1 notes name no code and do not count" in notes
    assert "3 times a note refers to the code it stands at, which does not count" in notes  # P70, P71 and E10


def test_a_manifestation_is_coded_after_what_is_classified_elsewhere(tmp_path: Path) -> None:
    file = written(tmp_path / NAME, XML)
    assert (row(file, "E40")["manifestation"], row(file, "E08")["manifestation"]) == (True, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (XML[: len(XML) // 2], "breaks off"),
        ('<!DOCTYPE x [<!ENTITY a "aaaa">]>' + XML.split("\n", 1)[1], "entities"),
        ("<ICD10CM.tabular></ICD10CM.tabular>", "which fiscal year"),
        ("<ICD10CM.tabular><version>2026</version></ICD10CM.tabular>", "no code"),
        ("<other/>", "none of the files that are read"),
    ],
)
def test_xml_of_another_kind_is_refused(tmp_path: Path, text: str, said: str) -> None:
    name = "a.xml" if "version" not in text else NAME
    (problem,) = problems(written(tmp_path / name, text))
    assert said in problem.sentence


CODES = References(
    ["E08", "E0844", "E0851", "E0852", "E09", "E0944", "I69", "I6923", "I6993", "S06", "S060X", "S060X0A", "S060X0D",
     "B27", "B2702", "B2712", "J44", "J440", "S061", "S062", "S063", "A00", "A01"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("note", "stems"),
    [
        ("stem (J44.-)", ["J44"]),
        ("single code (J44.0)", ["J440"]),
        ("list (J44.0, A00)", ["J440", "A00"]),
        ("range (E08-E09)", ["E08", "E09"]),
        ("with an ending (E08-E09 with .44)", ["E0844", "E0944"]),
        ("with endings (E08-E09 with .51-.52)", ["E0851", "E0852"]),
        ("with final characters (I69. with final characters -23)", ["I6923"]),
        ("with fifth character (B27.- with fifth character 2)", ["B2702", "B2712"]),
        ("with seventh character (S06.0X- with seventh character A)", ["S060X0A"]),
        ("range of subcategories S06.1- to S06.3-, code to it", ["S061", "S062", "S063"]),
        ("bare stem classifiable to S06.1-", ["S061"]),
        ("enzyme (G6PD) deficiency (A00)", ["A00"]),
        ("no code at all (in children)", []),
    ],
)
def test_references_are_read_as_stems(note: str, stems: list[str]) -> None:
    assert CODES.read(note)[0] == stems
