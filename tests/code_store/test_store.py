"""The store keeps releases side by side, each whole, and says which answers for a day."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from engine.code_sets.reach import answering
from engine.code_sets.store import Store, default_folder
from engine.errors import RulesError, UsageError
from tests.code_store.releases import LATER, PAIRS, later, limits, pairs

NOON = datetime(2026, 7, 2, 12, tzinfo=UTC)
PTP = "ncci-ptp-practitioner"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store that does not exist yet."""
    return Store(tmp_path / "store")


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_store_that_is_not_there_is_empty(store: Store) -> None:
    assert store.releases() == []
    assert store.problems(thorough=True) == []
    assert answering(store.releases(PTP)) == []
    assert not store.path.exists()


def test_a_release_comes_back_as_it_was_given(store: Store) -> None:
    given = pairs()
    added = store.add(given, NOON)
    assert added.is_new
    (kept,) = store.releases()
    assert kept == added.release
    assert kept.path.name.startswith("2026-04-01-v321r0-")
    assert (kept.code_set, kept.edition, kept.reaches, kept.keys) == (
        given.code_set, given.edition, given.reaches, given.keys
    )  # fmt: skip
    assert (kept.rows, kept.distinct_keys, kept.read, kept.refused) == (6, 4, 6, 0)
    assert kept.effective == (date(1996, 1, 1), date(2022, 1, 1))
    assert (kept.sources, kept.imported) == (given.sources, NOON)
    assert kept.scan().collect().equals(given.rows.sort(given.rows.columns))
    assert kept.verified()


def test_the_same_files_imported_again_change_no_byte_of_the_store(store: Store) -> None:
    store.add(pairs(), NOON)
    before = content(store.path)
    added = store.add(pairs(), NOON + timedelta(days=1))
    assert not added.is_new
    assert content(store.path) == before


def test_the_order_of_rows_and_columns_is_no_content(store: Store) -> None:
    store.add(pairs(), NOON)
    turned = pairs()
    object.__setattr__(turned, "rows", turned.rows.reverse().select(sorted(turned.rows.columns)))
    assert not store.add(turned, NOON).is_new


def test_the_content_hash_is_the_same_on_every_machine_and_for_years(store: Store) -> None:
    assert store.add(pairs(), NOON).release.content[:16] == "65fb67e90445821f"
    assert store.add(limits(), NOON).release.content[:16] == "443c3a0f24d3065c"


@pytest.mark.parametrize("changed", ["value", "null", "reach", "split"])
def test_other_content_has_another_hash(store: Store, changed: str) -> None:
    rows = list(PAIRS)
    reaches = (date(1996, 1, 1), date(2026, 6, 30))
    match changed:
        case "value":
            rows[0] = (*rows[0][:4], "1")
        case "null":
            rows[0] = (*rows[0][:3], date(9999, 12, 31), rows[0][4])
        case "reach":
            reaches = (reaches[0], date(2026, 7, 1))
        case _:  # the same texts one after the other, cut elsewhere
            rows[0] = ("X0001X", "0002", *rows[0][2:])
    first = store.add(pairs(), NOON).release
    assert store.add(pairs(rows, reaches=reaches), NOON).release.content != first.content


def test_lists_numbers_and_booleans_are_kept(store: Store) -> None:
    given = limits()
    rows = given.rows.with_columns(
        places=pl.Series([["11", "22"], None]), none=pl.Series([[], ["02"]], dtype=pl.List(pl.String)),
        small=pl.Series([1, None], dtype=pl.UInt8), facility=pl.Series([True, None]),
    )  # fmt: skip
    object.__setattr__(given, "rows", rows)
    kept = store.add(given, NOON).release
    assert kept.scan().collect().equals(rows.with_columns(pl.col("small").cast(pl.Int64)))
    assert kept.verified()
    assert not store.add(given, NOON).is_new


def test_a_price_that_is_a_float_is_refused(store: Store) -> None:
    given = limits()
    object.__setattr__(given, "rows", given.rows.with_columns(price=pl.lit(1.5)))
    with pytest.raises(ValueError, match="price"):
        store.add(given, NOON)
    assert store.releases() == []


