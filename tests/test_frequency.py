"""Frequencies reconcile with the runs they come from."""

import csv
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.runs import Run
from reports import frequency_pages
from reports.frequency import DIMENSIONS, FIGURES, By, frequency
from tests.make_run import Row, make_run, telling_run

OF_CLAIM: tuple[By, ...] = ("payer", "profile", "month", "file", "provider")


def test_a_rule_is_counted_with_its_claims_rate_and_charges(tmp_path: Path) -> None:
    rows: list[Row] = [{}, {"total_charge": 700}, {}, {}]
    found: list[Row] = [{"claim": 1}, {"claim": 1, "line": 2}, {"claim": 2}, {"claim": 2, "rule": "other"}]
    table = frequency([make_run(tmp_path, claim_rows=rows, finding_rows=found)])
    assert list(table.columns) == ["rule", *FIGURES]
    assert table.to_numpy().tolist() == [
        ["billing-npi-check-digit", 3, 2, 4, 0, 500.0, 0.75, 13_200],
        ["other", 1, 1, 4, 0, 250.0, 0.25, 700],
    ]


def test_the_rate_is_of_the_claims_of_the_same_payer_and_month(tmp_path: Path) -> None:
    rows: list[Row] = [{"payer_id": "A", "payer_name": "Alpha"}] * 4 + [{"payer_id": "B", "payer_name": None}] * 2
    table = frequency(
        [make_run(tmp_path, claim_rows=rows, finding_rows=[{"claim": 1}, {"claim": 6}])], ["rule", "payer"]
    )
    assert table[["payer", "claims_checked", "claims_per_1000"]].to_numpy().tolist() == [
        ["Alpha (A)", 4, 250.0],
        ["B", 2, 500.0],
    ]


def test_groups_without_a_finding_have_their_row(tmp_path: Path) -> None:
    table = frequency([telling_run(tmp_path)], ["payer"])
    assert table[["payer", "findings", "claims_checked"]].to_numpy().tolist() == [
        ["Example Commercial (99999)", 5, 4],
        ["(none)", 0, 1],
    ]


def test_a_rule_that_could_judge_nothing_does_not_look_like_one_that_found_nothing(tmp_path: Path) -> None:
    asked = ["findings", "claims_checked", "not_evaluated"]
    table = frequency([telling_run(tmp_path)] * 2, ["rule"])
    assert table[table["rule"] == "diagnosis-not-valid"][asked].to_numpy().tolist() == [[0, 10, 4]]
    assert table[table["rule"] == "note-long"][asked].to_numpy().tolist() == [[2, 10, 0]]
    by_payer = frequency([telling_run(tmp_path)], ["payer", "rule"])
    unjudged = by_payer[by_payer["rule"] == "diagnosis-not-valid"]
    assert unjudged[["payer", *asked]].to_numpy().tolist() == [["Example Commercial (99999)", 0, 4, 2]]
    assert frequency([telling_run(tmp_path)], ["severity", "rule"])["not_evaluated"].sum() == 0


def test_two_spellings_of_a_payer_are_one_payer(tmp_path: Path) -> None:
    run = make_run(tmp_path, claim_rows=[{"payer_name": "ALPHA"}, {"payer_name": "Alpha"}])
    assert frequency([run], ["payer"])["payer"].tolist() == ["ALPHA (99999)"]


def test_a_month_is_that_of_the_first_day_of_service(tmp_path: Path) -> None:
    run = make_run(tmp_path, claim_rows=[{}, {"service_from": None}], finding_rows=[{}, {"claim": 2}])
    assert frequency([run], ["month"])["month"].tolist() == ["(none)", "2026-05"]


def test_runs_add_up(tmp_path: Path) -> None:
    one, two = telling_run(tmp_path / "a"), make_run(tmp_path / "b", claim_rows=[{}] * 5, finding_rows=[{}])
    table = frequency([one, two])
    assert table["findings"].sum() == 6
    assert set(table["claims_checked"]) == {10}
    assert table.loc[0, "rule"] == "billing-npi-check-digit"


