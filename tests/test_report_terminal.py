"""The terminal report can be acted on, and nothing in a claim acts on the terminal."""

from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from reports import terminal
from reports.worklist import causes_first
from tests.hostile import ALL
from tests.make_run import FACTS, Row, findings, make_run, telling_run


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def shown(run: object, **options: object) -> str:
    stream = StringIO()
    terminal.write(run, stream, **options)  # type: ignore[arg-type]  # options by name
    return stream.getvalue()


def test_a_finding_says_what_is_wrong_where_and_what_to_do(tmp_path: Path) -> None:
    run = make_run(
        tmp_path, claim_rows=[{"disposition": "held", "reason": "1 error", "desk": "credentialing"}], finding_rows=[{}]
    )
    claims = shown(run).partition("Claims: ")[2]
    assert claims.splitlines() == [
        "held first, then the largest charge",
        "",
        "ACCT-0001  Example Commercial (99999)  $125.00  2026-05-04  held: 1 error",
        "  night.837, segment 21",
        "  error  billing-npi-check-digit  The billing provider's NPI 1234567890 has a wrong check digit.",
        "    mend: Correct the NPI in the provider master file.",
        "    2010AA NM1*85 element 09, segment 8; box 33a; desk credentialing; a payer would answer CARC 16, RARC N257",
    ]


def test_the_summary_comes_first_and_says_what_was_not_evaluated_and_how_to_mend_it(tmp_path: Path) -> None:
    head = shown(telling_run(tmp_path), width=140).partition("Claims: ")[0]
    assert "5 claims in 1 file, submitted 2026-05-06" in head
    assert "held    2 claims  40.0 %  $2,625.00" in head
    assert "5 findings on 3 claims: 2 errors, 2 warnings, 1 info (1 explained by others)" in head
    assert (
        "  no icd-10-cm on 2027-10-01 to 2027-10-09: 1 rule on 2 claims (diagnosis-not-valid)\n"
        "    Import the ICD-10-CM release of fiscal year 2028.\n" in head
    )
    assert "night.837:segment 212 (SE), element 1: error: the transaction has 211 segments, not 212" in head


def test_a_table_that_many_rules_lack_stands_once_with_the_files_to_import(tmp_path: Path) -> None:
    def lacking(needs: str, mend: str) -> list[Row]:
        asked = [(f"rule-{n}", claim, quarter) for n in range(4) for claim, quarter in ((1, 1), (2, 4))]
        return [
            {"rule": rule, "claim": claim, "needs": needs, "day": date(2027, quarter, 1), "mend": f"{mend} {quarter}"}
            for rule, claim, quarter in asked
        ]

    rows = [*lacking("fees", "import"), *lacking("pairs", "import or later")]
    head = shown(make_run(tmp_path, claim_rows=[{}, {}], not_evaluated_rows=rows), width=140).partition("Claims: ")[0]
    assert head.partition("no data is not a pass\n")[2].rstrip().splitlines() == [
        "  no fees on 2027-01-01 to 2027-04-01: 4 rules on 2 claims (rule-0, rule-1 and 2 more)",
        "    import 4; and 1 earlier, which `claimscrub codes gaps` lists",
        "  no pairs on 2027-01-01 to 2027-04-01: 4 rules on 2 claims (rule-0, rule-1 and 2 more)",
        "    import or later 4",  # which answers for the days before it too
    ]


def test_an_effect_stands_under_its_cause(tmp_path: Path) -> None:
    lines = [line.strip() for line in shown(telling_run(tmp_path)).splitlines()]
    after = lines[lines.index("this explains:") + 1]
    assert after.startswith("warning  age-conflict")


def test_causes_come_gravest_first_and_each_effect_below_the_cause_of_its_own_line() -> None:
    rows = findings(
        {"rule": "note-long", "severity": "info"},
        {"rule": "price-odd", "severity": "warning", "line": 2, "explained_by": "units-odd"},
        {"rule": "units-odd", "line": 1},
        {"rule": "units-odd", "line": 2},
        {"rule": "total-odd", "explained_by": "price-odd"},
        {"rule": "orphan", "explained_by": "waived-rule"},
    )
    shown = causes_first(list(rows.iter_rows(named=True)))
    assert [(cause.rule, cause.line, [effect.rule for effect in cause.explains]) for cause in shown] == [
        ("units-odd", "1", []),
        ("units-odd", "2", ["total-odd", "price-odd"]),
        ("orphan", "", []),
        ("note-long", "", []),
    ]