def test_the_latest_edition_that_reaches_a_day_answers_for_it(store: Store) -> None:
    store.add_all([pairs(), later(), limits(2), limits(3)], NOON)

    def answers(code_set: str, day: date) -> str | None:
        found = answering(store.releases(code_set))
        return next((one.release.edition[:10] for one in found for a, b in one.windows if a <= day <= b), None)

    assert answers(PTP, date(2026, 2, 1)) == "2026-07-01"
    assert answers(PTP, date(2026, 10, 1)) is None
    assert answers("mue-practitioner", date(2026, 6, 30)) == "2026-04-01"
    assert answers("mue-practitioner", date(2026, 7, 1)) == "2026-07-01"
    assert answers("mue-practitioner", date(2026, 3, 31)) is None


def test_a_correction_stands_beside_the_first_and_the_later_import_answers(store: Store) -> None:
    first = store.add(limits(2, units=1), NOON)
    added = store.add(limits(2, units=2), NOON + timedelta(hours=1))
    assert added.corrects == first.release
    assert added.preferred == added.release
    assert len(store.releases()) == 2
    assert [one.release for one in answering(store.releases()) if one.windows] == [added.release]
    again = store.add(limits(2, units=1), NOON + timedelta(hours=2))
    assert (again.is_new, again.preferred) == (False, added.release)


def test_the_difference_counts_and_shows_what_changed(store: Store) -> None:
    assert store.add(pairs(), NOON).difference is None
    found = store.add(later(), NOON).difference
    assert found is not None
    assert found.before == "2026-04-01 v321r0"
    counts = (found.added.count, found.ended.count, found.changed.count, found.taken_out.count)
    assert counts == (1, 1, 1, 1)
    assert found.added.examples[0].codes == ("X0008", "X0009")
    assert found.ended.examples[0].window == (date(2020, 1, 1), date(2026, 6, 30))
    assert found.changed.examples[0].codes == ("X0001", "X0003")
    assert found.taken_out.examples[0].window == (date(1996, 1, 1), date(1996, 1, 1))


def test_an_older_edition_is_compared_with_the_one_before_it_and_not_with_a_later_one(store: Store) -> None:
    store.add(later(), NOON)
    assert store.add(pairs(), NOON).difference is None


def test_two_quarters_of_a_table_without_history_are_compared_by_their_codes(store: Store) -> None:
    store.add(limits(2), NOON)
    same = store.add(limits(3), NOON).difference
    assert same is not None
    assert same.is_none
    other = store.add(limits(4, units=2), NOON).difference
    assert other is not None
    assert (other.changed.count, other.added.count, other.taken_out.count) == (1, 0, 0)


def test_rows_of_some_codes_are_those_whose_keys_are_all_among_them(store: Store) -> None:
    kept = store.add(later(), NOON).release
    asked = kept.rows_of({"column_1": ["X0001", "X0004"], "column_2": ["X0003", "X0005"]})
    expected = kept.scan().collect().filter(
        pl.col("column_1").is_in(["X0001", "X0004"]) & pl.col("column_2").is_in(["X0003", "X0005"])
    )  # fmt: skip
    assert asked.equals(expected)
    assert asked.height == 3
    assert kept.rows_of({"column_1": ["X0001"]}).height == 2
    assert kept.rows_of({"column_1": [], "column_2": ["X0003"]}).is_empty()
    with pytest.raises(ValueError, match="column_3"):
        kept.rows_of({"column_3": []})


def test_a_store_can_be_copied_to_another_folder(store: Store, tmp_path: Path) -> None:
    store.add_all([pairs(), limits()], NOON)
    other = Store(Path(shutil.copytree(store.path, tmp_path / "elsewhere")))
    assert [one.content for one in other.releases()] == [one.content for one in store.releases()]
    assert all(one.verified() for one in other.releases())
    assert other.problems(thorough=True) == []
    assert not other.add(pairs(), NOON).is_new


def spoil_rows(folder: Path) -> None:
    path = folder / "rows.parquet"
    path.write_bytes(path.read_bytes()[:-9] + b"X" + path.read_bytes()[-8:])


def spoil_length(folder: Path) -> None:
    path = folder / "rows.parquet"
    path.write_bytes(path.read_bytes()[:-9])


