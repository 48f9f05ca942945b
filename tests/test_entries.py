"""Mappings are read by known keys and types; each mistake is noted and none is raised."""

from datetime import date

import pytest

from engine.documents import Source, Table, Text, read_text
from engine.entries import Entries, read_scaled, read_whole
from engine.errors import Problem
from tests.make import places, text


def entries(yaml: str, *known: str) -> tuple[Entries, list[Problem]]:
    node = read_text(Source("a.yaml", yaml))
    assert isinstance(node, Table)
    problems: list[Problem] = []
    return Entries(node, "a rule", known, problems), problems


def test_an_unknown_key_gets_the_nearest_known_one_as_a_hint() -> None:
    _, problems = entries("severty: x\nzzz: y\n", "severity", "title")
    assert places(problems) == ["1:1-8 unknown-key", "2:1-4 unknown-key"]
    assert [p.hint for p in problems] == ["did you mean 'severity'?", ""]


def test_each_missing_key_is_noted_at_the_mapping() -> None:
    found, problems = entries("a: 1", "a", "b", "c")
    found.require("a", "b", "c")
    assert [p.sentence for p in problems] == ["a rule needs the key 'b'", "a rule needs the key 'c'"]
    assert places(problems) == ["1:1-5 missing-key"] * 2


def test_a_text_is_neither_a_list_nor_empty() -> None:
    found, problems = entries("a: [1]\nb: ''\nc: x", "a", "b", "c")
    assert found.text("a") is None
    assert found.text("b") is None
    assert found.text("d") is None
    assert (value := found.text("c")) is not None
    assert value.value == "x"
    assert places(problems) == ["1:4-7 wrong-shape", "2:4-6 empty-value"]


def test_a_choice_is_one_of_the_words() -> None:
    found, problems = entries("a: eror\nb: zzz\nc: error", "a", "b", "c")
    assert [found.choice(key, ("error", "info")) for key in "abc"] == [None, None, "error"]
    assert places(problems) == ["1:4-8 unknown-value", "2:4-7 unknown-value"]
    assert [p.hint for p in problems] == ["did you mean 'error'?", "write one of error, info"]


@pytest.mark.parametrize(
    "written", ["2024-1-1", "2024-02-30", "20240101", "2024-W01-1", "٢٠٢٤-٠١-٠١", "0000-01-01", "today"]
)
def test_a_day_is_a_calendar_date_of_ten_characters(written: str) -> None:
    found, problems = entries(f"a: {written}", "a")
    assert found.day("a") is None
    assert [p.kind for p in problems] == ["bad-date"]


def test_a_day_is_read() -> None:
    found, problems = entries("a: 2024-02-29", "a")
    assert found.day("a") == date(2024, 2, 29)
    assert not problems


def test_lists_hold_texts_and_mappings_are_mappings() -> None:
    found, problems = entries("a: x\nb: [x, [y], z]\nc: x", "a", "b", "c")
    assert found.items("a") == []
    assert [one.value for one in found.texts("b")] == ["x", "z"]
    assert found.table_of("c", "'c'", ()) is None
    assert places(problems) == ["1:4-5 wrong-shape", "2:8-11 wrong-shape", "3:4-5 wrong-shape"]


@pytest.mark.parametrize("written", ["1e3", "1.0", "1_000", "", "٣", "0x10", "1234567890", "--1", "+1"])
def test_what_is_no_whole_number_is_none(written: str) -> None:
    problems: list[Problem] = []
    assert read_whole(entry(written), problems) is None
    assert [p.kind for p in problems] == ["bad-number"]


def entry(written: str) -> Text:
    node = read_text(Source("a.yaml", f"a: '{written}'"))
    assert isinstance(node, Table)
    found = node.entries["a"]
    assert isinstance(found, Text)
    return found


@pytest.mark.parametrize(
    ("written", "cents"),
    [("0", 0), ("12.5", 1250), ("-3.00", -300), ("$1,234.50", 123450), ("0012.30", 1230), ("1.000", 100)],
)
def test_an_amount_is_exact_cents(written: str, cents: int) -> None:
    assert read_scaled(text(written), 100, "an amount", []) == cents


@pytest.mark.parametrize(
    "written",
    ["1e3", "NaN", "sNaN", "Infinity", "1e999999999", "1_000", "1.005", "1.0000000000000000000000000000000001", "1,00",
     "1,0000", "..", "-", "$", "٣", "1234567890123", "1 000"],
)  # fmt: skip
def test_an_amount_is_written_plainly_or_refused(written: str) -> None:
    problems: list[Problem] = []
    assert read_scaled(text(written), 100, "an amount", problems) is None
    assert [p.kind for p in problems] == ["bad-number"]
