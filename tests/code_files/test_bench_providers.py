"""How long the monthly file of NPPES takes and how much memory: made up, of all 330 columns, in a zip.

`make bench` prints a line for each number of providers and asserts nothing about time or memory.
CLAIMSCRUB_BENCH_PROVIDERS sets the numbers; the file has some 9,000,000 now, of 1.1 kB each.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from engine.code_sets.store import Store
from tests.code_files.test_providers import MONTHLY, NAMES
from tests.source_files import ROOT

PROVIDERS = [int(number) for number in os.environ.get("CLAIMSCRUB_BENCH_PROVIDERS", "500000,1000000").split(",")]
COLUMNS = 330
PIECE = 20_000

pytestmark = pytest.mark.bench


def monthly(path: Path, providers: int) -> Path:
    """A file of so many providers, persons and organizations in turn, a twentieth deactivated, in no order."""
    names = [*NAMES, *(f"Other Column {number}" for number in range(COLUMNS - len(NAMES)))]
    values = {
        "NPI": "{npi}", "Entity Type Code": "1", "Provider Last Name (Legal Name)": "EXAMPLE {number}",
        "Provider First Name": "ANN", "Provider Enumeration Date": "07/{day:02}/20{year:02}",
        "Healthcare Provider Taxonomy Code_1": "{number:09}X", "Healthcare Provider Primary Taxonomy Switch_1": "Y",
        "Last Update Date": "07/08/2020", "Other Column 0": "{number} EXAMPLE STREET", "Other Column 1": "EXAMPLE CITY",
    }  # fmt: skip
    organization = {
        **values, "Entity Type Code": "2", "Provider First Name": "", "Provider Last Name (Legal Name)": "",
        "Provider Organization Name (Legal Business Name)": "EXAMPLE CLINIC OF THE {number}TH STREET",
    }  # fmt: skip
    gone = {"NPI": "{npi}", "NPI Deactivation Date": "05/{day:02}/2024"}
    templates = [",".join(f'"{one.get(name, "")}"' for name in names) for one in (values, organization, gone)]
    with (
        ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(MONTHLY, "w", force_zip64=True) as member,
    ):
        member.write((",".join(f'"{name}"' for name in names) + "\n").encode())
        for first in range(0, providers, PIECE):
            rows = [
                templates[2 if not number % 20 else number % 2].format(
                    npi=1_000_000_000 + number * 777_777_777 % 1_000_000_000,
                    number=number,
                    day=number % 28 + 1,
                    year=number % 20 + 6,
                )
                for number in range(first, min(first + PIECE, providers))
            ]
            member.write(("\n".join(rows) + "\n").encode())
    return path


@pytest.mark.parametrize("providers", PROVIDERS)
def test_bench_the_monthly_file_of_providers(providers: int, tmp_path: Path) -> None:
    file = monthly(tmp_path / "NPPES_Data_Dissemination_September_2026_V2.zip", providers)
    begun = perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "codes", "import", str(file), "--code-sets", str(tmp_path / "store")],
        check=True, capture_output=True,
    )  # fmt: skip
    seconds = perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of all children so far, so the sizes grow
    (release,) = Store(tmp_path / "store").releases("nppes")
    assert release.distinct_keys == providers
    with ZipFile(file) as archive:
        size = archive.infolist()[0].file_size
    sys.stdout.write(
        f"\n  {providers:>10,} providers, {size / 1e9:5.2f} GB: {seconds:6.1f} s, {peak // 1024:,} MB"
        f" (children before {before // 1024:,} MB); the release is {release.bytes / 1e6:.0f} MB\n"
    )
