"""A report says what expires next, what is late, and whose limit nobody has put on file."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from engine.runs import Run
from reports import html_page, json_document, terminal
from reports.deadlines import deadlines
from reports.run import redacted
from tests.make_run import make_run

SENT = date(2026, 5, 6)


def expiring(days: int, **values: Any) -> dict[str, Any]:  # noqa: ANN401  # any value
    """A claim with so many days left."""
    return {"filing_clock": "filed-late", "limit_known": True, "last_day": SENT + timedelta(days=days), **values}


def without_limit(payer: str | None, **values: Any) -> dict[str, Any]:  # noqa: ANN401  # any value
    return {"filing_clock": "filed-late", "limit_known": False, "payer_name": payer, **values}


def run_of(root: Path, *rows: dict[str, Any]) -> Run:
    return make_run(root, claim_rows=list(rows), finding_rows=[])


def told(run: Run, write: Any, *, redact: bool = False) -> str:  # noqa: ANN401  # a report
    stream = StringIO()
    write(run, stream, redact=redact)
    return stream.getvalue()


def test_each_claim_is_counted_in_the_band_of_its_days_left(tmp_path: Path) -> None:
    days = [-400, -1, 0, 3, 4, 7, 8, 14, 15, 30, 31, 400]
    run = run_of(tmp_path, *(expiring(left, total_charge=100) for left in days), without_limit("A"), {})
    filing = run.manifest["counts"]["filing"]
    assert [(band["first"], band["last"]) for band in filing["bands"]] == [
        (None, -1), (0, 3), (4, 7), (8, 14), (15, 30), (31, None),
    ]  # fmt: skip
    assert [(band["claims"], band["charge_cents"]) for band in filing["bands"]] == [(2, 200)] * 6
    assert filing["no_limit"] == {"claims": 1, "charge_cents": 12500}


def test_the_claims_that_expire_first_come_first_and_of_equals_the_largest_charge(tmp_path: Path) -> None:
    rows = [
        expiring(9),
        expiring(2, total_charge=100),
        expiring(2, total_charge=None),
        expiring(2, total_charge=900, disposition="held"),
        expiring(-1),
        expiring(31),
    ]
    found = deadlines(run_of(tmp_path, *rows), redact=False)
    assert [(claim.name, claim.last_day, claim.days_left) for claim in found.expiring] == [
        ("ACCT-0004", "2026-05-08", 2),
        ("ACCT-0002", "2026-05-08", 2),
        ("ACCT-0003", "2026-05-08", 2),
        ("ACCT-0001", "2026-05-15", 9),
    ]
    assert [(band.name, band.claims, band.is_late) for band in found.bands] == [
        ("late", 1, True),
        ("0 to 3 days left", 3, False),
        ("8 to 14 days left", 1, False),
    ]


def test_payers_without_a_limit_have_one_line_each(tmp_path: Path) -> None:
    rows = [without_limit("A")] * 3 + [without_limit("B"), without_limit("B", filing_clock="replacement-filed-late")]
    found = deadlines(run_of(tmp_path, *rows, without_limit(None, payer_id=None)), redact=False)
    assert [(one.payer, one.rule, one.claims) for one in found.no_limit] == [
        ("A", "filed-late", 3),
        ("B", "filed-late", 1),
        ("B", "replacement-filed-late", 1),
        ("payer not named", "filed-late", 1),
    ]


def test_the_terminal_says_it_in_one_line_a_claim_and_a_payer(tmp_path: Path) -> None:
    run = run_of(tmp_path, expiring(0, disposition="held"), expiring(1), expiring(-2), without_limit("SOME PLAN"))
    section = told(run, terminal.write).partition("Last days to file\n")[2].partition("\n\n")[0]
    assert [line.strip() for line in section.splitlines()] == [
        "late               1 claim  $125.00",
        "0 to 3 days left  2 claims  $250.00",
        "2026-05-06, today: ACCT-0001  Example Commercial  $125.00  held",
        "2026-05-07, in 1 day: ACCT-0002  Example Commercial  $125.00  clean",
        "no limit is on file: SOME PLAN (profile example-commercial), 1 claim, $125.00",
    ]


def test_the_page_has_a_section_of_its_own_and_none_where_there_is_nothing_to_tell(tmp_path: Path) -> None:
    page = told(run_of(tmp_path / "one", expiring(2), without_limit("SOME PLAN")), html_page.write)
    assert 'id="deadlines"' in page
    assert "2026-05-08" in page
    assert "No limit is on file for 1 claim, $125.00" in page
    assert 'id="deadlines"' not in told(run_of(tmp_path / "two", {}), html_page.write)


@pytest.mark.parametrize("write", [terminal.write, html_page.write, json_document.write])
def test_a_redacted_report_has_the_sums_and_no_day_and_no_payer(tmp_path: Path, write: Any) -> None:  # noqa: ANN401  # a report
    day = SENT + timedelta(days=2)
    run = run_of(
        tmp_path, expiring(2, total_charge=7700, profile_by="payer id SECRET"), without_limit("SECRET", profile="plan")
    )
    text = told(run, write, redact=True)
    assert "SECRET" not in text
    assert day.isoformat() not in text
    assert "plan" in text
    assert "7700" in text or "$77.00" in text
    assert deadlines(redacted(run, redact=True), redact=True).expiring == ()


def test_the_page_says_of_each_claim_its_profile_and_what_chose_it(tmp_path: Path) -> None:
    row = {"disposition": "held", "profile": "medicaid-tx", "profile_by": "filing indicator MC, state TX"}
    assert "profile <bdi>medicaid-tx by filing indicator MC, state TX</bdi>" in told(
        run_of(tmp_path, row), html_page.write
    )
