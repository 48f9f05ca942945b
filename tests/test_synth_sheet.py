"""A made-up sheet has the claims of the made-up 837, a row for each line, under names of our own."""

import csv
from pathlib import Path

import polars as pl
import pytest

from engine.program import compile_rules
from engine.readers import read
from engine.readers.tabular.targets import Target
from engine.rulebook import load
from engine.scrub import scrub
from engine.synth import SUBMITTED, write
from engine.synth.catalogue import CATALOGUE
from engine.synth.sheet import ONLY_IN_837
from tests.source_files import ROOT


def sheet(path: Path, claims: int, seed: int, errors: float = 0.0) -> list[dict[str, str]]:
    written = write(path, path.with_suffix(".key"), claims, seed, errors)
    assert (written.claims, written.size) == (claims, path.stat().st_size)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_column_is_in_the_notation_of_column_maps(tmp_path: Path) -> None:
    columns = sheet(tmp_path / "night.csv", 5, 3)[0]
    assert [name for name in columns if Target.parse(name) is None] == []


def test_rows_are_the_lines_of_the_837_of_the_same_seed(tmp_path: Path) -> None:
    rows = sheet(tmp_path / "night.csv", 300, 3)
    write(tmp_path / "night.837", None, claims=300, seed=3)
    (tables,) = read(tmp_path / "night.837").tables
    lines = tables.lines.join(tables.claims, on="#claim", how="left", maintain_order="left")
    assert [row["claim.claim_id"] for row in rows] == lines["claim.claim_id"].to_list()
    for path in ("line.procedure_code", "claim.patient.last_name", "claim.rendering_provider.npi", "claim.payer.id"):
        assert [row[path] or None for row in rows] == lines[path].to_list(), path
    assert [row["line.service_date"] for row in rows] == lines["line.service_date"].cast(pl.String).to_list()
    assert [round(float(row["line.charge"]) * 100) for row in rows] == lines["line.charge"].to_list()


def test_errors_are_those_that_a_sheet_can_tell(tmp_path: Path) -> None:
    sheet(tmp_path / "night.csv", 400, 3, errors=0.5)
    with (tmp_path / "night.key").open(encoding="utf-8", newline="") as file:
        kinds = {row["kind"] for row in csv.DictReader(file)}
    assert kinds == {defect.kind for defect in CATALOGUE if defect.scenes_of("837P")} - ONLY_IN_837


@pytest.mark.parametrize("errors", [0.0, 0.5])
def test_the_rules_find_in_a_sheet_what_was_put_into_it_and_nothing_else(tmp_path: Path, errors: float) -> None:
    path = tmp_path / "night.csv"
    sheet(path, 600, 4, errors)
    with path.with_suffix(".key").open(encoding="utf-8", newline="") as file:
        key = {(int(row["claim"]), row["rule"]) for row in csv.DictReader(file)}
    program = compile_rules(load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets"))
    found: set[tuple[int, str]] = set()
    first = 1
    for tables in read(path).tables:
        findings = scrub(program, tables, today=SUBMITTED, first_claim=first).findings
        found |= set(findings.filter(pl.col("severity") != "info").select("claim", "rule").iter_rows())
        first += len(tables.claims)
    assert first == 601
    assert found == key
