"""How fast a check is on this machine, and how a program of the same field does on the same claims.

`make bench` prints a table and asserts nothing about time. CLAIMSCRUB_BENCH_CLAIMS sets how many
claims are checked; without it 200,000.
"""

import logging
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from time import perf_counter, sleep

import psutil  # type: ignore[import-untyped]  # psutil ships no types
import pytest
from pyx12.params import params  # type: ignore[import-untyped]  # pyx12 ships no types
from pyx12.x12n_document import x12n_document  # type: ignore[import-untyped]  # pyx12 ships no types

from engine.readers import read
from engine.synth import write
from tests.source_files import ROOT

CLAIMS = int(os.environ.get("CLAIMSCRUB_BENCH_CLAIMS", "200000"))
FEWER = min(CLAIMS, 1_000)  # claims that pyx12 reads, which takes it some seconds
SEED = 2026
ERRORS = 0.1

pytestmark = pytest.mark.bench


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended: its exit code, wall time with its start, and most memory at once."""

    code: int
    seconds: float
    peak_megabytes: float


def check(file: Path, folder: Path, *options: str) -> Ran:
    """The real command in a process of its own, started as a user starts it."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "cli.py", "check", str(file), "--format", "csv"]
    command += ["--out", str(folder / "report.csv"), "--runs", str(folder / "runs"), *options]
    begun = perf_counter()
    process = psutil.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, megabytes(process))
        sleep(0.5)  # looking costs time of its own
    return Ran(process.returncode, perf_counter() - begun, peak)


def megabytes(process: psutil.Process) -> float:
    """Memory that a process and its children hold at the moment.

    On Linux what several share is counted once (their proportional set sizes), elsewhere by each of them.
    """
    try:
        return sum(held(one) for one in (process, *process.children(recursive=True))) / 1e6
    except psutil.Error:  # one ended while we looked
        return 0.0


def held(process: psutil.Process) -> float:
    """Bytes that a process holds, of those it shares its part where the system tells."""
    return float(process.memory_full_info().pss if psutil.LINUX else process.memory_info().rss)


def seconds_to_read(file: Path) -> float:
    begun = perf_counter()
    for _ in read(file).tables:
        pass
    return perf_counter() - begun


def seconds_of_pyx12(file: Path) -> float:
    """pyx12 checking the same claims against its map of the guide, without a rule about their content."""
    logging.disable(logging.CRITICAL)  # it logs every error it finds, which would be measured too
    begun = perf_counter()
    x12n_document(params(), str(file), StringIO(), None, None)
    seconds = perf_counter() - begun
    logging.disable(logging.NOTSET)
    return seconds


def test_speed(tmp_path: Path) -> None:
    begun = perf_counter()
    size = write(tmp_path / "all.837", None, CLAIMS, SEED, ERRORS).size / 1e6
    made = perf_counter() - begun
    write(tmp_path / "fewer.837", None, FEWER, SEED, ERRORS)  # the first of the same claims
    write(tmp_path / "one.837", None, 1, SEED)

    whole = check(tmp_path / "all.837", tmp_path)
    ones = [check(tmp_path / "one.837", tmp_path) for _ in range(5)]
    reading = seconds_to_read(tmp_path / "all.837")
    other = seconds_of_pyx12(tmp_path / "fewer.837")
    assert whole.code == 1
    assert {one.code for one in ones} == {0}

    ours, theirs = CLAIMS / whole.seconds, FEWER / other
    rows = {
        f"claims made ({size:,.0f} MB)": f"{CLAIMS:,} in {made:.1f} s",
        "check, start and report included": f"{whole.seconds:.1f} s",
        "   claims a second": f"{ours:,.0f}",
        "   megabytes a second": f"{size / whole.seconds:.1f}",
        "   most memory at once": f"{whole.peak_megabytes:,.0f} MB",
        "check of one claim (median of 5)": f"{statistics.median(one.seconds for one in ones):.2f} s",
        "reading alone": f"{size / reading:.0f} MB/s",
        f"pyx12 on the first {FEWER:,} claims": f"{theirs:,.0f} claims/s",
        "   claimscrub is faster by": f"{ours / theirs:,.0f} times",
    }
    sys.stdout.write("\n" + "".join(f"{what:36}{value:>24}\n" for what, value in rows.items()))
