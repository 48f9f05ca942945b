"""`claimscrub rules`, `profiles`, `synth` and the help: what an officer writes and what is answered."""

import re
import shutil
from pathlib import Path

import pytest

import cli
from engine import __version__
from tests.command import ROOT, apart, claim, claimscrub, write

COMMANDS = [
    [],
    ["check"],
    ["synth"],
    ["version"],
    ["rules"],
    *(["rules", name] for name in ("list", "show", "new", "lint", "test")),
    ["profiles"],
    *(["profiles", name] for name in ("list", "show", "diff", "which", "lint")),
    ["codes"],
    *(["codes", name] for name in ("import", "list", "show", "gaps")),
    ["records"],
    *(["records", name] for name in ("lint", "list", "template")),
    ["report"],
    ["report", "frequency"],
]


@pytest.fixture
def rulesets(tmp_path: Path) -> Path:
    """A copy of our rules that a test may spoil."""
    return Path(shutil.copytree(ROOT / "rulesets", tmp_path / "rulesets"))


def spoil(rulesets: Path, before: str, after: str) -> str:
    """Change the rule `filed-late`, and say as what it is named in problems."""
    path = rulesets / "filing" / "filed-late.yaml"
    content = path.read_text()
    assert before in content
    path.write_text(content.replace(before, after, 1))
    return "rulesets/filing/filed-late.yaml"


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words) or "claimscrub")
def test_every_command_explains_itself_and_each_of_its_options(words: list[str]) -> None:
    done = claimscrub(*words, "--help")
    assert (done.code, done.err) == (0, "")
    assert "Usage:" in done.out
    bare = [line for line in done.out.splitlines() if re.fullmatch(r"│ \*? *(--)?[a-z-]+ +(<[^>]+>|[A-Z]+) *│", line)]
    assert not bare, "an option or argument without help"


@pytest.mark.parametrize("words", [["--version"], ["version"]])
def test_the_version_is_printed(words: list[str]) -> None:
    assert claimscrub(*words).out == f"claimscrub {__version__}\n"


def test_a_new_rule_lints_and_passes_its_cases(rulesets: Path) -> None:
    done = claimscrub("rules", "new", "local/told-late", "--rules", rulesets)
    assert done.out == f"written: {rulesets}/local/told-late.yaml\n"
    lint = claimscrub("rules", "lint", "--rules", rulesets)
    assert (lint.code, lint.err) == (0, "")
    assert ", 0 problem(s)" in lint.out
    tested = claimscrub("rules", "test", "local", "--rules", rulesets)
    assert (tested.code, tested.out) == (0, "3 of 3 cases of 1 rule(s) pass\n")


def test_a_rule_is_not_written_over(rulesets: Path) -> None:
    done = claimscrub("rules", "new", "local/filed-late", "--rules", rulesets)
    assert (done.code, done.kinds) == (2, ["duplicate-id"])


def test_a_case_that_fails_is_shown_with_its_place_and_why(rulesets: Path) -> None:
    claimscrub("rules", "new", "local/told-late", "--rules", rulesets)
    path = rulesets / "local" / "told-late.yaml"
    path.write_text(path.read_text().replace("2026-08-03", "2026-08-02"))
    done = claimscrub("rules", "test", "told-late", "local/told-late", "--rules", rulesets)
    assert (done.code, done.out) == (1, "2 of 3 cases of 1 rule(s) pass\n")
    line = path.read_text().splitlines().index("    - {name: the day after, run: {submission_date: 2026-08-02}}") + 1
    head = done.err.splitlines()[0]
    assert re.match(rf"rulesets/local/told-late.yaml:{line}:\d+: error: local/told-late: the day after: ", head)
    assert "the rule stays silent, and should fire" in head


