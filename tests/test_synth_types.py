"""Made-up institutional and dental claims are right to the letter of their guides."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TypeAlias

import polars as pl
import pytest
from pyx12.params import params  # type: ignore[import-untyped]  # pyx12 ships no types
from pyx12.x12n_document import x12n_document  # type: ignore[import-untyped]  # pyx12 ships no types
from stdnum import luhn

from engine import code_sets
from engine.readers import read
from engine.synth import FIRST_DAY, TYPES, ClaimType, synthesize, write
from engine.tables import Tables
from tests.source_files import ROOT

Column: TypeAlias = Callable[[ClaimType, str, str], pl.Series]

LAST_DAY = date(2026, 5, 4)
CLAIMS = 2_000
NEEDS_PROCEDURE = (
    "030", "031", "032", "033", "034", "035", "036", "040", "042", "043", "044", "045", "048", "051", "052", "0636",
    "0762", "0821",
)  # fmt: skip
"""Revenue codes that say nothing on an outpatient bill without what was done (beginnings of them)."""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[ClaimType, list[Tables]]:
    folder = tmp_path_factory.mktemp("synth")
    found = {}
    for name in TYPES:
        path = folder / f"{name}.837"
        write(path, None, claims=CLAIMS, seed=11, types=(name,))
        found[name] = list(read(path).tables)
    return found


@pytest.fixture(scope="module")
def column(tables: dict[ClaimType, list[Tables]]) -> Column:
    """A field of all claims of a type: the name of its table, then its path."""
    return lambda name, table, path: pl.concat([getattr(one, table)[path] for one in tables[name]])


def content(claims: int, seed: int, *types: ClaimType, encounters: bool = False) -> str:
    pieces = synthesize(claims, seed, types=types, encounters=encounters)
    return b"".join(piece.content for piece in pieces).decode("ascii")


def institutional(tables: dict[ClaimType, list[Tables]], name: str) -> pl.DataFrame:
    """A table of the institutional claims beside what their claims say."""
    (one,) = tables["837I"]
    table: pl.DataFrame = getattr(one, name)
    return table.join(one.claims, on="#claim", how="left", maintain_order="left")


@pytest.mark.parametrize("seed", range(6))
def test_the_institutional_guide_is_kept_as_another_program_reads_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    path = tmp_path / "batch.837"
    write(path, None, claims=60, seed=seed, types=("837I",), encounters=seed % 2 == 1)
    right = x12n_document(params(), str(path), StringIO(), None, None)
    assert right, "\n".join(record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("name", TYPES)
def test_a_type_has_its_own_claims_for_a_seed_whatever_stands_beside_them(name: ClaimType) -> None:
    assert content(30, 3, name) == content(30, 3, name)
    assert content(30, 3, name) != content(30, 4, name)
    alone = content(20, 3, name)
    own = alone[alone.index("\nBHT*") : alone.index("\nSE*")]
    assert own in content(60, 3, *TYPES)


def test_encounters_are_told_from_claims_by_their_transaction() -> None:
    assert "*CH~" in content(10, 3, "837I")
    assert "*RP~" in content(10, 3, "837I", encounters=True)


def test_a_batch_with_fewer_claims_than_types_has_no_empty_group(tmp_path: Path) -> None:
    path = tmp_path / "batch.837"
    write(path, None, claims=2, seed=3, types=TYPES)
    reading = read(path)
    assert sum(len(one.claims) for one in reading.tables) == 2
    assert reading.faults == []


@pytest.mark.parametrize("name", TYPES)
def test_every_value_can_be_read(column: Column, name: ClaimType) -> None:
    assert column(name, "unreadable", "value").to_list() == []
    assert column(name, "claims", "claim.claim_id").n_unique() == CLAIMS


@pytest.mark.parametrize("name", TYPES)
def test_every_provider_number_passes_its_check_and_belongs_to_nobody(
    tables: dict[ClaimType, list[Tables]], name: ClaimType
) -> None:
    numbers = {
        number
        for one in tables[name]
        for frame in (one.claims, one.lines)
        for path in frame.columns
        if path.endswith(".npi")
        for number in frame[path].drop_nulls()
    }
    assert len(numbers) > 10
    assert {number for number in numbers if not luhn.is_valid(f"80840{number}") or number[0] != "2"} == set()


@pytest.mark.parametrize("name", TYPES)
def test_every_diagnosis_could_be_billed_that_year(column: Column, name: ClaimType) -> None:
    known = code_sets.load(ROOT / "code_sets")
    codes = set(column(name, "diagnoses", "diagnosis.code"))
    assert {code for code in codes if not known.listed("icd-10-cm", "billable", code, LAST_DAY)} == set()


@pytest.mark.parametrize("name", TYPES)
def test_a_claim_charges_what_its_lines_charge(tables: dict[ClaimType, list[Tables]], name: ClaimType) -> None:
    for one in tables[name]:
        sums = one.lines.group_by("#claim").agg(pl.col("line.charge").sum().alias("sum"))
        both = one.claims.join(sums, on="#claim")
        assert both.filter(pl.col("claim.total_charge") != pl.col("sum")).height == 0
        assert both.height == one.claims.height


@pytest.mark.parametrize("name", TYPES)
def test_what_other_payers_decided_adds_up_to_the_charge(
    tables: dict[ClaimType, list[Tables]], name: ClaimType
) -> None:
    for one in tables[name]:
        both = one.other_payers.join(one.claims, on="#claim")
        off = [f"other_payer.{path}" for path in ("adjustment_total", "line_adjustment_total")]
        settled = pl.col("other_payer.paid_amount") + sum(pl.col(path).fill_null(0) for path in off)
        assert both.filter(settled != pl.col("claim.total_charge")).height == 0
        assert both.height > 20


@pytest.mark.parametrize("name", TYPES)
def test_days_are_in_order_and_before_submission(column: Column, name: ClaimType) -> None:
    first, last = (column(name, "claims", f"claim.service_{path}") for path in ("from", "through"))
    told = first.drop_nulls()
    assert (first <= last).all()
    assert told.is_between(FIRST_DAY, LAST_DAY).all()
    assert last.drop_nulls().is_between(FIRST_DAY, LAST_DAY).all()
    assert len(told) > CLAIMS * 0.95, "only an estimate has no day"


def test_a_batch_has_every_kind_of_bill(column: Column) -> None:
    bills = set(column("837I", "claims", "claim.type_of_bill"))
    assert {bill[:3] for bill in bills} == {"011", "013", "021", "032", "071", "072", "077", "081", "082"}
    assert {bill[3] for bill in bills} == set("1234789")
    assert {"30", "01", "20", "40"} <= set(column("837I", "claims", "claim.patient_status"))
    assert set(column("837I", "diagnoses", "diagnosis.kind")) == {
        "PRINCIPAL",
        "OTHER",
        "ADMITTING",
        "REASON",
        "EXTERNAL",
    }
    for table in ("procedures", "occurrences", "occurrence_spans", "value_codes", "other_payers", "adjudications"):
        assert len(column("837I", table, "#claim")) > 20, table


def test_a_hospital_says_of_a_stay_what_a_stay_has(tables: dict[ClaimType, list[Tables]]) -> None:
    (one,) = tables["837I"]
    stays = one.claims.filter(pl.col("claim.facility_type_code") == "11")
    for path in ("admission_date", "admission_hour", "discharge_hour", "admission_type", "admission_source", "drg"):
        assert stays[f"claim.{path}"].null_count() == 0, path
    assert (stays["claim.admission_date"] <= stays["claim.statement_through"]).all()
    days = (pl.col("claim.statement_through") - pl.col("claim.statement_from")).dt.total_days()
    covered = institutional(tables, "value_codes").filter(
        (pl.col("value_code.code") == "80") & (pl.col("claim.facility_type_code") == "11")
    )
    assert covered.filter(pl.col("value_code.amount") != 100 * pl.max_horizontal(days, 1)).height == 0
    assert covered.height == stays.height
    done = institutional(tables, "procedures")
    assert (done["procedure.date"] >= done["claim.statement_from"]).all()
    assert (done["procedure.date"] <= done["claim.statement_through"]).all()
    assert done["claim.operating_provider.npi"].null_count() < done.height


def test_a_patient_is_still_there_on_bills_that_another_follows(tables: dict[ClaimType, list[Tables]]) -> None:
    (one,) = tables["837I"]
    frequency, status = one.claims["claim.frequency_code"], one.claims["claim.patient_status"]
    assert set(status.filter(frequency.is_in(["2", "3"]))) == {"30"}
    assert "30" not in set(status.filter(frequency.is_in(["1", "4"])))


def test_lines_of_outpatients_have_a_day_in_the_statement_and_a_procedure_where_the_revenue_code_wants_one(
    tables: dict[ClaimType, list[Tables]],
) -> None:
    lines = institutional(tables, "lines")
    assert lines["line.revenue_code"].str.contains("^[0-9]{4}$").all()
    outpatient = lines.filter(pl.col("claim.facility_type_code").is_in(["13", "71", "72", "77"]))
    assert outpatient["line.service_date"].null_count() == 0
    assert (outpatient["line.service_date"] >= outpatient["claim.statement_from"]).all()
    assert (outpatient["line.service_through"] <= outpatient["claim.statement_through"]).all()
    starts = "^(" + "|".join(NEEDS_PROCEDURE) + ")"
    wanting = outpatient.filter(pl.col("line.revenue_code").str.contains(starts))
    assert wanting["line.procedure_code"].null_count() == 0
    assert wanting.height > 1_000


def test_a_dental_batch_has_every_kind_of_line(tables: dict[ClaimType, list[Tables]], column: Column) -> None:
    (one,) = tables["837D"]
    assert set(one.claims["claim.place_of_service"]) == {"11", "24"}
    assert set(one.claims["claim.frequency_code"]) == {"1", "7", "8"}
    assert set(one.lines["line.procedure_code"].str.slice(0, 1)) == {"D"}
    assert set(one.lines["line.prosthesis"].drop_nulls()) == {"I", "R"}
    replaced = one.lines.filter(pl.col("line.prosthesis") == "R")
    assert (replaced["line.prior_placement_date"] < FIRST_DAY).all()
    teeth = set(column("837D", "teeth", "tooth.code"))
    assert teeth <= {str(number) for number in range(1, 33)} | set("ABCDEFGHIJKLMNOPQRST")
    assert set(one.teeth["tooth.surfaces"].drop_nulls().explode()) == set("MODBFI")
    assert set(one.lines["line.oral_cavity"].drop_nulls().explode()) == {"00", "01", "02", "10", "20", "30", "40"}
    assert set(one.claims["claim.predetermination"].drop_nulls()) == {"PB"}
    assert one.claims["claim.orthodontic_months"].drop_nulls().len() > 50
    assert len(column("837D", "tooth_statuses", "#claim")) > 50
    assert column("837D", "diagnoses", "diagnosis.position").max() == 4, "as many as the guide allows"
