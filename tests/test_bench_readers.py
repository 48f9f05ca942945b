"""How fast each reader is on this machine, beside the least that reading can take, and pyx12.

`make bench` prints a table and asserts nothing about time. CLAIMSCRUB_BENCH_MEGABYTES sets how large
the files are; without it 200.
"""

import json
import os
import sys
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
import polars as pl
import psutil  # type: ignore[import-untyped]  # psutil ships no types
import pytest

from engine.synth import TYPES, ClaimType, write
from tests.source_files import ROOT
from tests.test_bench import megabytes, seconds_of_pyx12

MEGABYTES = int(os.environ.get("CLAIMSCRUB_BENCH_MEGABYTES", "200"))
SEED = 2026
TRIED = 300  # claims, to know how large one is
FEW = 1_000_000  # bytes of an 837 that pyx12 reads, which takes it some seconds

pytestmark = pytest.mark.bench


def made(folder: Path, name: str, claim_type: ClaimType, megabytes_: float) -> Path:
    """A file of made-up claims of about a size."""
    path = folder / name
    size = write(path, None, TRIED, SEED, types=(claim_type,)).size
    write(path, None, max(1, int(megabytes_ * 1e6 * TRIED / size)), SEED, types=(claim_type,))
    return path


def of_sheet(path: Path, suffix: str) -> Path:
    """The rows of a CSV in another format."""
    other, rows = path.with_suffix(suffix), pl.read_csv(path, infer_schema=False)
    if suffix == ".parquet":
        rows.write_parquet(other)
    else:
        rows.write_ndjson(other)
    return other


def read_apart(path: Path) -> tuple[dict[str, float], float]:
    """What a reading in a process of its own tells of itself, and the most memory it and its children held."""
    answer = path.with_suffix(".json")
    with answer.open("wb") as told:
        process = psutil.Popen([sys.executable, "-m", "tests.bench_reading", str(path)], cwd=ROOT, stdout=told)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, megabytes(process))
            sleep(0.2)
    assert process.returncode == 0
    return json.loads(answer.read_text()), peak


def seconds_to_count_separators(path: Path) -> float:
    """The least a reader can do: look at every byte once for what separates."""
    begun, found = perf_counter(), 0
    with path.open("rb") as stream:
        while part := stream.read(1 << 20):
            bytes_ = np.frombuffer(part, np.uint8)
            found += int(np.count_nonzero((bytes_ == ord("~")) | (bytes_ == ord("*"))))
    assert found
    return perf_counter() - begun


def test_readers(tmp_path: Path) -> None:
    files: dict[str, Path] = {kind: made(tmp_path, f"{kind}.837", kind, MEGABYTES) for kind in TYPES}
    files["CSV"] = made(tmp_path, "sheet.csv", "837P", MEGABYTES)
    files |= {"NDJSON": of_sheet(files["CSV"], ".ndjson"), "Parquet": of_sheet(files["CSV"], ".parquet")}
    lines = [f"{'reader':12}{'MB':>8}{'claims':>10}{'s':>8}{'MB/s':>8}{'most MB':>9}"]
    for kind, path in files.items():
        told, peak = read_apart(path)
        size = path.stat().st_size / 1e6
        rate = size / told["seconds"]
        lines.append(f"{kind:12}{size:8,.0f}{told['claims']:10,}{told['seconds']:8.1f}{rate:8.0f}{peak:9,.0f}")
    size = files["837P"].stat().st_size / 1e6
    lines.append(f"{'separators':12}{size:8,.0f}{'':18}{size / seconds_to_count_separators(files['837P']):8.0f}")
    few = made(tmp_path, "few.837", "837P", FEW / 1e6)
    lines.append(
        f"{'pyx12':12}{few.stat().st_size / 1e6:8,.1f}{'':18}{few.stat().st_size / 1e6 / seconds_of_pyx12(few):8.2f}"
    )
    sys.stdout.write("\n" + "".join(f"{line}\n" for line in lines))
