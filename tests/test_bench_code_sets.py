"""How much a check costs more with every table in place: the same claims with an empty store, and with a full one.

`make bench` prints a table and asserts nothing about time. The tables are made up, as large as CMS's and of the
codes that the claims have, so that there are pairs to find. CLAIMSCRUB_BENCH_CLAIMS_WITH_TABLES sets how many
claims are checked; without it 100,000.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np
import polars as pl
import pytest

from engine.code_sets import Release, Source, Store
from engine.code_sets.shapes import SHAPES
from engine.fields import Type
from engine.readers import read
from engine.synth import write
from tests.source_files import ROOT

CLAIMS = int(os.environ.get("CLAIMSCRUB_BENCH_CLAIMS_WITH_TABLES", "100000"))
SEED = 2026
PAIRS = 2_500_000
REACH = (date(1996, 1, 1), date(2027, 12, 31))
RUNS = 3

pytestmark = pytest.mark.bench


def release(code_set: str, columns: Mapping[str, object]) -> Release:
    """A release of a made-up table that reaches all claims."""
    open_ = {"from": pl.lit(REACH[0]), "to": pl.lit(None, pl.Date)}
    rows = pl.DataFrame(columns).unique(list(SHAPES[code_set].keys)).with_columns(**open_)
    source = Source("made up", 0, "0" * 64)
    return Release(code_set, "1996-01-01 made up", REACH, SHAPES[code_set].keys, rows, (source,), rows.height)


def filled(folder: Path, codes: list[str]) -> Store:
    """A store with pairs, limits, add-on codes and a fee schedule of the claims' codes and many others."""
    rng = np.random.default_rng(SEED)
    every = np.array([*codes, *(f"Z{number:04}" for number in range(10_000 - len(codes)))])
    store, some = Store(folder), {"code": every}
    pair = {
        "column_1": rng.choice(every, PAIRS), "column_2": rng.choice(every, PAIRS),
        "modifier_indicator": rng.choice(["0", "1"], PAIRS), "rationale": ["made up"] * PAIRS,
    }  # fmt: skip
    limits = {**some, "value": [1_000] * len(every), "adjudication_indicator": ["2"] * len(every)}
    texts = [name for name, kind in SHAPES["mpfs"].attributes.items() if kind is Type.TEXT]
    schedule = {name: ["0"] * len(every) for name in texts}
    store.add_all(
        [
            *(release(f"ncci-ptp-{setting}", pair) for setting in ("practitioner", "hospital")),
            *(release(f"mue-{setting}", limits) for setting in ("practitioner", "outpatient", "dme")),
            release("add-on", {"add_on_code": every[-500:], "primary_code": every[:500], "type": ["1"] * 500}),
            release("add-on-code", {"code": every[-500:], "type": ["1"] * 500}),
            release("mpfs", {**some, "modifier": [""] * len(every), **schedule, "status": ["A"] * len(every)}),
            release("hcpcs", {**some, "coverage": ["C"] * len(every)}),
        ]
    )
    return store


def seconds_to_check(claims: Path, store: Path, folder: Path) -> float:
    command = [
        sys.executable,
        "cli.py",
        "check",
        str(claims),
        "--code-sets",
        str(store),
        "--runs",
        str(folder / "runs"),
    ]
    command += ["--format", "csv", "--out", str(folder / "report.csv")]
    begun = perf_counter()
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)  # our own command
    assert done.returncode in (0, 1), done.stderr
    return perf_counter() - begun


def test_a_check_with_all_tables(tmp_path: Path) -> None:
    claims = tmp_path / "claims.837"
    write(claims, None, CLAIMS, SEED)
    write(tmp_path / "few.837", None, 2_000, SEED)
    codes = pl.concat([tables.lines["line.procedure_code"] for tables in read(tmp_path / "few.837").tables])
    store = filled(tmp_path / "store", codes.drop_nulls().unique().sort().to_list())
    (pairs,) = store.releases("ncci-ptp-practitioner")
    begun = perf_counter()
    both = codes.drop_nulls().unique().to_list()
    found = pairs.rows_of({"column_1": both, "column_2": both})
    loaded = perf_counter() - begun
    timed = [
        (seconds_to_check(claims, tmp_path / "empty", tmp_path), seconds_to_check(claims, store.path, tmp_path))
        for _ in range(RUNS)
    ]
    without, with_ = (sorted(one)[RUNS // 2] for one in zip(*timed, strict=True))
    ratio = sorted(a / b for a, b in timed)[RUNS // 2]
    rows = {
        f"pairs among {len(both):,} codes of {pairs.rows:,}": f"{found.height:,} in {loaded:.2f} s",
        f"{CLAIMS:,} claims, no tables": f"{without:.1f} s",
        f"{CLAIMS:,} claims, all tables": f"{with_:.1f} s",
        "speed with tables, of that without": f"{100 * ratio:.0f} %",
    }
    sys.stdout.write("\n" + "".join(f"{what:46}{value:>24}\n" for what, value in rows.items()))
