"""What rules across claims and a site's records cost: the same claims without them, and with a full folder.

`make bench` prints a table and asserts nothing about time. The records are made of the claims themselves: their
lines again in earlier months, and the coverage of their members among others. CLAIMSCRUB_BENCH_CLAIMS_WITH_RECORDS
sets how many claims are checked; without it 100,000.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest

from engine.earlier import PATIENT, SCHEMA, lines_of
from engine.readers import read
from engine.records import EARLIER_CLAIMS
from engine.synth import write
from tests.source_files import ROOT
from tests.test_bench import check

CLAIMS = int(os.environ.get("CLAIMSCRUB_BENCH_CLAIMS_WITH_RECORDS", "100000"))
EARLIER, MEMBERS = 10 * CLAIMS, 2 * CLAIMS  # lines, and rows of coverage
SEED = 2026
RUNS = 2

pytestmark = pytest.mark.bench


def with_earlier_lines(folder: Path, claims: Path, rows: int) -> int:
    """Files of about so many earlier lines, those of the claims in each of the months before; how many there are."""
    lines = pl.concat(lines_of(tables) for tables in read(claims).tables).select(*SCHEMA)
    kept = folder / EARLIER_CLAIMS
    kept.mkdir(parents=True)
    months = max(1, rows // lines.height)
    for month in range(1, months + 1):
        dates = [name for name, kind in SCHEMA.items() if kind == pl.Date]
        shifted = lines.with_columns(
            pl.col(dates).dt.offset_by(f"-{month}mo"),
            pl.lit(False).alias("earlier_line.in_batch"),
            (pl.col("earlier_line.claim_id") + f"-{month}").alias("earlier_line.claim_id"),
        )
        shifted.sort(PATIENT).write_parquet(kept / f"{month}.parquet")
    return months * lines.height


def with_coverage(folder: Path, claims: Path, rows: int) -> None:
    """A sheet of coverage with the members of the claims, and others up to so many."""
    wanted = (
        "claim.payer.id",
        "claim.subscriber.member_id",
        "claim.subscriber.last_name",
        "claim.subscriber.birth_date",
    )
    known = pl.concat(tables.claims.select(wanted) for tables in read(claims).tables).unique().drop_nulls()
    known.columns = ["payer_id", "member_id", "last_name", "birth_date"]
    others = pl.DataFrame({"payer_id": "OTHER", "member_id": [f"Z{n:08}" for n in range(max(0, rows - known.height))]})
    every = pl.concat([known, others], how="diagonal").with_columns(
        pl.lit("2020-01-01").alias("from"), pl.lit("2026-05-01").alias("checked_on")
    )
    every.write_csv(folder / "coverage.csv")


def rules_without_earlier(folder: Path, profiles: Path) -> Path:
    """The rulebook but for the rules that look at earlier lines, and what triage and profiles say of them."""
    shutil.copytree(ROOT / "rulesets", folder)
    shutil.copytree(ROOT / "payer_profiles", profiles)
    gone = [path for path in rules_of(folder) if "earlier_lines" in path.read_text(encoding="utf-8")]
    for path in gone:
        path.unlink()
    names = {path.stem for path in gone}
    for path in (folder / "triage").glob("*.yaml"):
        if any(name in path.read_text(encoding="utf-8") for name in names):
            path.unlink()
    for path in profiles.rglob("*.yaml"):
        override = rf"^  (?:{'|'.join(sorted(names))}):\n(?:    .*\n)+"
        path.write_text(re.sub(override, "", path.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    return folder


def rules_of(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*.yaml") if path.parent.name != "triage")


def test_a_check_with_records(tmp_path: Path) -> None:
    claims, records, half = tmp_path / "claims.837", tmp_path / "records", tmp_path / "half"
    write(claims, None, CLAIMS, SEED)
    earlier = with_earlier_lines(records, claims, EARLIER)
    with_earlier_lines(half, claims, EARLIER // 2)
    for folder in (records, half):
        with_coverage(folder, claims, MEMBERS)
    fewer, profiles = rules_without_earlier(tmp_path / "rules", tmp_path / "profiles"), tmp_path / "profiles"
    ways = {
        "without": ("--rules", str(fewer), "--profiles", str(profiles)),
        "batch alone": (),
        "half the records": ("--records", str(half)),
        "all records": ("--records", str(records)),
    }
    ran = {way: [check(claims, tmp_path / f"{number}", *options) for _ in range(RUNS)]
           for number, (way, options) in enumerate(ways.items())}  # fmt: skip
    lines = [f"{CLAIMS:,} claims, {earlier:,} earlier lines, {MEMBERS:,} rows of coverage"]
    least = min(one.seconds for one in ran["without"])
    for way, several in ran.items():
        assert all(one.code in (0, 1) for one in several)
        seconds, peak = min(one.seconds for one in several), max(one.peak_megabytes for one in several)
        lines.append(f"{way:18}{seconds:8.1f} s{seconds / least:8.2f} times{peak:9,.0f} MB at most")
    sys.stdout.write("\n" + "".join(f"{line}\n" for line in lines))
