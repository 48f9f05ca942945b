"""A table of the site's own is described in YAML, whose mistakes are shown where they stand."""

from datetime import date
from pathlib import Path

import pytest

from engine.code_files import read_description, taken
from engine.errors import InputError, RulesError, Span
from tests.code_files.files import written

YAML = """\
name: example-authorizations
edition: 2026-01-01
reaches: {from: 2026-01-01, to: 2026-12-31}
keys: {code: Procedure Code}
from: First Day
to: Last Day
dates: MM/DD/YYYY
attributes:
  needs_authorization: {column: Auth Required?, kind: yes-no}
  units: {column: Units, kind: whole}
  places: {column: Places, kind: list}
  plan: Plan Name
"""
ROWS = (
    "Our own list\n"
    "procedure_code,FIRST DAY,Last Day,Auth required?,Units,Places,Plan name,Remark\n"
    "X0002,01/01/2026,,yes,4,11; 22,Gold,a\n"
    "X0001,01/01/2026,06/30/2026,N,,,Gold,b\n"
)


def test_columns_become_keys_days_and_attributes(tmp_path: Path) -> None:
    description = read_description(written(tmp_path / "table.yaml", YAML))
    (release,) = taken([written(tmp_path / "own.csv", ROWS)], description)
    assert (release.code_set, release.edition) == ("example-authorizations", "2026-01-01")
    assert release.reaches == (date(2026, 1, 1), date(2026, 12, 31))
    assert release.rows.rows() == [
        ("X0001", date(2026, 1, 1), date(2026, 6, 30), False, None, [], "Gold"),
        ("X0002", date(2026, 1, 1), None, True, 4, ["11", "22"], "Gold"),
    ]
    assert "own.csv: column 'Remark' is not known and was left out" in release.notes


def test_values_that_are_not_as_described_refuse_their_row(tmp_path: Path) -> None:
    description = read_description(written(tmp_path / "table.yaml", YAML))
    more = (
        "X0003,2026-01-01,,yes,4,,,\nX0004,01/01/2026,,maybe,4,,,\nX0005,01/01/2026,,no,some,,,\n,01/01/2026,,no,1,,,\n"
    )
    (release,) = taken([written(tmp_path / "own.csv", ROWS + more)], description)
    assert [(problem.place, problem.kind) for problem in release.refused] == [
        ("line 5", "bad-date"), ("line 6", "bad-value"), ("line 7", "bad-value"), ("line 8", "bad-code"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "attribute", "kinds"),
    [
        ("code: Code", "inpatient_mce: {column: MCE, kind: yes-no}", []),
        ("code: Code", "our_word: Word", []),
        ("code: Code", "inpatient_mce: MCE", ["wrong-kind"]),
        ("status: Code", "inpatient_mce: {column: MCE, kind: yes-no}", ["wrong-key"]),
        ("status: Code", "status_of_it: {column: MCE, kind: list}", ["wrong-key"]),
    ],
)
def test_under_a_known_name_keys_and_kinds_are_those_that_rules_ask_for(
    tmp_path: Path, keys: str, attribute: str, kinds: list[str]
) -> None:
    head = "name: patient-status\nedition: 2026-01-01\nreaches: {from: 2026-01-01, to: 2026-12-31}\n"
    path = written(tmp_path / "table.yaml", f"{head}keys: {{{keys}}}\nattributes:\n  {attribute}\n")
    if not kinds:
        assert read_description(path).name == "patient-status"
        return
    with pytest.raises(RulesError) as refused:
        read_description(path)
    assert [problem.kind for problem in refused.value.problems] == kinds


def test_an_attribute_that_is_a_date_is_not_of_a_table_of_ones_own(tmp_path: Path) -> None:
    head = "name: nppes\nedition: 2026-01-01\nreaches: {from: 2026-01-01, to: 2026-12-31}\n"
    path = written(tmp_path / "table.yaml", f"{head}keys: {{npi: NPI}}\nattributes: {{deactivated: Gone}}\n")
    with pytest.raises(RulesError) as refused:
        read_description(path)
    assert "is a date" in refused.value.problems[0].sentence


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    description = read_description(written(tmp_path / "table.yaml", YAML))
    with pytest.raises(InputError) as refused:
        taken([written(tmp_path / "own.csv", ROWS.replace("Plan name", "Scheme"))], description)
    assert "'plan'" in refused.value.problems[0].sentence
    with pytest.raises(InputError) as refused:
        taken([written(tmp_path / "own.csv", "a,b\n1,2\n")], description)
    assert "'Procedure Code'" in refused.value.problems[0].sentence


@pytest.mark.parametrize(
    ("old", "new", "kind", "line"),
    [
        ("dates: MM/DD/YYYY", "dates: DD.MM.YYYY", "unknown-value", 7),
        ("kind: whole", "kind: number", "unknown-value", 10),
        ("name: example-authorizations", "name: Example", "bad-name", 1),
        ("edition: 2026-01-01", "edition: 2026", "bad-date", 2),
        ("plan: Plan Name", "Plan: Plan Name", "bad-name", 12),
        ("plan: Plan Name", "code: Plan Name", "duplicate-key", 1),
        ("keys: {code: Procedure Code}", "keys: [code]", "wrong-shape", 4),
        ("from: First Day", "form: First Day", "unknown-key", 5),
        ("to: 2026-12-31", "to: 2025-12-31", "bad-date", 3),
        ("  plan: Plan Name", "  plan: {kind: text}", "missing-key", 12),
    ],
)
def test_a_mistake_is_shown_where_it_stands(tmp_path: Path, old: str, new: str, kind: str, line: int) -> None:
    assert old in YAML
    with pytest.raises(RulesError) as refused:
        read_description(written(tmp_path / "table.yaml", YAML.replace(old, new, 1)))
    place = refused.value.problems[0].place
    assert isinstance(place, Span)
    assert (refused.value.problems[0].kind, place.line) == (kind, line)