@pytest.mark.parametrize(
    ("before", "after", "kind", "words"),
    [
        ("message: >-\n", "message: >-\n  {claim.totall_charge} ", "unknown-field", "totall_charge"),
        ("severity: ", "severity: error\nseverity: ", "duplicate-key", "severity"),
        ("when: ", "when: (", "", ""),
        ("severity: ", "severity: grave # ", "", "grave"),
    ],
)
def test_a_mistake_in_a_rule_is_found_by_every_command_with_its_line(
    rulesets: Path, before: str, after: str, kind: str, words: str
) -> None:
    file = spoil(rulesets, before, after)
    for command in (["rules", "lint"], ["rules", "test"], ["check", ROOT / "examples" / "clean.837"]):
        done = claimscrub(*command, "--rules", rulesets)
        assert done.code == 2
        assert re.search(rf"^{file}:\d+:\d+: error: ", done.err, re.MULTILINE)
        assert kind in " ".join(done.kinds)
        assert words in done.err


def test_every_broken_rule_is_told_at_once(rulesets: Path) -> None:
    spoil(rulesets, "when: ", "when: nothing.at_all and ")
    other = rulesets / "totals" / "total-not-sum-of-lines.yaml"
    other.write_text(other.read_text().replace("each: claim", "each: klaim"))
    err = claimscrub("rules", "lint", "--rules", rulesets).err
    assert "filed-late.yaml" in err
    assert "total-not-sum-of-lines.yaml" in err


def test_a_code_that_begins_with_zero_stays_text_without_quotes(rulesets: Path) -> None:
    claimscrub("rules", "new", "local/told-late", "--rules", rulesets)
    path = rulesets / "local" / "told-late.yaml"
    content = path.read_text()
    head, _, _ = content.partition("parameters:")
    _, _, tail = content.partition("field: claim.service_from\n")
    parameters = "parameters:\n  places: {unit: codes, values: {2020-01-01: [02, 010]}}\n"
    middle = parameters + "when: claim.place_of_service in places\n"
    tail = re.sub(r"message: >-\n.*\n", "message: Seen at {claim.place_of_service}.\n", tail)
    cases = (
        "tests:\n  clean:\n    - {name: office}\n  found:\n    - {name: telehealth, claim: {place_of_service: 02}}\n"
    )
    path.write_text(head + middle + "field: claim.place_of_service\n" + tail.partition("tests:")[0] + cases)
    done = claimscrub("rules", "test", "told-late", "--rules", rulesets)
    assert (done.code, done.out, done.err) == (0, "2 of 2 cases of 1 rule(s) pass\n", "")


def test_rules_are_listed_with_the_severity_of_a_profile() -> None:
    def severity(*more: str) -> str:
        rows = [line.split("\t") for line in claimscrub("rules", "list", *more).out.splitlines()]
        return next(row[2] for row in rows if row[1] == "billing-npi-missing")

    assert severity() != severity("--profile", "medicare") == "error"


def test_a_family_is_listed_alone() -> None:
    rows = [line.split("\t") for line in claimscrub("rules", "list", "--family", "filing").out.splitlines()]
    assert {row[0] for row in rows} == {"filing"}
    assert len(rows) == len(list((ROOT / "rulesets" / "filing").glob("*.yaml")))


@pytest.mark.parametrize("name", ["filed-late", "filing/filed-late"])
def test_a_rule_is_shown_with_what_profiles_change(name: str) -> None:
    shown = claimscrub("rules", "show", name).out
    assert shown.startswith("# ")
    for words in ("## When it fires", "## What profiles change", "`medicare`", "## Cases", "## Sources"):
        assert words in shown


