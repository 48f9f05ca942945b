"""Files at their real size, which are not part of the project: what they hold is known and is counted again.

They stand beside the checkout or where CLAIMSCRUB_PUBLISHED names their folder; without them each test is
skipped. `pytest -m bench` prints how long the large ones take, and how much memory.
"""

import importlib.util
import os
import resource
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from time import perf_counter
from zipfile import ZipFile

import polars as pl
import pytest

from engine.code_files import taken
from engine.code_sets.release import Release
from tests.source_files import ROOT

FOLDER = Path(os.environ.get("CLAIMSCRUB_PUBLISHED") or ROOT.parent / "shared" / "reference_data")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no published files; CLAIMSCRUB_PUBLISHED may name them")


@cache
def releases(pattern: str, effective: date | None = None) -> dict[str, Release]:
    """The releases of the files of a pattern, by code set."""
    return {one.code_set: one for one in taken(sorted(FOLDER.glob(pattern)), effective=effective)}


def on(rows: pl.DataFrame, day: date) -> pl.DataFrame:
    """The rows in force on a day."""
    begun = pl.col("from").is_null() | (pl.col("from") <= day)
    return rows.filter(begun & (pl.col("to").is_null() | (pl.col("to") >= day)))


def pair(rows: pl.DataFrame, one: str, other: str) -> list[tuple[object, ...]]:
    found = rows.filter((pl.col("column_1") == one) & (pl.col("column_2") == other))
    return found.select("from", "to", "modifier_indicator").rows()


def test_the_pairs_of_hospitals() -> None:
    release = releases("ncci_ptp/*hospital*")["ncci-ptp-hospital"]
    assert (release.read, release.rows.height, release.refused_count) == (1_594_456, 1_594_456, 0)
    assert (release.edition, len(release.sources)) == ("2026-04-01 v321r0", 4)
    assert release.reaches == (date(2019, 7, 1), date(2026, 6, 30))
    assert release.rows["to"].null_count() == 1_401_094
    assert on(release.rows, date(2024, 7, 15)).height == 1_335_726
    assert on(release.rows, date(2026, 4, 15)).height == 1_401_094
    windows = release.rows.group_by("column_1", "column_2").len()
    assert windows.filter(pl.col("len") > 1).height == 69_398
    assert pair(release.rows, "80053", "80048") == [(date(2019, 7, 1), None, "0")]
    assert len(pair(release.rows, "00100", "99201")) == 2
    assert pair(release.rows, "00100", "99201")[1][:2] == (date(2020, 10, 1), date(2020, 12, 31))


def test_the_pairs_of_practitioners() -> None:
    release = releases("ncci_ptp/*practitioner*")["ncci-ptp-practitioner"]
    assert (release.read, release.rows.height, release.refused_count) == (2_546_017, 2_546_017, 0)
    assert (release.edition, release.begins) == ("2024-07-01 v302r0", date(2024, 7, 1))
    assert release.rows["to"].null_count() == 1_669_820
    assert release.rows.filter(pl.col("modifier_indicator") == "9").height == 98_853
    windows = release.rows.group_by("column_1", "column_2").len()
    assert windows.filter(pl.col("len") > 1).height == 305_096
    ((_, end, indicator),) = pair(release.rows, "80053", "80048")
    assert (end, indicator) == (None, "0")
    assert len(pair(release.rows, "00100", "99201")) == 2
    assert pair(release.rows, "00100", "99201")[1][:2] == (date(2020, 10, 1), date(2020, 12, 31))


@pytest.mark.parametrize(
    ("code_set", "rows", "indicators"),
    [
        ("mue-practitioner", 14_677, (41, 5_157, 9_479)),
        ("mue-outpatient", 14_628, (42, 5_802, 8_784)),
        ("mue-dme", 2_928, (23, 1_256, 1_649)),
    ],
)
def test_unlikely_units(code_set: str, rows: int, indicators: tuple[int, ...]) -> None:
    release = releases("ncci_mue/*")[code_set]
    assert (release.read, release.rows.height) == (rows, rows)
    counted = Counter(release.rows["adjudication_indicator"].to_list())
    assert tuple(counted[str(at)] for at in (1, 2, 3)) == indicators
    assert release.reaches == (date(2024, 7, 1), date(2024, 9, 30))


def test_add_on_codes() -> None:
    release = releases("ncci_addon/*")["add-on"]
    assert (release.read, release.rows.height) == (8_601, 8_601)
    assert Counter(release.rows["type"].to_list()) == {"1": 7_904, "2": 44, "3": 653}
    assert on(release.rows, date(2026, 4, 15)).height == 7_740
    assert release.rows.filter(pl.col("primary_code") == "CCCCC").height >= 8
    changed = on(release.rows.filter(pl.col("add_on_code") == "20701"), date(2023, 6, 1))
    assert set(changed["type"].to_list()) == {"3"}