findings_of = st.lists(
    st.fixed_dictionaries(
        {
            "claim": st.integers(1, 6),
            "rule": st.sampled_from("abc"),
            "severity": st.sampled_from(["error", "info"]),
            "desk": st.sampled_from(["coding", None]),
        }
    ),
    max_size=12,
)
claims_of = st.lists(
    st.fixed_dictionaries(
        {
            "payer_id": st.sampled_from(["A", "B", None]),
            "profile": st.sampled_from(["p", None]),
            "file": st.sampled_from(["x", "y"]),
            "total_charge": st.sampled_from([100, 2500, None]),
        }
    ),
    min_size=6,
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=findings_of, rows=claims_of, by=st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=3, unique=True))
def test_whatever_findings_are_counted_by_they_reconcile(
    tmp_path_factory: pytest.TempPathFactory, found: list[Row], rows: list[Row], by: list[By]
) -> None:
    root = tmp_path_factory.mktemp("runs")
    run = make_run(root, claim_rows=rows, finding_rows=found)
    counts = run.manifest["counts"]
    table = frequency([run, run], by)
    assert table["findings"].sum() == 2 * counts["findings"]["total"]
    assert (table["claims"] <= table["claims_checked"]).all()
    if set(by) <= set(OF_CLAIM):
        assert table["claims"].sum() == 2 * counts["claims_with_findings"]
        assert table["claims_checked"].sum() == 2 * counts["claims"]
        affected = run.claims.join(run.findings, on="claim", how="semi").select(pl.col("total_charge").sum())
        assert table["charge_cents"].sum() == 2 * affected.collect().item()


@pytest.mark.parametrize("by", [[], ["rule", "rule"], ["weather"]])
def test_what_cannot_be_counted_by_is_refused(tmp_path: Path, by: list[By]) -> None:
    with pytest.raises(ValueError, match="count by one or more of"):
        frequency([telling_run(tmp_path)], by)


@pytest.mark.parametrize("runs", ["none", "empty"])
def test_nothing_checked_is_a_table_without_rows(tmp_path: Path, runs: str) -> None:
    checked: list[Run] = [] if runs == "none" else [make_run(tmp_path, claim_rows=())]
    table = frequency(checked, ["rule", "payer"])
    assert table.empty
    for write in (frequency_pages.write_terminal, frequency_pages.write_csv, frequency_pages.write_html):
        stream = StringIO()
        write(table, stream)
        assert stream.getvalue()


def test_the_terminal_shows_a_table_and_says_how_many_rows_are_left_out(tmp_path: Path) -> None:
    stream = StringIO()
    frequency_pages.write_terminal(frequency([telling_run(tmp_path)], ["desk"]), stream, limit=2)
    assert stream.getvalue().splitlines() == [
        "5 findings by desk. A claim with several findings may stand in several rows.",
        "",
        "Desk           Findings   Share  Claims  Of checked  Not evaluated  Per 1,000    Charges",
        "credentialing         3  60.0 %       2           5                     400.0  $2,625.00",
        "coding                1  20.0 %       1           5                     200.0     $99.00",
        "",
        "and 1 row more; --format csv has them all",
    ]


def test_the_csv_has_dollars_and_no_formulas(tmp_path: Path) -> None:
    run = make_run(tmp_path, claim_rows=[{"profile": "=1+1"}], finding_rows=[{}])
    stream = StringIO()
    frequency_pages.write_csv(frequency([run], ["profile"]), stream)
    stream.seek(0)
    assert list(csv.DictReader(stream)) == [
        {
            "profile": "'=1+1",
            "findings": "1",
            "claims": "1",
            "claims_checked": "1",
            "not_evaluated": "0",
            "claims_per_1000": "1000.0",
            "share": "1.0",
            "charge": "125.00",
        }
    ]


def test_the_page_has_a_bar_for_each_row_and_hostile_names_are_inert(tmp_path: Path) -> None:
    run = make_run(tmp_path, claim_rows=[{"profile": "<script>alert(1)</script>"}], finding_rows=[{}])
    stream = StringIO()
    frequency_pages.write_html(frequency([run], ["profile", "rule"]), stream)
    assert "<script" not in stream.getvalue()
    assert "&lt;script&gt;alert(1)" in stream.getvalue()
    assert stream.getvalue().count("<rect") == 1
