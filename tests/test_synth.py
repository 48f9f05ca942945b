"""Made-up batches are right to the letter of the guide, repeat themselves, and name nobody."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from pyx12.params import params  # type: ignore[import-untyped]  # pyx12 ships no types
from pyx12.x12n_document import x12n_document  # type: ignore[import-untyped]  # pyx12 ships no types
from stdnum import luhn

from engine import code_sets
from engine.readers import Reading, read
from engine.synth import FIRST_DAY, KeyRow, synthesize, write
from engine.synth.draws import Draws
from engine.synth.parties import npi
from tests.source_files import ROOT

LAST_DAY = date(2026, 5, 4)


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("synth") / "batch.837"
    write(path, None, claims=2_000, seed=11)
    return path


@pytest.fixture(scope="module")
def column(batch: Path) -> Callable[[str, str], pl.Series]:
    """A field of all claims of the batch: the name of its table, then its path."""
    tables = list(read(batch).tables)
    return lambda table, path: pl.concat([getattr(one, table)[path] for one in tables])


def content(claims: int, seed: int, errors: float = 0.0) -> bytes:
    return b"".join(piece.content for piece in synthesize(claims, seed, errors))


def exhausted(path: Path) -> Reading:
    reading = read(path)
    for _ in reading.tables:
        pass
    return reading


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others() -> None:
    assert content(50, 3, 0.5) == content(50, 3, 0.5)
    assert content(50, 3, 0.5) != content(50, 4, 0.5)


def test_choices_are_the_same_on_every_machine() -> None:
    draws = Draws(7)
    assert [draws.between(1, 6) for _ in range(8)] == [5, 1, 6, 2, 6, 2, 5, 3]


@pytest.mark.parametrize("errors", [0.0, 1.0])
def test_envelopes_levels_and_counts_agree_whatever_errors_the_claims_have(tmp_path: Path, errors: float) -> None:
    path = tmp_path / "batch.837"
    assert write(path, None, claims=700, seed=5, errors=errors).size == path.stat().st_size
    reading = exhausted(path)
    assert (reading.claims, reading.faults, reading.warnings) == (700, [], [])


def test_a_transaction_holds_five_thousand_claims_at_most(tmp_path: Path) -> None:
    path = tmp_path / "batch.837"
    write(path, None, claims=5_001, seed=5)
    reading = exhausted(path)
    assert (reading.claims, reading.transactions, reading.faults) == (5_001, 2, [])


def test_the_guide_is_kept_as_another_program_reads_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "batch.837"
    write(path, None, claims=400, seed=11)
    right = x12n_document(params(), str(path), StringIO(), None, None)
    assert right, "\n".join(record.getMessage() for record in caplog.records)


def test_every_value_can_be_read(column: Callable[[str, str], pl.Series]) -> None:
    assert column("unreadable", "value").to_list() == []


def test_claims_have_numbers_of_their_own(column: Callable[[str, str], pl.Series]) -> None:
    assert column("claims", "claim.claim_id").n_unique() == 2_000


def test_services_lie_between_the_first_day_and_two_days_before_submission(
    column: Callable[[str, str], pl.Series],
) -> None:
    days = column("lines", "line.service_date")
    assert set(days) >= {LAST_DAY}
    assert days.is_between(FIRST_DAY, LAST_DAY).all()
    assert days.is_between(FIRST_DAY, date(2025, 12, 31)).any(), "late claims too"


def test_every_diagnosis_could_be_billed_that_year(column: Callable[[str, str], pl.Series]) -> None:
    known = code_sets.load(ROOT / "code_sets")
    codes = set(column("diagnoses", "diagnosis.code"))
    assert {code for code in codes if not known.listed("icd-10-cm", "billable", code, LAST_DAY)} == set()
    assert len(codes) > 40


def test_a_batch_has_every_kind_of_claim(column: Callable[[str, str], pl.Series]) -> None:
    assert {"MB", "MC", "CI", "BL", "HM", "CH", "AM", "WC"} == set(column("claims", "claim.filing_indicator"))
    places = {"02", "10", "11", "12", "21", "22", "23", "24", "31", "32", "41", "81"}
    assert places == set(column("claims", "claim.place_of_service"))
    assert {"1", "7", "8"} == set(column("claims", "claim.frequency_code"))
    assert {"P", "S"} == set(column("claims", "claim.payer_responsibility"))
    assert {"1", "2"} == set(column("claims", "claim.billing_provider.entity_type"))
    assert {True, False} == set(column("claims", "claim.patient.is_subscriber"))
    assert {"UN", "MJ"} == set(column("lines", "line.unit_of_measure"))


def test_a_provider_number_passes_its_check_and_belongs_to_nobody() -> None:
    numbers = [npi(number) for number in range(0, 100_000_000, 999_983)]
    assert all(luhn.is_valid(f"80840{number}") for number in numbers)
    assert {number[0] for number in numbers} == {"2"}, "no NPI that begins with 2 has been issued"


def test_the_key_stands_in_a_file_of_its_own(tmp_path: Path) -> None:
    written = write(tmp_path / "batch.837", tmp_path / "batch.key.csv", claims=40, seed=2, errors=0.5)
    rows = (tmp_path / "batch.key.csv").read_text().splitlines()
    assert rows[0] == "claim,claim_id,rule,line,kind"
    assert written.claims == 40
    assert len(rows) - 1 == written.errors.total()


def test_one_claim_in_ten_gets_an_error_and_the_kinds_take_turns() -> None:
    key: list[KeyRow] = [row for piece in synthesize(5_000, 9, 0.1) for row in piece.key]
    assert 499 <= len(key) <= 500
    counts = Counter(row.kind for row in key).values()
    assert max(counts) - min(counts) <= 1


def test_the_examples_are_what_their_commands_make(tmp_path: Path) -> None:
    write(tmp_path / "batch.837", tmp_path / "batch.key.csv", claims=60, seed=12, errors=0.4)
    write(tmp_path / "clean.837", None, claims=40, seed=8)
    page = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert "claimscrub synth --claims 60 --errors 0.4 --seed 12 examples/batch.837" in page
    assert "claimscrub synth --claims 40 --seed 8 examples/clean.837" in page
    for name in ("batch.837", "batch.key.csv", "clean.837"):
        assert (ROOT / "examples" / name).read_bytes() == (tmp_path / name).read_bytes(), f"make {name} again"
