"""Whatever happens to an import, the store holds complete releases and nothing else that is read."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep

import pytest

from engine.code_sets.store import Store
from tests.code_store.importing import ROOT
from tests.code_store.releases import later, many, pairs

KILLS = int(os.environ.get("CLAIMSCRUB_KILLS", "20"))
ROWS = 60_000


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with files that name releases."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, words in {"pairs": "pairs", "later": "later", "many": f"many {ROWS}", "limits": "limits 2 1"}.items():
        (folder / name).write_text(words)
    return folder


@contextmanager
def importer(
    store: Path, *files: Path, wait: Path | None = None, longest: int = 0, bare: bool = False
) -> Iterator[subprocess.Popen[str]]:
    """A process that imports files when `wait` appears, and is ready to."""
    words = [sys.executable, str(ROOT / "tests" / "code_store" / "importing.py"), str(store), *map(str, files)]
    words += ["--wait", str(wait)] if wait else []
    words += ["--bytes", str(longest)] if longest else []
    words += ["--bare"] if bare else []
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def contents(store: Path) -> list[str]:
    """The content of each release that is sound to the last value; nothing else may be there to read."""
    assert Store(store).problems(thorough=True) == []
    assert all(release.verified() for release in Store(store).releases())
    return [release.content for release in Store(store).releases()]


def unfinished(store: Path) -> list[str]:
    return [path.name for path in store.glob("*/*") if path.name.endswith((".partial", ".replaced"))]


def test_two_importers_of_the_same_files_at_once_leave_one_release(files: Path, tmp_path: Path) -> None:
    for attempt in range(3):
        store, start = tmp_path / f"store-{attempt}", tmp_path / f"start-{attempt}"
        asked = (files / "many", files / "limits")
        with importer(store, *asked, wait=start) as one, importer(store, *asked, wait=start) as other:
            start.touch()
            told = [process.communicate(timeout=60) for process in (one, other)]
        assert [one.returncode, other.returncode] == [0, 0], told
        assert [release.code_set for release in Store(store).releases()] == [
            "mue-practitioner",
            "ncci-ptp-practitioner",
        ]
        assert len(contents(store)) == 2
        assert unfinished(store) == []


def test_two_importers_of_two_releases_at_once_leave_both(files: Path, tmp_path: Path) -> None:
    store, start = tmp_path / "store", tmp_path / "start"
    with (
        importer(store, files / "pairs", wait=start) as one,
        importer(store, files / "later", wait=start) as other,
    ):
        start.touch()
        told = [process.communicate(timeout=60) for process in (one, other)]
    assert [one.returncode, other.returncode] == [0, 0], told
    assert len(contents(store)) == 2
    assert unfinished(store) == []


def test_an_importer_that_is_killed_leaves_nothing_or_a_complete_release(files: Path, tmp_path: Path) -> None:
    draws = random.Random(2026)
    whole = Store(tmp_path / "whole").add(many(ROWS)).release.content
    start = tmp_path / "start"
    with importer(tmp_path / "timed", files / "many", wait=start, bare=True) as process:
        begun = perf_counter()
        start.touch()
        process.communicate(timeout=60)
    seconds = perf_counter() - begun
    left: list[int] = []
    for attempt in range(KILLS):
        store, start = tmp_path / f"store-{attempt}", tmp_path / f"start-{attempt}"
        with importer(store, files / "many", wait=start, bare=True) as process:
            start.touch()
            sleep(draws.uniform(0.2, 1) * seconds)
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=60)
        found = contents(store)
        assert found in ([], [whole])
        left.append(len(found))
        Store(store).add(many(ROWS))  # the next import works, and tidies up
        assert contents(store) == [whole]
        if not found:
            assert unfinished(store) == []
    assert 0 in left


def test_a_full_disk_leaves_the_store_as_it_was_and_is_said_in_a_sentence(files: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    kept = store.add(later()).release
    before = {path: path.read_bytes() for path in store.path.rglob("*") if path.is_file()}
    with importer(store.path, files / "limits", files / "many", longest=100_000) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out == ""
    assert "code sets cannot be kept here: File too large [unwritable-store]" in err
    assert "Traceback" not in err
    assert {path: path.read_bytes() for path in store.path.rglob("*") if path.is_file()} == before
    assert store.releases() == [kept]
    assert unfinished(store.path) == []


def test_what_a_killed_importer_left_is_removed_by_the_next(tmp_path: Path) -> None:
    store = Store(tmp_path)
    abandoned = tmp_path / "ncci-ptp-practitioner" / "release.0badf00d.partial"
    abandoned.mkdir(parents=True)
    (abandoned / "rows.parquet").write_text("half")
    assert store.releases() == []
    assert store.problems() == []
    store.add(pairs())
    assert not abandoned.exists()
