"""A redacted report names no person and quotes no value, in whatever form it is written."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from reports import csv_file, frequency, frequency_pages, html_page, json_document, terminal
from tests.make_run import make_run

CANARIES = [f"CANARY{n}" for n in range(1, 11)]
DAY = date(1987, 6, 5)


def leaky_run(root: Path) -> Any:  # noqa: ANN401  # a run, for whichever report
    """Every place where a claim's own text or a day of service can stand."""
    one, two, three, four, five, six, seven, eight, nine, ten = CANARIES
    return make_run(
        root,
        claim_rows=[
            {"disposition": "held", "claim_id": one, "payer_id": two, "payer_name": three, "billing_npi": four}
            | {"rendering_npi": five, "reason": f"held for {six}", "service_from": DAY, "service_through": DAY}
        ],
        finding_rows=[{"claim_id": one, "message": f"says {seven}", "remedy": f"mend {eight}", "value": nine}],
        not_evaluated_rows=[{"mend": f"import for {ten} of {DAY}", "day": DAY}],
    )


def by_provider_and_payer(
    write: Callable[..., None],
) -> Callable[..., None]:
    def report(run: Any, stream: StringIO, *, redact: bool) -> None:  # noqa: ANN401  # a run
        write(frequency.frequency([run], ["provider", "payer", "rule"]), stream, redact=redact)

    return report


REPORTS = {
    "terminal": terminal.write,
    "json": json_document.write,
    "csv": csv_file.write,
    "html": html_page.write,
    "frequency in a terminal": by_provider_and_payer(frequency_pages.write_terminal),
    "frequency as csv": by_provider_and_payer(frequency_pages.write_csv),
    "frequency as html": by_provider_and_payer(frequency_pages.write_html),
}


@pytest.mark.parametrize("form", REPORTS)
def test_no_name_no_value_and_no_day_is_left(tmp_path: Path, form: str) -> None:
    stream = StringIO()
    REPORTS[form](leaky_run(tmp_path), stream, redact=True)
    text = stream.getvalue()
    assert [secret for secret in [*CANARIES, str(DAY)] if secret in text] == []
    assert "billing-npi-check-digit" in text


@pytest.mark.parametrize("form", ["terminal", "json", "html"])
def test_without_redaction_they_are_there(tmp_path: Path, form: str) -> None:
    stream = StringIO()
    REPORTS[form](leaky_run(tmp_path), stream, redact=False)
    assert "CANARY1" in stream.getvalue()
    assert "CANARY7" in stream.getvalue()


@pytest.mark.parametrize("form", ["terminal", "html"])
def test_a_claim_is_known_by_its_place_and_a_finding_by_its_title(tmp_path: Path, form: str) -> None:
    stream = StringIO()
    REPORTS[form](leaky_run(tmp_path), stream, redact=True)
    assert "night.837, segment 21" in stream.getvalue()
    assert "Billing provider NPI has a wrong check digit" in stream.getvalue()
