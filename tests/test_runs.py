"""A run is published whole, once, and only when its counts add up."""

import json
import stat
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from engine.errors import InputError, Problem, UsageError
from engine.findings import CLAIMS, FINDINGS, NOT_EVALUATED
from engine.run_frames import HOLDS, ROW_GROUP_ROWS
from engine.run_manifest import InputFile, RunFacts
from engine.runs import Run, RunWriter, runs
from tests.make_run import FACTS, Row, claims, findings, make_run, not_evaluated, telling_run


def holds(**scope: object) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(HOLDS) | {"reason": "The interchange has no end."} | scope], schema=HOLDS)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "timings.json"}


def test_a_run_gives_back_what_was_handed_over(tmp_path: Path) -> None:
    run = Run.open(telling_run(tmp_path).path)
    assert run.findings_frame().schema == FINDINGS
    assert run.claims.collect_schema() == CLAIMS
    assert run.not_evaluated.collect_schema() == NOT_EVALUATED
    assert run.claims.collect()["claim_id"].to_list() == [f"ACCT-{n:04}" for n in range(1, 6)]
    assert run.findings_frame()["rule"].to_list()[-2:] == ["age-conflict", "note-long"]


def test_counts_reconcile_to_the_claim_and_the_cent(tmp_path: Path) -> None:
    counts = telling_run(tmp_path).manifest["counts"]
    assert counts["claims"] == 5
    assert counts["dispositions"] == {
        "clean": {"claims": 2, "charge_cents": 25_000},
        "review": {"claims": 1, "charge_cents": 9_900},
        "held": {"claims": 2, "charge_cents": 262_500},
    }
    assert counts["charge_cents"] == 25_000 + 9_900 + 262_500
    assert counts["findings"] == {"total": 5, "error": 2, "warning": 2, "info": 1, "explained": 1}
    assert counts["claims_with_findings"] == 3
    assert counts["not_evaluated"] == {"claims": 2, "rules": 1}


def test_every_input_file_is_counted_also_one_without_claims(tmp_path: Path) -> None:
    inputs: list[InputFile] = [*FACTS.inputs, {"file": "empty.837", "bytes": 0, "sha256": "00" * 32}]
    run = make_run(tmp_path, facts=replace(FACTS, inputs=inputs))
    assert [(row["file"], row["claims"]) for row in run.manifest["counts"]["files"]] == [
        ("night.837", 1),
        ("empty.837", 0),
    ]


def test_a_run_without_a_claim_is_a_run(tmp_path: Path) -> None:
    with RunWriter(tmp_path) as writer:
        run = writer.finish(FACTS)
    assert run.manifest["counts"]["claims"] == 0
    assert run.claims.collect().is_empty()


def test_the_same_inputs_give_the_same_bytes_however_blocks_are_cut(tmp_path: Path) -> None:
    rows: list[Row] = [{}] * 7
    whole = make_run(tmp_path / "a", claim_rows=rows, finding_rows=[{"claim": n} for n in range(1, 8)])
    with RunWriter(tmp_path / "b") as writer:
        for first, last in ((1, 2), (3, 3), (4, 7)):
            numbers = range(first, last + 1)
            block = claims(*({"claim": n} for n in numbers))
            writer.add(findings(*({"claim": n} for n in numbers)), block, not_evaluated())
        pieces = writer.finish(FACTS)
    assert pieces.path.name == whole.path.name
    assert contents(pieces.path) == contents(whole.path)


