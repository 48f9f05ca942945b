"""The rules find what was put into a made-up batch, and nothing else: no miss, no false hold."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.code_gaps import code_sets_of
from engine.program import Program, compile_rules
from engine.readers import read
from engine.rulebook import load
from engine.rules import Rule
from engine.scrub import scrub
from engine.synth import AWAITED, CATALOGUE, SUBMITTED, TYPES, ClaimType, KeyRow, synthesize
from engine.synth.defects import possible
from tests.source_files import ROOT


class Found(NamedTuple):
    """What matters here of a finding."""

    rule: str
    line: int | None
    severity: str


Batch = dict[int, set[Found]]

KINDS = {defect.kind: defect for defect in CATALOGUE}
SIZES: dict[ClaimType, int] = {"837P": 4_000, "837I": 1_500, "837D": 1_500}


@cache
def program() -> Program:
    return compile_rules(load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets"))


def scrubbed(folder: Path, claims: int, seed: int, errors: float, claim_type: ClaimType) -> tuple[Batch, list[KeyRow]]:
    """What is found in a made-up batch, by the number of the claim; and the batch's key."""
    path = folder / f"{claim_type}.837"
    key: list[KeyRow] = []
    with path.open("wb") as file:
        for piece in synthesize(claims, seed, errors, types=(claim_type,)):
            file.write(piece.content)
            key += piece.key
    found: Batch = {claim: set() for claim in range(1, claims + 1)}
    first = 1
    for tables in read(path).tables:
        findings = scrub(program(), tables, today=SUBMITTED, first_claim=first).findings
        for claim, *finding in findings.select("claim", "rule", "line", "severity").iter_rows():
            found[claim].add(Found(*finding))
        first += len(tables.claims)
    return found, key


def grave(found: set[Found]) -> set[str]:
    """The rules that do more than inform."""
    return {finding.rule for finding in found if finding.severity != "info"}


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> dict[ClaimType, tuple[Batch, list[KeyRow]]]:
    folder = tmp_path_factory.mktemp("synth")
    return {name: scrubbed(folder, SIZES[name], 21, 0.25, name) for name in TYPES}


@pytest.mark.parametrize("claim_type", TYPES)
def test_a_batch_without_errors_is_clean_under_every_rule_in_force(tmp_path: Path, claim_type: ClaimType) -> None:
    found, _ = scrubbed(tmp_path, SIZES[claim_type], 20, 0.0, claim_type)
    assert set().union(*map(grave, found.values())) == set()


@pytest.mark.parametrize("claim_type", TYPES)
def test_every_error_is_found_where_it_is(
    spoiled: dict[ClaimType, tuple[Batch, list[KeyRow]]], claim_type: ClaimType
) -> None:
    found, key = spoiled[claim_type]
    missed = {
        (row.kind, row.rule, row.line)
        for row in key
        if not any(one.rule == row.rule and row.line in {None, one.line} for one in found[row.claim])
    }
    assert missed == set()
    assert {row.kind for row in key} == {defect.kind for defect in possible(CATALOGUE, claim_type)}


@pytest.mark.parametrize("claim_type", TYPES)
def test_nothing_is_found_on_a_claim_that_got_no_error(
    spoiled: dict[ClaimType, tuple[Batch, list[KeyRow]]], claim_type: ClaimType
) -> None:
    found, key = spoiled[claim_type]
    got_one = {row.claim for row in key}
    assert {claim: grave(ones) for claim, ones in found.items() if claim not in got_one and grave(ones)} == {}


@pytest.mark.parametrize("claim_type", TYPES)
def test_an_error_is_found_by_its_rule_alone(
    spoiled: dict[ClaimType, tuple[Batch, list[KeyRow]]], claim_type: ClaimType
) -> None:
    found, key = spoiled[claim_type]
    others = {(row.kind, rule) for row in key for rule in grave(found[row.claim]) - {row.rule}}
    assert others == set()


@pytest.mark.parametrize("claim_type", TYPES)
def test_the_rule_that_finds_a_kind_of_error_is_in_force_for_the_types_that_have_it(claim_type: ClaimType) -> None:
    in_force = {compiled.rule.id for compiled in program().rules if claim_type in compiled.rule.claim_types}
    wanted = {(defect.kind, defect.rule) for defect in possible(CATALOGUE, claim_type)}
    assert {(kind, rule) for kind, rule in wanted if rule not in in_force} == set(), "take out its scenes of the type"


def without_imports() -> list[Rule]:
    """The rules that can be evaluated on a machine where nothing was imported, as on which batches are made."""
    bundled = program().rulebook.code_sets.editions
    return [compiled.rule for compiled in program().rules if code_sets_of(compiled.rule) <= bundled.keys()]


UNMADE = frozenset({"duplicates", "frequency", "inpatient", "stays"})
"""Families of which no error is made up yet: it takes two claims, or a stay beside another."""


def families_made() -> set[str]:
    """The families of which a batch has errors."""
    return {rule.family for rule in without_imports()} - UNMADE


def test_a_kind_is_awaited_only_until_its_rule_is_there_and_needs_no_table_of_the_site() -> None:
    there = {rule.id for rule in without_imports()}
    assert {defect.kind for defect in AWAITED if defect.rule in there} == set(), "put them into the catalogue"
    assert not {defect.kind for defect in AWAITED} & KINDS.keys()


def test_kinds_have_names_of_their_own_and_come_from_every_family() -> None:
    families = {program().rulebook.rule[defect.rule].family for defect in CATALOGUE}
    assert len(KINDS) == len(CATALOGUE) >= 40
    assert families == families_made()


def test_the_example_batch_has_an_error_of_every_family() -> None:
    with (ROOT / "examples" / "batch.key.csv").open(encoding="utf-8") as file:
        rules = [row["rule"] for row in csv.DictReader(file)]
    known = program().rulebook.rule
    assert {known[rule].family for rule in rules} == families_made()
