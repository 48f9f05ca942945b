"""Every published file that lies beside the checkout is imported as a user does it, whole and without a refused row."""

from pathlib import Path

import pytest

from engine.code_sets.store import Store
from tests.code_files.published import FOLDER, NOT_TABLES, PUBLISHED, Published, needed
from tests.code_files.shaped import differences
from tests.command import claimscrub


@needed
@pytest.mark.parametrize("published", PUBLISHED, ids=lambda one: one.files)
def test_a_published_file_is_imported_whole(published: Published, tmp_path: Path) -> None:
    said = ["--effective", published.effective] if published.effective else []
    done = claimscrub("codes", "import", *published.paths, *said, "--code-sets", tmp_path / "store")
    assert (done.code, done.err) == (0, "")
    store = Store(tmp_path / "store")
    assert {one.code_set: one.rows for one in store.releases()} == published.kept
    for release in store.releases():
        assert f"{release.rows:,} kept, 0 refused" in done.out
        assert not differences(release.code_set, release.keys, release.schema)


@needed
def test_the_table_names_every_published_file() -> None:
    named = {path for published in PUBLISHED for path in published.paths}
    there = {path for path in FOLDER.rglob("*") if path.is_file() and path.name not in NOT_TABLES}
    assert named == there