def test_the_fee_schedule_says_the_same_as_csv_and_as_text(tmp_path: Path) -> None:
    text = releases("pfs/*")["mpfs"]
    with ZipFile(FOLDER / "pfs" / "RVU25D.zip") as archive:
        archive.extract("PPRRVU2025_Oct.csv", tmp_path)
    (sheet,) = taken([tmp_path / "PPRRVU2025_Oct.csv"])
    assert text.read == sheet.read == text.rows.height == 19_090
    assert text.rows.equals(sheet.rows)
    assert text.edition == sheet.edition == "2025-10-01 RVU25D"


def test_hcpcs_of_2019_reconciles() -> None:
    procedures, modifiers = (releases("hcpcs/2019*")[name] for name in ("hcpcs", "hcpcs-level-ii-modifier"))
    assert procedures.read + modifiers.read == 11_622
    assert (procedures.rows.height, modifiers.rows.height) == (6_440, 360)
    coverage = Counter(procedures.rows["coverage"].to_list())
    assert coverage == {"C": 3_539, "D": 1_887, "I": 785, "S": 125, "M": 104}
    assert procedures.rows["to"].drop_nulls().len() == 506
    assert modifiers.rows["to"].drop_nulls().len() == 9
    actions = Counter(procedures.rows["action"].to_list())
    assert actions == {"N": 6_027, "A": 219, "C": 91, "P": 47, "D": 46, "S": 8, "F": 1, "B": 1}
    assert procedures.rows.filter(pl.col("lab_certifications").list.len() > 0).height == 71
    assert procedures.reaches == (date(2014, 1, 1), date(2019, 3, 31))


def test_hcpcs_of_2019_says_the_same_as_a_sheet_but_for_two_types_of_service(tmp_path: Path) -> None:
    with ZipFile(FOLDER / "hcpcs" / "2019-Alpha-Numeric-HCPCS-File.zip") as archive:
        archive.extract("HCPC2019_CONTR_ANWEB.xlsx", tmp_path)
    procedures, modifiers = taken([tmp_path / "HCPC2019_CONTR_ANWEB.xlsx"])
    text = releases("hcpcs/2019*")["hcpcs"].rows
    assert procedures.rows.drop("types_of_service").equals(text.drop("types_of_service"))
    other = procedures.rows["types_of_service"].ne_missing(text["types_of_service"])
    assert procedures.rows.filter(other)["code"].to_list() == ["E0210", "E0776"]  # CMS's own two forms differ
    assert modifiers.rows.equals(releases("hcpcs/2019*")["hcpcs-level-ii-modifier"].rows)


def test_hcpcs_of_july_2024_has_no_modifiers() -> None:
    found = releases("hcpcs/jul-2024*")
    assert set(found) == {"hcpcs"}
    release = found["hcpcs"]
    assert (release.read, release.rows.height) == (14_474, 8_033)
    assert release.rows["to"].drop_nulls().len() == 1_058
    assert release.begins == date(2024, 7, 1)


@pytest.mark.parametrize(
    ("pattern", "code_set", "rows", "billable", "day"),
    [
        ("icd10/2026-code-*", "icd-10-cm", 98_186, 74_719, date(2025, 11, 15)),
        ("icd10/2025-code-*", "icd-10-cm", 97_584, 74_260, date(2025, 3, 15)),
        ("icd10/2026-icd-10-pcs-*", "icd-10-pcs", 80_029, 79_115, date(2025, 11, 15)),
    ],
)
def test_codes_that_may_be_billed_are_those_of_the_code_editor(
    pattern: str, code_set: str, rows: int, billable: int, day: date
) -> None:
    release = releases(pattern)[code_set]
    assert (release.read, release.rows.height) == (rows, rows)
    codes = set(release.rows.filter("billable")["code"])
    assert len(codes) == billable
    suffix = code_set.replace("-", "").removeprefix("icd10")
    assert codes == set(on(releases(f"mce/*icd10{suffix}*")[f"mce-{code_set}"].rows, day)["code"])


def test_codes_exempt_from_poa() -> None:
    release = releases("icd10/POA*")["poa-exempt"]
    assert (release.read, release.rows.height) == (38_349, 38_349)
    assert release.reaches == (date(2025, 10, 1), date(2026, 9, 30))