def test_findings_that_explain_each_other_are_all_shown() -> None:
    rows = findings(
        {"rule": "a", "explained_by": "b"}, {"rule": "b", "explained_by": "a"}, {"rule": "c", "explained_by": "a"}
    )
    assert {cause.rule for cause in causes_first(list(rows.iter_rows(named=True)))} == {"a", "b", "c"}


def test_held_claims_come_first_then_the_largest_charge(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"disposition": "review", "total_charge": 900_000},
        {"disposition": "held", "total_charge": 100},
        {"disposition": "held", "total_charge": None},
        {"disposition": "held", "total_charge": 200},
        {},
    ]
    text = shown(make_run(tmp_path, claim_rows=rows))
    names = [line.split()[0] for line in text.splitlines() if line.startswith("ACCT")]
    assert names == ["ACCT-0004", "ACCT-0002", "ACCT-0003", "ACCT-0001"]


def test_a_limit_says_how_many_more_there_are_and_where(tmp_path: Path) -> None:
    run = make_run(tmp_path, claim_rows=[{"disposition": "held"}] * 7)
    text = shown(run, limit=2, width=300)
    assert text.count("\nACCT-") == 2
    assert "and 5 claims more. Show more with --limit" in text
    assert f"or read the run in {run.path}" in text
    assert "more" not in shown(run, limit=None)
    assert "ACCT" not in shown(run, limit=0)


def test_a_clean_run_is_short(tmp_path: Path) -> None:
    text = shown(make_run(tmp_path))
    assert "0 findings on 0 claims" in text
    assert "Claims:" not in text
    assert "By desk" not in text


def test_a_run_without_claims_is_reported(tmp_path: Path) -> None:
    assert "0 claims in 1 file" in shown(make_run(tmp_path, claim_rows=()))


@pytest.mark.parametrize("text", ALL)
def test_text_of_a_claim_is_shown_and_does_nothing(tmp_path: Path, text: str) -> None:
    run = make_run(
        tmp_path,
        claim_rows=[{"disposition": "held", "claim_id": text, "payer_name": text, "reason": text}],
        finding_rows=[{"message": f"It says {text}.", "remedy": text, "title": text}],
        not_evaluated_rows=[{"needs": text, "mend": text}],
    )
    out = Terminal()
    terminal.write(run, out, width=200)
    sent = out.getvalue()
    for control in ("\x1b[2J", "\x1b]", "\x07", "\x9b", "\u202e", "\u2066", "\u200f", "\x00"):
        assert control not in sent
    if text.isascii() and text.isprintable():
        assert text.strip() in sent


def test_a_pipe_gets_plain_text_without_blanks_at_the_end_of_lines(tmp_path: Path) -> None:
    text = shown(telling_run(tmp_path))
    assert "\x1b" not in text
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


def test_a_terminal_gets_colour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = Terminal()
    terminal.write(telling_run(tmp_path), out, width=100)
    assert "\x1b[" in out.getvalue()


def test_a_finding_names_what_its_rule_cites() -> None:
    rows = findings({"rule": "a"})
    (shown,) = causes_first(list(rows.iter_rows(named=True)), {"a": (("42 CFR 424.44(a)", ""),)})
    assert shown.sources == (("42 CFR 424.44(a)", ""),)


def test_records_that_were_not_given_are_named_with_the_rules_that_ask_them(tmp_path: Path) -> None:
    facts = replace(
        FACTS, unasked={"coverage": ["coverage-not-active", "coverage-check-old"], "fee": ["charge-below-fee"]}
    )
    run = make_run(tmp_path, facts=facts)
    assert (
        "Not asked: there are no such records\n  coverage (2 rules), fee (1 rule); state them with --records\n"
        in shown(run, width=140)
    )
    assert make_run(tmp_path / "other").manifest["name"] == run.manifest["name"], (
        "it follows from the rules and options"
    )