def test_row_groups_are_of_one_size(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    with RunWriter(tmp_path) as writer:
        for first in range(1, 2 * ROW_GROUP_ROWS, ROW_GROUP_ROWS * 3 // 5):
            block = (
                claims({})
                .drop("claim")
                .join(pl.DataFrame({"claim": range(first, first + ROW_GROUP_ROWS * 3 // 5)}), how="cross")
            )
            writer.add(findings(), block.match_to_schema(CLAIMS, integer_cast="upcast"), not_evaluated())
        run = writer.finish(FACTS)
    file = pq.ParquetFile(run.path / "claims.parquet")
    sizes = [file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)]
    assert sizes == [ROW_GROUP_ROWS, ROW_GROUP_ROWS, 20_000]


@pytest.mark.parametrize(
    "change",
    [
        {"program": "claimscrub 0.2.0"},
        {"rules": "00" * 32},
        {"code_sets": {"icd-10-cm": "2028"}},
        {"options": {"profile": "medicare"}},
        {"submission_date": date(2026, 5, 7)},
    ],
)
def test_whatever_can_change_a_finding_changes_the_name(change: dict[str, object]) -> None:
    assert replace(FACTS, **change).digest() != FACTS.digest()  # type: ignore[arg-type]  # a choice of names


def test_what_comes_of_a_run_does_not_change_its_name() -> None:
    assert replace(FACTS, problems=[Problem("night.837", None, "odd", "odd")]).digest() == FACTS.digest()


def test_a_fault_known_at_the_end_holds_its_scope_and_no_other(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"interchange": 1, "transaction": 1},
        {"interchange": 2, "transaction": 1},
        {"interchange": 2, "transaction": 2, "disposition": "review", "reason": "1 warning", "desk": "coding"},
        {"interchange": 2, "file": "other.837"},
    ]
    run = make_run(tmp_path, claim_rows=rows, holds=holds(file="night.837", interchange=2))
    found = run.claims.select("disposition", "reason", "desk").collect().rows()
    assert found == [
        ("clean", None, None),
        ("held", "The interchange has no end", "billing"),
        ("held", "The interchange has no end; 1 warning", "coding"),
        ("clean", None, None),
    ]
    assert run.manifest["counts"]["dispositions"]["held"]["claims"] == 2


def test_faults_of_several_scopes_meet_in_one_reason(tmp_path: Path) -> None:
    both = pl.concat(
        [
            holds(file="night.837", interchange=1, group=1, transaction=1, reason="SE counts 9 segments"),
            holds(reason="the file breaks off"),
            holds(file="night.837", interchange=1, group=1, transaction=1, reason="SE names another"),
        ]
    )
    run = make_run(tmp_path, claim_rows=[{}, {"transaction": 2}], holds=both)
    assert run.claims.collect()["reason"].to_list() == [
        "SE counts 9 segments; SE names another; the file breaks off",
        "the file breaks off",
    ]


def test_a_lost_or_doubled_claim_is_refused(tmp_path: Path) -> None:
    with RunWriter(tmp_path) as writer:
        writer.add(findings(), claims({}, {}), not_evaluated())
        for first in (2, 4):
            with pytest.raises(ValueError, match="number on from 2"):
                writer.add(findings(), claims({"claim": first}), not_evaluated())


def test_a_claim_that_nobody_disposed_of_is_refused(tmp_path: Path) -> None:
    for disposition in (None, "released"):
        with RunWriter(tmp_path) as writer, pytest.raises(ValueError, match="no disposition"):
            writer.add(findings(), claims({"disposition": disposition}), not_evaluated())


def test_a_finding_about_no_claim_is_refused(tmp_path: Path) -> None:
    with RunWriter(tmp_path) as writer, pytest.raises(ValueError, match="not handed over"):
        writer.add(findings({"claim": 2}), claims({}), not_evaluated())


def test_a_finding_without_severity_does_not_get_lost_in_the_counts(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="0 are graded"):
        make_run(tmp_path, finding_rows=[{"severity": None}])


def test_a_scrub_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with suppress(KeyboardInterrupt), RunWriter(tmp_path) as writer:
        writer.add(findings({}), claims({}), not_evaluated())
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_crashed_run_is_removed_and_that_of_a_living_one_stays(tmp_path: Path) -> None:
    abandoned = tmp_path / "check.0badf00d.partial"
    abandoned.mkdir()
    (abandoned / "claims.parquet").write_bytes(b"PAR1")
    with RunWriter(tmp_path) as living:
        assert not abandoned.exists()
        with RunWriter(tmp_path) as second:
            second.add(findings(), claims({}), not_evaluated())
            second.finish(FACTS)
        living.add(findings(), claims({}), not_evaluated())
        living.finish(replace(FACTS, program="0.2.0"))
    assert len(runs(tmp_path)) == 2


WRITES_UNTIL = """
import os, resource, signal, sys
from pathlib import Path
from tests.make_run import FACTS, claims, findings, not_evaluated
from engine.runs import RunWriter

with RunWriter(Path(sys.argv[1])) as writer:
    writer.add(findings({}), claims({}), not_evaluated({}))
    if sys.argv[2] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, resource.RLIM_INFINITY))  # no room for a byte more
    writer.finish(FACTS)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has neither the signal nor the limit")
@pytest.mark.parametrize(("end", "left"), [("killed", 1), ("out of room", 0)])
def test_a_run_that_was_killed_or_ran_out_of_room_is_never_seen(tmp_path: Path, end: str, left: int) -> None:
    kept = make_run(tmp_path)
    root = Path(__file__).parents[1]
    ended = subprocess.run(
        [sys.executable, "-c", WRITES_UNTIL, str(tmp_path), end], cwd=root, capture_output=True, check=False, text=True
    )
    assert ended.returncode != 0
    assert ("File too large" in ended.stderr) == (end == "out of room")
    assert runs(tmp_path) == [kept]
    assert len(list(tmp_path.iterdir())) == 1 + left
    make_run(tmp_path)  # the next writer is tidy
    assert [path.name for path in tmp_path.iterdir()] == [kept.path.name]


def test_unfinished_and_foreign_folders_are_no_runs(tmp_path: Path) -> None:
    run = telling_run(tmp_path)
    unfinished = tmp_path / "check.0badf00d.partial"
    run.path.rename(unfinished)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes.txt").write_text("no run")
    assert runs(tmp_path) == []
    assert runs(tmp_path / "nowhere") == []


def test_the_same_run_again_is_the_same_folder(tmp_path: Path) -> None:
    first = telling_run(tmp_path)
    before = first.path.stat().st_ino
    again = telling_run(tmp_path)
    assert again == first
    assert again.path.stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == [first.path.name]


def test_a_damaged_run_is_replaced_by_the_same_run_made_again(tmp_path: Path) -> None:
    first = telling_run(tmp_path)
    whole = contents(first.path)
    findings_file = first.path / "findings.parquet"
    findings_file.write_bytes(findings_file.read_bytes()[::-1])
    assert not first.is_intact()
    assert contents(telling_run(tmp_path).path) == whole
    assert first.is_intact()


def test_a_run_may_have_a_name_of_its_own_and_replaces_the_run_of_that_name(tmp_path: Path) -> None:
    make_run(tmp_path, name="tonight")
    make_run(tmp_path, name="tonight", claim_rows=[{}, {}])
    assert [run.manifest["counts"]["claims"] for run in runs(tmp_path)] == [2]


def test_a_folder_that_is_no_run_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    with pytest.raises(UsageError) as caught:
        RunWriter(tmp_path, name="letters")
    assert caught.value.problems[0].kind == "not-a-run"
    with pytest.raises(ValueError, match="cannot be called"):
        RunWriter(tmp_path, name="..")


def test_nobody_else_can_read_a_run(tmp_path: Path) -> None:
    run = telling_run(tmp_path / "runs")
    assert stat.S_IMODE(run.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in run.path.iterdir()} == {0o600}


def test_the_clock_stands_in_timings_alone(tmp_path: Path) -> None:
    with RunWriter(tmp_path) as writer:
        run = writer.finish(FACTS, timings={"rules_seconds": 0.25})
    assert set(json.loads((run.path / "timings.json").read_text())) == {"started", "seconds", "rules_seconds"}
    assert "started" not in run.manifest


def test_the_manifest_says_what_was_checked_by_what(tmp_path: Path) -> None:
    manifest = json.loads((telling_run(tmp_path).path / "manifest.json").read_text())
    assert manifest["inputs"] == [{"file": "night.837", "bytes": 2048, "sha256": "ab" * 32}]
    assert manifest["code_sets"] == {"icd-10-cm": "2027", "place-of-service": "2026-07-01"}
    assert manifest["submission_date"] == "2026-05-06"
    assert manifest["problems"] == [
        "night.837:segment 212 (SE), element 1: error: the transaction has 211 segments, not 212 [segment-count]"
    ]
    assert manifest["frames"]["findings.parquet"]["rows"] == 5


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "no-run"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "damaged-run"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "damaged-run"),
        (lambda folder: (folder / "manifest.json").write_text('{"format": 1, "frames": {}}'), "other-format"),
        (lambda folder: (folder / "manifest.json").write_text('{"format": 99, "frames": {}}'), "other-format"),
        (lambda folder: (folder / "claims.parquet").unlink(), "damaged-run"),
        (lambda folder: (folder / "claims.parquet").write_bytes(b"PAR1"), "damaged-run"),
    ],
)
def test_what_is_no_whole_run_is_refused(tmp_path: Path, damage: object, kind: str) -> None:
    run = telling_run(tmp_path)
    assert callable(damage)
    damage(run.path)
    with pytest.raises(InputError) as caught:
        Run.open(run.path)
    assert [problem.kind for problem in caught.value.problems] == [kind]


def test_facts_are_enough_with_four_words_and_the_inputs(tmp_path: Path) -> None:
    run = make_run(tmp_path, facts=RunFacts("claimscrub 0.1.0", [], "r", "p", "plain"))
    assert run.manifest["submission_date"] is None
    assert runs(tmp_path) == [run]