def spoil_facts(folder: Path) -> None:
    path = folder / "release.json"
    path.write_text(path.read_text().replace("2026-06-30", "2030-06-30"))


def spoil_json(folder: Path) -> None:
    path = folder / "release.json"
    path.write_text(path.read_text()[:-30])


def spoil_name(folder: Path) -> None:
    folder.rename(folder.with_name("2026-04-01-v321r0-00000000"))


def take_rows(folder: Path) -> None:
    (folder / "rows.parquet").unlink()


SPOILED = [spoil_rows, spoil_length, spoil_facts, spoil_json, spoil_name, take_rows]


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_a_damaged_release_is_seen_is_not_read_and_is_mended_by_importing_again(
    store: Store, spoil: Callable[[Path], None]
) -> None:
    kept = store.add(pairs(), NOON).release
    spoil(kept.path)
    (problem,) = store.problems(thorough=True)
    assert problem.kind == "damaged-release"
    for release in store.releases():  # its length is right, so that only reading finds it out
        with pytest.raises(RulesError) as refused:
            release.scan()
        assert [told.kind for told in refused.value.problems] == ["damaged-release"]
        assert not release.verified()
    assert store.add(pairs(), NOON).is_new
    assert [one.content for one in store.releases() if one.verified()] == [kept.content]


def test_a_release_without_its_facts_and_a_folder_of_something_else_are_foreign(store: Store) -> None:
    kept = store.add(pairs(), NOON).release
    (kept.path / "release.json").unlink()
    (store.path / "photos" / "2024").mkdir(parents=True)
    assert [problem.kind for problem in store.problems()] == ["foreign-folder", "foreign-folder"]
    assert store.releases() == []


def test_a_release_of_another_format_is_neither_read_nor_written_over(store: Store) -> None:
    kept = store.add(pairs(), NOON).release
    facts = json.loads((kept.path / "release.json").read_text())
    (kept.path / "release.json").write_text(json.dumps({**facts, "format": 2}))
    before = content(store.path)
    assert [problem.kind for problem in store.problems()] == ["other-format"]
    with pytest.raises(RulesError) as refused:
        store.add(pairs(), NOON)
    assert [problem.kind for problem in refused.value.problems] == ["other-format"]
    assert content(store.path) == before


def test_a_code_set_cannot_be_called_like_a_way_out_of_the_store(store: Store) -> None:
    for name in ("../elsewhere", "Ours", "", "a/b", ".hidden"):
        with pytest.raises(RulesError) as refused:
            store.add(pairs(code_set=name), NOON)
        assert [problem.kind for problem in refused.value.problems] == ["bad-name"]
    assert not store.path.exists()


def test_of_several_releases_none_is_kept_when_one_cannot_be(store: Store) -> None:
    with pytest.raises(RulesError):
        store.add_all([pairs(), limits(), pairs(code_set="Ours")], NOON)
    assert content(store.path) == {}


def test_a_store_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("no store")
    store = Store(tmp_path / "store")
    for ask in (store.releases, store.problems, lambda: store.add(pairs(), NOON)):
        with pytest.raises(UsageError) as refused:
            ask()
        assert [problem.kind for problem in refused.value.problems] == ["no-folder"]


def test_a_release_may_be_read_by_whom_the_store_may_be_read(store: Store) -> None:
    mine = store.add(pairs(), NOON).release
    assert {path.stat().st_mode & 0o077 for path in [mine.path, *mine.path.iterdir()]} == {0}
    store.path.chmod(0o755)
    shared = store.add(later(), NOON).release
    assert shared.path.stat().st_mode & 0o777 == 0o755
    assert {path.stat().st_mode & 0o777 for path in shared.path.iterdir()} == {0o644}


def test_the_variable_names_the_store_and_else_it_is_in_the_data_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMSCRUB_CODE_SETS", "ours")
    assert default_folder() == Path("ours")
    monkeypatch.setenv("CLAIMSCRUB_CODE_SETS", "")
    assert default_folder().parts[-2:] == ("claimscrub", "code_sets")


def test_later_rows_are_made_of_the_earlier_ones() -> None:
    assert len(set(LATER) & set(PAIRS)) == 3
