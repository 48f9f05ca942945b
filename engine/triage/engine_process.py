"""The process in which durable_rules judges: started when first asked, timed, tested and ended.

Whatever goes wrong in it (a signal, a hang, an exception, a wrong answer to a test fact) is an
`EngineFault`, on which the claims concerned are held.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from .facts import (
    FIELDS,
    LONGEST,
    RESERVED,
    SENTINEL,
    Fact,
    Ruleset,
    canaries,
    colliding,
    rule_of,
    rulesets,
)
from .rules import Stratum, TriageRules

# -P keeps this folder, where the worker stands, off the child's path: a module here never hides one of the library's.
WORKER: Final = (sys.executable, "-P", str(Path(__file__).with_name("worker.py")))
SECONDS: Final = 5.0
CHUNK: Final = 1000


class EngineFault(Exception):
    """The engine failed, in words for the run's facts; caught where triage then holds the claims."""


class EngineUnavailable(Exception):
    """durable_rules cannot be imported here; caught where triage then goes on by the reference alone."""


class EngineProcess:
    """One worker, from its start to its end; a fault ends it, and the next question starts none.

    It is started at once and asked for its version when it must be ready: a tenth of a second in
    which other work can go on.
    """

    def __init__(self, rules: TriageRules, command: Sequence[str] = WORKER, seconds: float = SECONDS) -> None:
        self.shards: Mapping[Stratum, list[Ruleset]] = {stratum: rulesets(stratum, rules) for stratum in Stratum}
        self.canaries = {stratum: list(canaries(stratum, shards)) for stratum, shards in self.shards.items()}
        self.seconds = seconds
        self.version = ""
        if wrong := colliding({*RESERVED, *(field for fields in FIELDS.values() for field in fields)}):
            raise EngineFault(f"durable_rules would take the fields {', '.join(wrong)} for others")
        try:
            self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and file, no shell
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise EngineFault(f"the engine could not be started: {error.strerror}") from None

    def make_ready(self) -> None:
        """Hand the rulesets over, once; it waits for the process, which starts meanwhile."""
        if self.version:
            return
        answer = self._exchange({"rulesets": {stratum: shards for stratum, shards in self.shards.items() if shards}})
        if answer.get("unavailable") is True:
            self.close()
            raise EngineUnavailable
        match answer:
            case {"ready": str(version)}:
                self.version = version
            case _:
                raise self._fault("durable_rules answered in a form that was not asked for")

    def ask(self, stratum: Stratum, facts: Iterable[Fact]) -> dict[Fact, frozenset[str]]:
        """The triage rules that each fact fires.

        Facts go one by one in chunks, and before and after each chunk go test facts: for each rule one
        that must fire it, and one that must fire none.
        """
        if not self.shards[stratum]:
            return dict.fromkeys(facts, frozenset())
        distinct = list(dict.fromkeys(facts))
        if any(len(value) > LONGEST for fact in distinct for _, value in fact):
            raise EngineFault("a rule or family has a longer name than durable_rules compares")
        fired: dict[Fact, frozenset[str]] = {}
        for start in range(0, len(distinct), CHUNK):
            chunk = distinct[start : start + CHUNK]
            tests = self.canaries[stratum]
            answers = self._judge(stratum, [*tests, *chunk, *tests])
            expected = [self._expected(stratum, fact) for fact in tests]
            if answers[: len(tests)] != expected or answers[len(tests) + len(chunk) :] != expected:
                raise self._fault("durable_rules answered a test fact wrongly")
            fired |= zip(chunk, answers[len(tests) : len(tests) + len(chunk)], strict=True)
        return fired

    def _expected(self, stratum: Stratum, fact: Fact) -> frozenset[str]:
        held = set(fact)
        names = (name for shard in self.shards[stratum] for name, asked in shard.items() if held.issuperset(asked))
        return frozenset(rule_of(name) for name in names if name != SENTINEL)

    def _judge(self, stratum: Stratum, facts: list[Fact]) -> list[frozenset[str]]:
        answer = self._exchange({"stratum": stratum, "facts": [dict(fact) for fact in facts]})
        listed = answer.get("fired")
        if not isinstance(listed, list) or len(listed) != len(facts):
            raise self._fault("durable_rules answered in a form that was not asked for")
        shards = self.shards[stratum]
        known = {name for shard in shards for name in shard}
        answers = []
        for names in listed:
            if not isinstance(names, list) or not known.issuperset(names) or names.count(SENTINEL) != len(shards):
                raise self._fault("durable_rules passed a fact over")
            answers.append(frozenset(rule_of(name) for name in names if name != SENTINEL))
        return answers

    def _exchange(self, question: Mapping[str, object]) -> dict[str, object]:
        """One line to the worker and one back; a timer kills it when that takes too long.

        A kill frees the writing side as well, which a worker that no longer reads would block for ever.
        """
        process, late = self.process, threading.Event()
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  # both are PIPE

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.seconds, end)
        timer.daemon = True
        timer.start()
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:  # the worker is dead
            line = b""
        finally:
            timer.cancel()
        if late.is_set():
            raise self._fault(f"durable_rules did not answer within {self.seconds:g} seconds")
        if not line.endswith(b"\n"):
            self.close()
            raise EngineFault(f"durable_rules ended in the middle (exit status {process.returncode})")
        try:
            answer = json.loads(line)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise self._fault("durable_rules answered in a form that was not asked for")
        if "failed" in answer:
            raise self._fault(f"durable_rules raised {str(answer['failed'])[:40]}")
        return answer

    def _fault(self, sentence: str) -> EngineFault:
        """End the worker, for nothing it would say can be trusted, and give the fault to raise."""
        self.process.kill()
        self.close()
        return EngineFault(sentence)

    def close(self) -> None:
        """End the worker: by the end of its questions, and when that does not suffice by force."""
        if self.process.stdin is not None:
            try:
                self.process.stdin.close()
            except OSError:  # a dead worker reads no more; what was not sent is lost with it
                self.process.kill()
        try:
            self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
