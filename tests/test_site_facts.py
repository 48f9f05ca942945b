"""Rules that ask a site's records: not in force without them, left open where they know nothing, found with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.checking import Checked, Options, check
from engine.code_sets import DTYPES, Listing
from engine.fields import Type
from engine.language.records import Record
from engine.program import without_records
from engine.records import SHAPES
from engine.rulebook import Rulebook, load
from engine.scrub import Scrubbed
from engine.triage import TriageRules
from tests.command import CLAIM, text
from tests.command import claim as segments
from tests.make import ROOT, claim, scrubbed

TODAY = date(2026, 5, 8)
ALWAYS = (date.min, date.max)

PAYER = {"payer_id": "STD01", "member_id": "STD123456789"}
ROWS: Mapping[str, list[dict[str, Any]]] = {
    "coverage": [
        {**PAYER, "active": True, "from": date(2026, 1, 1), "to": date(2026, 5, 31)},
        {"payer_id": "STD01", "member_id": "FAMILY1", "active": True},
        {"payer_id": "OTH01", "member_id": "OTH123456789", "active": True},
        {"payer_id": "99999", "member_id": "HM035713948", "active": True, "to": date(2026, 4, 30)},
    ],
    "coverage-member": [
        {**PAYER, "active": True, "persons": 1, "birth_dates": ["1980-02-29"], "checked_on": date(2026, 6, 2)},
        {"payer_id": "STD01", "member_id": "FAMILY1", "persons": 2, "birth_dates": ["1980-02-29", "2015-06-15"],
         "checked_on": date(2026, 5, 4)},
        {"payer_id": "OTH01", "member_id": "OTH123456789", "persons": 1, "checked_on": date(2026, 5, 4)},
        {"payer_id": "99999", "member_id": "HM035713948", "persons": 1, "birth_dates": ["1981-04-04"],
         "checked_on": date(2026, 3, 1)},
    ],
    "coverage-person": [
        {**PAYER, "birth_date": "1980-02-29", "last_name": "ROE", "first_name": "RICHARD", "sex": "M", "active": True},
        {"payer_id": "STD01", "member_id": "FAMILY1", "birth_date": "1980-02-29", "active": True},
        {"payer_id": "STD01", "member_id": "FAMILY1", "birth_date": "2015-06-15", "active": True,
         "to": date(2026, 5, 3)},
        {"payer_id": "OTH01", "member_id": "OTH123456789", "birth_date": "1980-02-29", "active": True},
        {"payer_id": "99999", "member_id": "HM035713948", "birth_date": "1981-04-04", "active": True,
         "to": date(2026, 4, 30)},
    ],
    "coverage-other": [],
    "benefit-authorization": [
        {"payer_id": "STD01", "member_id": "", "code": "X0001", "authorization_required": True},
    ],
    "provider": [
        {"npi": "1234567893", "tins": ["123456780"], "entity_type": "2"},
        {"npi": "1000000004", "taxonomies": ["207Q00000X", "1223G0001X"], "entity_type": "1"},
        {"npi": "1000000012", "entity_type": "1", "excluded_on": date(2026, 5, 1)},
        {"npi": "2000002222", "entity_type": "2"},
        {"npi": "2000000747", "entity_type": "1"},
    ],
    "enrollment": [
        {"npi": "1234567893", "payer_id": "STD01", "status": "enrolled"},
        {"npi": "1000000004", "payer_id": "STD01", "status": "enrolled", "group_npis": ["1234567893"]},
        {"npi": "1000000012", "payer_id": "OTH01", "status": "enrolled"},
        {"npi": "2000002222", "payer_id": "99999", "status": "enrolled"},
        {"npi": "2000000747", "payer_id": "99999", "status": "enrolled"},
    ],
    "authorization": [
        {"payer_id": "STD01", "number": "A1", "member_id": "STD123456789", "kind": "authorization", "units": 2_000,
         "procedure_codes": ["X0001"], "status": "certified", "from": date(2026, 5, 1), "to": date(2026, 5, 31)},
    ],
    "authorization-service": [
        {"payer_id": "STD01", "number": "A1", "procedure_code": "X0001", "units": 2_000},
    ],
    "fee": [
        {"procedure_code": "99213", "modifier": "", "payer_id": "", "amount": 90_00},
        {"procedure_code": "99214", "modifier": "", "payer_id": "", "amount": 150_00},
        {"procedure_code": "X0001", "modifier": "", "payer_id": "STD01", "amount": 80_00},
    ],
}  # fmt: skip
"""What a small site knows; the standard claim agrees with all of it."""


def listing(name: str, rows: list[dict[str, Any]]) -> Listing:
    """Rows of a table of records, with null for what they do not state."""
    shape = SHAPES[name]
    kinds = {**dict.fromkeys(shape.keys, Type.TEXT), **shape.answers}
    return Listing("made up", date.min, ALWAYS, pl.DataFrame(rows, {key: DTYPES[kind] for key, kind in kinds.items()}))


@cache
def book(*, with_records: bool) -> Rulebook:
    records = {name: listing(name, rows) for name, rows in ROWS.items()} if with_records else {}
    return load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets", records=records)


@cache
def of_site() -> dict[str, list[str]]:
    """The rules that ask records, by the table."""
    return without_records(book(with_records=False))


def judged(*claims: Record) -> Scrubbed:
    return scrubbed(book(with_records=True), claims)


def found(made: Scrubbed) -> set[str]:
    """The rules that ask records and have found something."""
    asking = {rule for rules in of_site().values() for rule in rules}
    return set(made.findings["rule"].to_list()) & asking


def checked(folder: Path, content: str, *, with_records: bool) -> Checked:
    file = folder / "night.837"
    file.write_text(content)
    strata = TriageRules.load(ROOT / "rulesets" / "triage")
    return check([file], book(with_records=with_records), strata, folder / "runs", options=Options(), today=TODAY)


def test_every_table_of_records_is_asked_by_some_rule() -> None:
    assert of_site().keys() == SHAPES.keys()


def test_without_records_no_rule_asks_them_and_the_manifest_names_each_that_would(tmp_path: Path) -> None:
    run = checked(tmp_path, text(), with_records=False).run
    assert run is not None
    unasked = run.manifest.get("unasked")
    assert unasked == of_site()
    assert {"coverage-not-active", "payer-differs-from-file", "charge-below-fee"} <= {
        *unasked["coverage"], *unasked["coverage-member"], *unasked["fee"],
    }  # fmt: skip
    silent = {rule for rules in unasked.values() for rule in rules}
    for frame in (run.findings, run.not_evaluated):
        assert silent.isdisjoint(frame.collect()["rule"].to_list())


def test_a_claim_that_agrees_with_the_records_is_clean_and_nothing_of_them_is_left_open() -> None:
    made = judged(claim())
    assert found(made) == set()
    assert not [needs for needs in made.not_evaluated["needs"] if needs.startswith("records ")]


def test_of_a_member_of_whom_nothing_is_on_file_the_rules_of_coverage_are_not_evaluated() -> None:
    made = judged(claim({"subscriber.member_id": "STD000000000"}))
    assert found(made) == set()
    left = made.not_evaluated.filter(pl.col("needs") == "records coverage")
    assert {"coverage-not-active", "coverage-not-active-when-last-checked"} <= set(left["rule"])
    assert set(left["mend"]) == {"add the missing rows to the records of coverage"}


def test_of_a_provider_of_whom_no_enrollment_is_on_file_it_is_not_evaluated() -> None:
    made = judged(claim({"rendering_provider.npi": "1000000020"}))
    left = made.not_evaluated.filter(pl.col("needs") == "records enrollment")
    assert {"rendering-not-enrolled", "group-not-linked", "enrollment-pending"} == set(left["rule"])
    assert found(made) == {"rendering-not-on-roster"}


@pytest.mark.parametrize(
    ("values", "line", "expected"),
    [
        ({}, {"service_date": "2026-06-01"}, {"coverage-not-active"}),
        ({}, {"service_date": "2026-07-01"}, {"coverage-not-active-when-last-checked"}),
        ({"payer.id": "OTH01"}, {}, {"payer-differs-from-file", "billing-not-enrolled", "rendering-not-enrolled"}),
        ({"subscriber.birth_date": date(1980, 2, 28)}, {}, {"patient-birth-date-differs-from-coverage"}),
        ({"subscriber.last_name": "ROW"}, {}, {"patient-name-differs-from-coverage"}),
        (
            {"subscriber.member_id": "FAMILY1", "patient.relationship": "19", "patient.birth_date": date(2015, 6, 15)},
            {},
            {"patient-coverage-not-active"},
        ),
        (
            {"rendering_provider.npi": "1000000012"},
            {},
            {"provider-excluded", "rendering-not-enrolled"},
        ),
        ({"billing_provider.tax_id": "123456781"}, {}, {"tax-id-not-of-billing-provider"}),
        ({}, {"procedure_code": "X0001"}, {"authorization-missing"}),
        ({"prior_authorization": "A1"}, {"procedure_code": "X0001"}, set()),
        ({"prior_authorization": "A2"}, {"procedure_code": "X0001"}, {"authorization-not-on-file"}),
        ({"prior_authorization": "A1"}, {"procedure_code": "99213"}, {"authorization-without-the-procedure"}),
        (
            {"prior_authorization": "A1"},
            {"procedure_code": "X0001", "units": "3", "charge": "300"},
            {"authorization-units-exceeded", "authorization-units-of-procedure-exceeded"},
        ),
        ({}, {"charge": "89.99"}, {"charge-below-fee"}),
        ({}, {"charge": "900.01"}, {"charge-far-above-fee"}),
        ({}, {"procedure_code": "X0009"}, {"charge-without-fee"}),
    ],
)
def test_what_differs_from_the_records_is_found_and_nothing_else(
    values: Mapping[str, Any], line: Mapping[str, Any], expected: set[str]
) -> None:
    assert found(judged(claim(values, lines=[line]))) == expected


def test_claims_of_a_batch_are_held_each_against_its_own_rows() -> None:
    made = judged(
        claim(),
        claim(lines=[{"charge": "89.99"}]),
        claim({"subscriber.member_id": "STD000000000"}),
        claim(lines=[{}, {"service_date": "2026-06-01"}]),
    )
    rows = made.findings.filter(pl.col("rule").is_in(found(made))).select("claim", "rule", "line").rows()
    assert sorted(rows) == [(2, "charge-below-fee", 1), (4, "coverage-not-active", 2)]


def test_an_old_check_of_ended_coverage_is_one_thing_to_mend(tmp_path: Path) -> None:
    run = checked(tmp_path, text(segments()), with_records=True).run
    assert run is not None
    assert set(run.manifest.get("unasked", {})) == {"remittance"}
    findings = {row["rule"]: row for row in run.findings.collect().to_dicts()}
    assert findings["coverage-check-old"]["explained_by"] == "coverage-not-active-when-last-checked"
    (row,) = run.claims.collect().to_dicts()
    assert (row["disposition"], row["desk"]) == ("review", "eligibility")


def test_the_wrong_payer_explains_an_authorization_that_this_one_does_not_have(tmp_path: Path) -> None:
    stated = [CLAIM[0], "REF*G1*A77", *CLAIM[1:]]
    run = checked(tmp_path, text(segments("OTHER", stated=stated)), with_records=True).run
    assert run is not None
    findings = {row["rule"]: row for row in run.findings.collect().to_dicts()}
    assert findings["authorization-not-on-file"]["explained_by"] == "payer-differs-from-file"
