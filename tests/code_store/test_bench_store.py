"""How fast a store is on this machine: adding, opening, and finding the pairs of some codes among 2.5 million.

`make bench` prints the figures and asserts nothing about time.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np
import polars as pl
import pytest

from engine.code_sets.content import canonical, fingerprint
from engine.code_sets.release import Release
from engine.code_sets.store import Store
from tests.code_store.releases import CODES, limits, many

ROWS = 2_500_000
T = TypeVar("T")

pytestmark = pytest.mark.bench


def timed(what: str, act: Callable[[], T]) -> T:
    begun = perf_counter()
    found = act()
    seconds = perf_counter() - begun
    sys.stdout.write(f"  {what:<46} {seconds:8.3f} s\n")
    return found


def test_bench_a_store_of_many_pairs(tmp_path: Path) -> None:
    store = Store(tmp_path)
    release = many(ROWS)
    sys.stdout.write("\n")
    rows = timed("bring 2.5 million rows into order", lambda: canonical(release.rows, release.keys))
    timed("their content hash", lambda: fingerprint(rows, release.keys, release.reaches))
    kept = timed("add them", lambda: store.add(release)).release
    timed("add them again, nothing changed", lambda: store.add(release))
    other = Release(
        release.code_set, "2026-07-01 v322r0", release.reaches, release.keys, rows.tail(-9_000), release.sources, ROWS
    )
    timed("add the next quarter, with the difference", lambda: store.add(other))
    for number in range(38):
        store.add(limits(number % 4 + 1, units=number + 2))
    assert len(timed("open a store of 40 releases", store.releases)) == 40
    timed("verify every value", kept.verified)
    for asked in (20, 300, 2_000):
        codes = list(np.random.default_rng(asked).choice(CODES, asked, replace=False))
        both = {"column_1": codes, "column_2": codes}
        found = timed(f"find the pairs among {asked} codes", partial(kept.rows_of, both))
        assert found.height == rows.filter(pl.col("column_1").is_in(codes) & pl.col("column_2").is_in(codes)).height
    sys.stdout.write(f"  the release is {kept.bytes / 1e6:.1f} MB\n")