def test_profiles_are_listed_with_how_a_claim_comes_to_them() -> None:
    listed = [line.split("\t") for line in claimscrub("profiles", "list").out.splitlines()]
    rows = {row[0].strip(): row for row in listed}
    assert rows["example-commercial"][1:3] == ["commercial", "payer id 99999"]
    assert rows["medicaid-tx"][2] == "filing indicator MC, state TX"
    depths = [(len(row[0]) - len(row[0].lstrip())) // 2 for row in listed]
    above = listed[listed.index(rows["medicare-dme"]) - 1]
    assert (depths[0], listed[0][0], above[0].strip()) == (0, "default", "medicare-professional")
    assert rows["medicare-dme"][0].startswith("      m")


def test_a_profile_shows_each_value_of_a_day_and_the_layer_that_set_it() -> None:
    def value(day: str) -> list[str]:
        rows = [
            line.split("\t")
            for line in claimscrub("profiles", "show", "example-commercial", "--on", day).out.splitlines()
        ]
        return next(row for row in rows if row[:2] == ["filed-late", "days_allowed"])[2:5]

    assert value("2024-01-01") == ["180", "2024-01-01", "example-commercial"]
    assert value("2023-12-31")[2] == "rule"


def test_two_profiles_differ_in_what_one_changes_and_the_other_does_not() -> None:
    done = claimscrub("profiles", "diff", "aetna", "ambetter", "--on", "2026-05-04")
    assert (done.code, done.out.splitlines()) == (
        1,
        [
            "filed-late\tdays_out_of_network\t0\trule\t365\tambetter",
            "replacement-late-after-decision\tdays_from_decision\t180\taetna\t0\trule",
        ],
    )
    assert claimscrub("profiles", "diff", "aetna", "aetna").code == 0
    apart = claimscrub("profiles", "diff", "aetna", "ambetter", "--on", "2024-12-31")
    assert (apart.code, apart.out) == (0, "")


def test_which_profile_a_claim_gets_is_told_with_what_of_it_said_so(tmp_path: Path) -> None:
    batch = write(tmp_path / "payers.837", claim("99999", "CI"), claim("12345", "MC"), claim("12345", "ZZ"))
    done = claimscrub("profiles", "which", batch)
    assert [line.split("\t")[2:] for line in done.out.splitlines()] == [
        ["example-commercial", "payer id 99999"],
        ["medicaid-tx", "filing indicator MC, state TX"],
        ["default", "nothing matched"],
    ]
    assert done.code == 0
    broken = tmp_path / "broken.837"
    broken.write_text("no claim")
    assert claimscrub("profiles", "which", broken).code == 2


def test_a_folder_of_profiles_adds_to_ours(tmp_path: Path) -> None:
    page = (ROOT / "docs/payer-profiles.md").read_text(encoding="utf-8")
    own = page.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "aetna-of-ours.yaml").write_text(own)
    linted = claimscrub("profiles", "lint", "--profiles", tmp_path)
    assert (linted.code, linted.kinds) == (0, []), linted.err
    judged = claimscrub("rules", "test", "filed-late", "--profiles", tmp_path)
    assert judged.code == 0, judged.err
    shown = claimscrub("profiles", "show", "aetna-of-ours", "--on", "2026-05-04", "--profiles", tmp_path).out
    assert "filed-late\tdays_allowed\t150\t2026-01-01\taetna-of-ours\t150 days from the service." in shown


def test_lint_of_profiles_says_what_changes_nothing_and_what_nobody_can_look_up(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "id: mine\ntitle: Mine\noverrides:\n  filed-late: {severity: warning, because: x}\n"
    )
    linted = claimscrub("profiles", "lint", "--profiles", tmp_path)
    assert (linted.code, linted.kinds) == (2, ["missing-source", "repeated-override"])
    assert claimscrub("profiles", "show", "mine", "--profiles", tmp_path).code == 0


def test_made_up_claims_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for name in ("one", "two"):
        done = claimscrub("synth", tmp_path / f"{name}.837", "--claims", "25", "--seed", "5", "--errors", "0.4")
        assert done.code == 0
    for ending in (".837", ".837.key.csv"):
        assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()


def test_the_command_starts_in_a_process_of_its_own_without_a_warning() -> None:
    done = apart(["rules", "list", "--family", "totals"])
    assert (done.code, done.err) == (0, "")


def test_the_command_installed_is_the_one_that_keeps_reports_private() -> None:
    assert 'claimscrub = "claimscrub.cli:main"' in (ROOT / "pyproject.toml").read_text()
    assert callable(cli.main)