def test_the_code_editor() -> None:
    found = releases("mce/*")
    rows = {name: release.rows.height for name, release in found.items()}
    assert rows == {"mce-icd-10-cm": 85_122, "mce-icd-10-pcs": 86_910, "mce-age-group": 5, "mce-discharge-status": 45}
    diagnoses = found["mce-icd-10-cm"].rows
    assert diagnoses.filter(pl.col("code") == "N401").select("from", "to", "flags").rows() == [
        (date(2015, 10, 1), date(2024, 9, 30), ["adult", "male"]),
        (date(2024, 10, 1), None, ["adult"]),
    ]
    flags = Counter(on(diagnoses, date(2026, 4, 1))["flags"].explode().drop_nulls().to_list())
    assert (flags["manifestation"], flags["maternity"], flags["newborn"]) == (422, 2_543, 42)


def test_the_outpatient_editor() -> None:
    assert releases("ioce/ioce_icd10cm*")["ioce-icd-10-cm"].rows.height == 6_070
    assert releases("ioce/ioce_hcpcs_age*")["ioce-hcpcs-age"].rows.height == 745
    assert releases("ioce/ioce_hcpcs_flags*")["ioce-hcpcs"].rows.height == 31_213


def test_the_registry_of_providers() -> None:
    release = releases("nppes/*")["nppes-update"]
    assert release.read == 25
    invented = release.rows.filter(pl.col("npi").str.starts_with("2"))
    assert invented.filter(pl.col("entity_type").is_null()).height == 2
    assert invented.filter(pl.col("reactivated").is_not_null()).height == 2


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("place-of-service", 100), ("revenue-code", 539), ("condition-code", 1_035), ("type-of-bill", 1_938),
        ("type-of-bill-facility-classification", 81), ("type-of-bill-frequency", 15), ("patient-status", 100),
        ("admission-type", 10), ("admission-source", 35), ("occurrence-code", 76), ("occurrence-span-code", 33),
        ("value-code", 134), ("carc", 407), ("rarc", 1_171), ("adjustment-group", 5), ("claim-status-code", 759),
        ("claim-status-category", 48), ("service-type-code", 219), ("entity-identifier-code", 218),
        ("hcpcs-modifier", 421), ("zip-code", 42_789), ("taxonomy", 874),
    ],
)  # fmt: skip
def test_short_lists(name: str, rows: int) -> None:
    release = releases("code_lists/*", date(2026, 1, 1))[name]
    assert (release.read, release.refused_count) == (rows, 0)
    if name == "place-of-service":
        assert release.rows.height == 52


def test_the_tabular_list_has_every_code_and_all_references_but_two() -> None:
    spec = importlib.util.find_spec("simple_icd_10_cm")
    assert spec
    assert spec.origin
    (file,) = (Path(spec.origin).parent / "data").glob("*.xml")
    (release,) = taken([file])
    assert release.read == 46_881
    assert release.reaches == (date(2026, 4, 1), date(2026, 9, 30))
    order = releases("icd10/2026-code-*")["icd-10-cm"].rows
    assert set(order["code"]) <= set(release.rows["code"])
    assert "2 references of Excludes1 notes are not understood and do not count" in release.notes
    essential = release.rows.filter(pl.col("code") == "I10").row(0, named=True)
    assert essential["excludes1"][:4] == ["P292", "I270", "O10", "O11"]


PROVIDERS = int(os.environ.get("CLAIMSCRUB_BENCH_PROVIDERS", "200000"))


@pytest.mark.bench
def test_seconds_and_memory_of_the_registry(tmp_path: Path) -> None:
    header, *rows = (FOLDER / "nppes" / "npidata_pfile_20241104-20241110.csv").read_text(encoding="utf-8").splitlines()
    file = tmp_path / "npidata_pfile_20050523-20241110.csv"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(f"{header}\n")
        for at in range(PROVIDERS):
            stream.write(f'"{1_000_000_000 + at * 7_919 % 900_000_000}"{rows[at % len(rows)][12:]}\n')
    command = [sys.executable, "-m", "tests.code_files.test_published_files", str(file)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    sys.stdout.write(f"\nproviders, {file.stat().st_size / 1e6:,.0f} MB: {run.stdout}")


LARGE = ["ncci_ptp/*hospital*", "ncci_ptp/*practitioner*", "hcpcs/2019*", "icd10/2026-code-*", "mce/*", "pfs/*"]


@pytest.mark.bench
@pytest.mark.parametrize("pattern", LARGE)
def test_seconds_and_memory_of_large_files(pattern: str) -> None:
    command = [sys.executable, "-m", "tests.code_files.test_published_files", pattern]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    sys.stdout.write(f"\n{pattern}: {run.stdout}")


if __name__ == "__main__":
    started = perf_counter()
    named = Path(sys.argv[1])
    found = taken([named] if named.is_absolute() else sorted(FOLDER.glob(sys.argv[1])))
    seconds, peak = perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{sum(one.read for one in found):,} rows, {seconds:.1f} s, {peak:,.0f} MB at most\n")
