"""Providers that are too many for memory: put by on disk, they are the release that they would be in memory."""

import tempfile
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.code_files import gathering, providers
from engine.code_sets import parted
from engine.code_sets.release import Release
from engine.code_sets.store import Added, Store
from engine.errors import UsageError
from tests.code_files.files import one, written
from tests.code_files.test_providers import MONTHLY, WEEKLY, registry

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
NAME = "Provider Organization Name (Legal Business Name)"

npis = st.integers(0, 60).map(lambda number: f"{1_000_000_000 + number * 16_180_339}")
days = st.sampled_from(["", "05/05/2010", "06/06/2020"])
provider = st.fixed_dictionaries(
    {
        "NPI": npis,
        "Entity Type Code": st.sampled_from(["", "1", "2"]),
        NAME: st.sampled_from(["", "EXAMPLE", "\u00c9TUDE"]),
        "Provider Enumeration Date": days,
        "NPI Deactivation Date": days,
        "NPI Reactivation Date": days,
        "Healthcare Provider Taxonomy Code_1": st.sampled_from(["", "282N00000X"]),
        "Healthcare Provider Primary Taxonomy Switch_1": st.sampled_from(["N", "Y"]),
    }
)
files = st.lists(provider, min_size=1, max_size=40, unique_by=lambda row: row["NPI"])


def taken(folder: Path, monthly: list[dict[str, str]], weekly: list[dict[str, str]], run_rows: int) -> Release:
    paths = [written(folder / MONTHLY, registry(*monthly), "utf-8")]
    if weekly:
        paths.append(written(folder / WEEKLY, registry(*weekly), "utf-8"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(providers, "Gathered", partial(gathering.Gathered, run_rows))
        return one(*paths)


def kept(folder: Path, name: str, releases: list[Release]) -> list[Added]:
    store = Store(folder / name)
    return [store.add(release, NOON) for release in releases]


@settings(max_examples=settings().max_examples // 5)  # each is five releases
@given(files, st.just([]) | files, files)
def test_put_by_on_disk_a_release_is_the_one_that_it_is_in_memory(
    monthly: list[dict[str, str]], weekly: list[dict[str, str]], before: list[dict[str, str]]
) -> None:
    with TemporaryDirectory() as named:
        folder = Path(named)
        older = taken(folder, before, [], 1_000)
        older = Release("nppes", "2026-08-09", older.reaches, older.keys, older.rows, older.sources, older.read)
        whole, pieces = taken(folder, monthly, weekly, 1_000), taken(folder, monthly, weekly, 5)
        assert whole.parted is None
        assert pieces.parted is not None or whole.read < 5
        (_, expected), (_, found) = kept(folder, "memory", [older, whole]), kept(folder, "disk", [older, pieces])
        release = found.release
        assert (release.content, release.rows, release.distinct_keys, release.effective) == (
            expected.release.content, expected.release.rows, expected.release.distinct_keys, expected.release.effective,
        )  # fmt: skip
        assert (release.reaches, release.read, release.refused) == (whole.reaches, whole.read, whole.refused_count)
        assert found.difference == expected.difference
        assert release.scan().collect().equals(expected.release.scan().collect())
        assert release.verified()
        (again,) = kept(folder, "disk", [pieces])
        assert not again.is_new


def test_a_release_whose_rows_changed_on_the_disk_is_not_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parted, "OF_A_COLUMN", 2)
    rows = [{"NPI": f"{1_000_000_000 + number}", "Provider Enumeration Date": "05/05/2010"} for number in range(9)]
    (added,) = kept(tmp_path, "store", [taken(tmp_path, rows, [], 4)])
    assert added.release.verified()
    changed = added.release.scan().collect().with_columns(pl.lit("2").alias("entity_type"))
    changed.write_parquet(added.release.path / "rows.parquet")
    assert not added.release.verified()


def test_a_range_is_of_so_many_rows_as_are_held_at_once() -> None:
    gathered = gathering.Gathered(100)
    numbers = pl.DataFrame({"npi": [f"{1_000_000_000 + number * 1_000_003}" for number in range(950)]})
    for first in range(0, 950, 50):
        gathered.add(numbers.sample(fraction=1, shuffle=True, seed=7).slice(first, 50), 0)
    ranges = list(gathered.ranges())
    assert max(rows.height for rows in ranges) <= 100
    assert pl.concat(ranges)["npi"].equals(numbers["npi"])


def test_no_room_for_temporary_files_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    gathered = gathering.Gathered(1)
    with pytest.raises(UsageError) as refused:
        gathered.add(pl.DataFrame({"npi": ["1000000004"], "enumerated": [date(2020, 1, 1)]}), 0)
    assert "No space left on device" in refused.value.problems[0].sentence
    assert "TMPDIR" in refused.value.problems[0].hint


def test_what_was_put_by_goes_with_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gathered = gathering.Gathered(1)
    gathered.add(pl.DataFrame({"npi": ["1000000004"]}), 0)
    assert len(list(tmp_path.rglob("*.parquet"))) == 1
    del gathered
    assert list(tmp_path.iterdir()) == []
