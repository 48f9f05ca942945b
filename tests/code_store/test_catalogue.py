"""The catalogue says which file of which publisher mends what is missing, and the page for officers says the same."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.code_sets.catalogue import CATALOGUE, KnownCodeSet, mend, missing
from engine.code_sets.reach import between, uncovered
from engine.code_sets.shapes import SHAPES
from tests.source_files import ROOT

days = st.dates(date(1996, 1, 1), date(2035, 12, 31))


def row(known: KnownCodeSet) -> str:
    history = "some years" if known.is_rolling else "yes" if known.has_history else "no"
    title = f"[{known.title}]({known.page}): {known.mend().partition(', ')[2]}"
    return f"| `{known.name}` | {title} | {known.publisher} | {known.published} | {history} |"


def test_the_catalogue_has_every_code_set_that_can_be_asked_but_those_no_file_brings() -> None:
    # `tests/code_files/test_shapes.py` holds the importers to the same names.
    assert set(SHAPES) - set(CATALOGUE) == {"state"}  # a table of the program alone: no publisher has such a file
    assert not set(CATALOGUE) - set(SHAPES)


def test_the_page_has_the_row_of_every_code_set() -> None:
    page = (ROOT / "docs" / "code-sets.md").read_text(encoding="utf-8").splitlines()
    lacking = [row(known) for known in CATALOGUE.values() if row(known) not in page]
    assert not lacking, "write into docs/code-sets.md:\n" + "\n".join(lacking)


@pytest.mark.parametrize(
    ("name", "day", "said"),
    [
        ("mue-practitioner", date(2026, 9, 30), "of 2026 Q3, MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"),
        ("mue-dme", date(2026, 1, 1), "of 2026 Q1, MCR_MUE_DMESupplierServices_Eff_01-01-2026.csv"),
        ("mpfs", date(2026, 10, 1), "of 2026 Q4, RVU26D.zip"),
        ("hcpcs", date(2025, 12, 31), "of 2025 Q4, HCPC2025_OCT_ANWEB….txt or .xlsx"),
        ("icd-10-cm", date(2026, 9, 30), "of the April update of fiscal year 2026, icd10cm-order-April-2026.txt"),
        ("icd-10-cm", date(2026, 10, 1), "of fiscal year 2027, icd10cm-order-2027.txt"),
        ("mce-icd-10-cm", date(2026, 3, 31), "start, end, flags, made of the Definitions of Medicare Code Edits 43.0"),
        ("mce-age-group", date(2026, 4, 1), "start, end, made of the Definitions of Medicare Code Edits 43.1"),
        ("ioce-hcpcs", date(2026, 5, 1), "made of the I/OCE Quarterly Data Files V27.1"),
        ("taxonomy", date(2026, 6, 30), "of January 2026, nucc_taxonomy_260.csv"),
        ("nppes", date(2026, 9, 15), "of September 2026 or later, NPPES_Data_Dissemination_September_2026_V2.zip"),
        ("add-on", date(2026, 5, 1), "of 2026 Q2 or later, AOC_V2026Q2-MCR.xlsx"),
        ("our-fees", date(2026, 5, 1), "a table 'our-fees' that answers for 2026-05-01"),
    ],
)
def test_what_to_import_is_named_as_the_publisher_names_it(name: str, day: date, said: str) -> None:
    assert mend(name, day).endswith(said)


@given(st.sampled_from(sorted(CATALOGUE)), st.none() | days)
def test_every_code_set_says_on_every_day_what_to_import(name: str, day: date | None) -> None:
    said = mend(name, day)
    assert said.startswith("import ")
    assert not set("{}") & set(said)


@given(st.sampled_from(sorted(CATALOGUE)), days, st.integers(0, 800))
def test_the_parts_of_what_is_missing_are_the_whole_and_one_publication_each(
    name: str, first: date, length: int
) -> None:
    known = CATALOGUE[name]
    last = first + timedelta(length)
    parts = missing(name, (first, last))
    assert sum((end - start).days + 1 for start, end in parts) == max(0, (last - max(first, known.since)).days + 1)
    if not known.has_history:
        assert all(known.publication(start) == known.publication(end) for start, end in parts)


windows = st.tuples(days, st.integers(0, 900)).map(lambda one: (one[0], one[0] + timedelta(one[1])))


@given(windows, st.lists(windows, max_size=5), st.integers(0, 900))
def test_a_day_is_uncovered_when_it_is_in_the_window_and_in_no_reach(
    window: tuple[date, date], reaches: list[tuple[date, date]], offset: int
) -> None:
    day = window[0] + timedelta(offset)
    expected = window[0] <= day <= window[1] and not any(first <= day <= last for first, last in reaches)
    assert any(first <= day <= last for first, last in uncovered(window, reaches)) == expected


def test_between_reaches_are_the_days_that_none_has() -> None:
    quarters = [(date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 7, 1), date(2026, 9, 30))]
    assert between(quarters) == [(date(2026, 4, 1), date(2026, 6, 30))]
    assert between([]) == []
