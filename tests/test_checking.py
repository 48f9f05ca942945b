"""Checking files into a run: every claim that was read is in it, whatever the blocks and whatever breaks."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from engine import rulebook
from engine.checking import Checked, Options, check
from engine.errors import UsageError
from engine.rulebook import Rulebook
from engine.triage import TriageRules
from tests.command import BAD_NPI, ROOT, claim, text, write

TODAY = date(2026, 5, 8)


@cache
def book() -> Rulebook:
    return rulebook.load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets")


@cache
def strata() -> TriageRules:
    return TriageRules.load(ROOT / "rulesets" / "triage")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(*files: str, options: Options | None = None, today: date = TODAY, runs: str = "runs") -> Checked:
    paths = [Path(file) for file in files]
    return check(paths, book(), strata(), Path(runs), options=options or Options(), today=today)


def dispositions(outcome: Checked) -> list[str]:
    assert outcome.run is not None
    return outcome.run.claims.collect()["disposition"].to_list()


def test_the_size_of_the_blocks_changes_no_byte_of_a_run() -> None:
    claims = [claim(stated=BAD_NPI) if number % 3 == 0 else claim() for number in range(60)]
    write(Path("night.837"), *claims)
    outcomes = [
        checked("night.837", options=Options(block_bytes=size), runs=f"runs{size}") for size in (900, 9_000, 8_000_000)
    ]
    manifests = [outcome.run.manifest for outcome in outcomes if outcome.run]
    assert manifests[0]["counts"] == manifests[1]["counts"] == manifests[2]["counts"]
    frames = [outcome.run.findings.collect() for outcome in outcomes if outcome.run]
    assert frames[0].equals(frames[1])
    assert frames[1].equals(frames[2])
    assert len({manifest["name"] for manifest in manifests}) == 1


def test_claims_are_counted_as_they_are_checked() -> None:
    write(Path("night.837"), *[claim()] * 30)
    told: list[int] = []
    check(
        [Path("night.837")],
        book(),
        strata(),
        Path("runs"),
        options=Options(block_bytes=2_000),
        today=TODAY,
        told=told.append,
    )
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 30


def test_a_file_that_turns_unreadable_holds_every_claim_read_before() -> None:
    sound = text(*[claim()] * 20)
    Path("night.837").write_text(sound + sound.replace("005010X222A1", "004010X098A1"))
    outcome = checked("night.837", options=Options(block_bytes=1_000))
    assert outcome.unreadable == ["night.837"]
    assert [problem.kind for problem in outcome.problems] == ["old-version", "claims-unread"]
    assert outcome.unread == {"night.837": 20}
    assert dispositions(outcome) == ["held"] * 20
    assert outcome.run is not None
    assert [row["unread"] for row in outcome.run.manifest["counts"]["files"]] == [20]


def test_a_fault_holds_its_transaction_and_no_other_file() -> None:
    write(Path("good.837"))
    Path("bad.837").write_text(text().replace("SE*", "SE*9"))
    outcome = checked("good.837", "bad.837")
    assert dispositions(outcome) == ["clean", "held"]
    assert outcome.unreadable == []
    assert outcome.run is not None
    assert outcome.run.manifest["problems"] == [problem.head for problem in outcome.problems]


def test_problems_of_a_file_come_in_the_order_of_their_places() -> None:
    broken = text(claim(), claim()).replace("N3*559", "QQ*559").replace("SE*", "SE*9").replace("GE*1*1", "GE*1*2")
    Path("bad.837").write_text(broken)
    places = [str(problem.place) for problem in checked("bad.837").problems]
    numbers = [int(place.split()[1]) for place in places]
    assert len(numbers) > 2
    assert numbers == sorted(numbers)


def test_nothing_to_check_is_no_run() -> None:
    outcome = checked("missing.837")
    assert outcome.run is None
    assert outcome.unreadable == ["missing.837"]
    assert list(Path("runs").iterdir()) == []


def test_today_stands_in_a_run_only_where_a_file_names_no_date() -> None:
    write(Path("dated.837"))
    Path("undated.837").write_text(text().replace("*20260504*1023*CH", "**1023*CH"))

    def names(file: str) -> set[str]:
        runs = [checked(file, today=day).run for day in (TODAY, date(2026, 5, 9))]
        return {run.manifest["name"] for run in runs if run}

    assert [len(names(file)) for file in ("dated.837", "undated.837")] == [1, 2]


@pytest.mark.parametrize(("files", "runs", "kind"), [(["a", "a"], "runs", "named-twice"), (["a"], "a", "not-a-folder")])
def test_what_cannot_be_is_refused_before_a_byte_is_read(files: list[str], runs: str, kind: str) -> None:
    write(Path("a"))
    with pytest.raises(UsageError) as refused:
        checked(*files, runs=runs)
    assert [problem.kind for problem in refused.value.problems] == [kind]
