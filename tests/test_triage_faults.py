"""Whatever goes wrong in the engine's process, the claims it was asked about are held."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from textwrap import dedent, indent

import pytest

from engine.triage import Triage, TriageRules
from engine.triage.engine_process import WORKER
from engine.triage.facts import SENTINEL
from engine.triage.judge import ALONE, FAILED
from engine.triage.verdicts import FAULT
from tests.make_triage import CHAIN, FLAGGED, SHIPPED, claims, findings


def altered(folder: Path, judge: str) -> tuple[str, ...]:
    """A command that runs the worker with another `Shard.judge`, in which `right` is the one it has."""
    script = folder / "altered_worker.py"
    body = indent(dedent(judge).strip(), "    ")
    script.write_text(
        "import importlib.util, os, signal, sys, time\n"
        f"spec = importlib.util.spec_from_file_location('worker', {WORKER[-1]!r})\n"
        "worker = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(worker)\n"
        "right = worker.Shard.judge\n"
        f"def judge(self, fact):\n{body}\n"
        "worker.Shard.judge = judge\n"
        "worker.main()\n"
    )
    return (sys.executable, str(script))


def assert_held(triage: Triage, times: int = 1) -> None:
    """Both claims of `FLAGGED` are held, though one has but an info, and the run is told why."""
    settled, decided = triage.judge(FLAGGED, claims([1, 2]))
    assert decided["disposition"].to_list() == ["held", "held"]
    assert decided["reason"].to_list() == [FAULT, FAULT]
    assert settled["explained_by"].null_count() == 3
    assert len(triage.faults) == times


REAL_FACT = "fact.get('effect', '-') != '-' and fact['cause'] == 'cause' and fact['same_line'] == 'yes'"

FAILURES = {
    "it crashes by its own defect": (
        "return self.ruleset.do_actions(self.ruleset.assert_events([]), self.done)",
        "ended in the middle",
    ),
    "it is killed": ("os.kill(os.getpid(), signal.SIGKILL)", "ended in the middle"),
    "it raises": ("raise MemoryError('SECRET')", "raised MemoryError"),
    "it hangs": ("time.sleep(60)", "did not answer within"),
    "it leaves": ("os._exit(0)", "ended in the middle"),
    "it never fires": (f"return [{SENTINEL!r}]", "answered a test fact wrongly"),
    "it fires all": ("return right(self, fact) + ['x#1']", "answered a test fact wrongly"),
    "it passes facts over": ("return []", "passed a fact over"),
    "it fires twice": ("return right(self, fact) * 2", "passed a fact over"),
    "it fires what is no rule": ("return [*right(self, fact), 'y#1']", "passed a fact over"),
    "it answers no list": ("return ['#', None, 3]", "passed a fact over"),
}


@pytest.mark.parametrize(("judge", "told"), FAILURES.values(), ids=FAILURES)
def test_claims_are_held_when(judge: str, told: str, tmp_path: Path) -> None:
    seconds = 1.0 if told == "did not answer within" else 30.0  # a busy machine is no fault of the worker
    with Triage(CHAIN, command=altered(tmp_path, judge), seconds=seconds) as triage:
        assert_held(triage)
    assert told in triage.faults[0]
    assert "SECRET" not in triage.faults[0]


def test_claims_are_held_when_it_is_wrong_about_one_fact_and_right_about_the_test_facts(tmp_path: Path) -> None:
    wrong = f"return [{SENTINEL!r}] if {REAL_FACT} and fact['cause_family'] == 'made-up' else right(self, fact)"
    with Triage(CHAIN, command=altered(tmp_path, wrong)) as triage:
        settled, decided = triage.judge(FLAGGED, claims([1, 2]))
    assert decided["disposition"].to_list() == ["held", "clean"]
    assert decided["reason"].to_list() == [FAULT, None]
    assert settled["explained_by"].null_count() == 3
    assert triage.faults == ["durable_rules and the reference disagree: the claims of 1 signature(s) are held"]


def test_claims_are_held_when_the_engine_cannot_be_started(tmp_path: Path) -> None:
    with Triage(CHAIN, command=(str(tmp_path / "nothing"),)) as triage:
        assert_held(triage)
    assert "could not be started" in triage.faults[0]
    assert triage.engine == FAILED


@pytest.mark.parametrize("said", ["nonsense", "[]", "{}", '{"fired": [[]]}', '{"ready": 1}', ""])
def test_claims_are_held_when_the_answer_is_no_answer(said: str, tmp_path: Path) -> None:
    script = tmp_path / "other_worker.py"
    script.write_text(f"import sys\nfor line in sys.stdin:\n    print({said!r}, flush=True)\n")
    with Triage(CHAIN, command=(sys.executable, str(script)), seconds=2.0) as triage:
        assert_held(triage)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_a_killed_engine_holds_what_it_was_asked_is_started_once_more_and_then_no_more() -> None:
    with Triage(CHAIN) as triage:
        triage.judge(findings({"rule": "a"}), claims([1]))
        for block, (disposition, faults) in enumerate([("held", 1), ("clean", 1), ("held", 2), ("held", 3)]):
            if disposition == "held" and triage.worker_pid:
                os.kill(triage.worker_pid, signal.SIGKILL)
            rows = {"rule": f"new-{block}", "severity": "info"}
            _, decided = triage.judge(findings(rows), claims([1]))
            assert decided["disposition"].to_list() == [disposition]
            assert len(triage.faults) == faults
        assert triage.faults[2].startswith("durable_rules failed twice")
        # What was judged before is remembered, held or not.
        _, decided = triage.judge(findings({"rule": "new-1", "severity": "info"}), claims([1]))
        assert decided["disposition"].to_list() == ["clean"]


def test_where_durable_rules_cannot_be_imported_the_reference_judges_alone(tmp_path: Path) -> None:
    script = tmp_path / "without.py"
    text = f"sys.modules['durable'] = None\nrunpy.run_path({WORKER[-1]!r}, run_name='__main__')\n"
    script.write_text("import runpy, sys\n" + text)
    with Triage(CHAIN, command=(sys.executable, str(script))) as triage:
        settled, decided = triage.judge(FLAGGED, claims([1, 2]))
        assert triage.worker_pid is None
    assert triage.engine == ALONE
    assert triage.faults == []
    assert settled["explained_by"].to_list() == [None, "cause", None]
    assert decided["disposition"].to_list() == ["held", "clean"]


def test_closing_ends_the_process() -> None:
    triage = Triage(CHAIN)
    triage.judge(FLAGGED, claims([1, 2]))
    process = triage._process
    assert process is not None
    triage.close()
    assert process.process.returncode == 0
    triage.close()


def test_the_engine_that_judged_is_named() -> None:
    with Triage(TriageRules.load(SHIPPED)) as triage:
        triage.judge(FLAGGED, claims([1, 2]))
    assert triage.engine.startswith("durable_rules 2.")


def test_what_the_worker_prints_is_no_answer(tmp_path: Path) -> None:
    loud = "print('loud'); os.write(1, b'louder'); return right(self, fact)"
    with Triage(CHAIN, command=altered(tmp_path, loud)) as triage:
        triage.judge(FLAGGED, claims([1, 2]))
    assert triage.faults == []


def test_nothing_but_the_worker_loads_durable_rules() -> None:
    with Triage(CHAIN) as triage:
        triage.judge(FLAGGED, claims([1, 2]))
    assert triage.faults == []
    assert "durable" not in sys.modules
