"""Triage of a run: every distinct signature judged once, by durable_rules and by the reference.

Where the two do not agree, or the engine fails, the claims of the signature are held: a defect of the
engine can delay a claim and can never release one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final, Self

import polars as pl

from . import dispositions, reference, strata
from .engine_process import SECONDS, WORKER, EngineFault, EngineProcess, EngineUnavailable
from .rules import TriageRules
from .signatures import Signature, check_contract, signed
from .verdicts import Verdict, withheld

BATCH: Final = 200
"""Signatures that go to the engine together; a failure holds the claims of at most so many."""

NOT_ASKED: Final = "durable_rules: not asked, no finding"
FAILED: Final = "durable_rules: failed, claims held"
ALONE: Final = "reference only: durable_rules could not be imported"


class Triage:
    """Decides what is done with findings and claims, block by block, for one run.

    `engine` says for the manifest who judged, `faults` what failed in the judging, and `signatures`
    how many distinct ones were met. Close it at the end of the run, or use it in a `with`.
    """

    def __init__(
        self,
        rules: TriageRules,
        *,
        known_rules: Mapping[str, str] | None = None,
        command: Sequence[str] = WORKER,
        seconds: float = SECONDS,
    ) -> None:
        """Raises RulesError when a triage rule names a rule that is not in `known_rules` (rule id to family).

        `command` starts the engine's process, and `seconds` is how long it may take over one question.
        """
        rules.require(known_rules or {})
        self.engine = NOT_ASKED
        self.faults: list[str] = []
        self._rules = rules
        self._command = command
        self._seconds = seconds
        self._process: EngineProcess | None = None
        self._starts_left = 2
        self._verdicts: dict[Signature, Verdict] = {}

    @property
    def signatures(self) -> int:
        """How many distinct signatures were judged."""
        return len(self._verdicts)

    @property
    def worker_pid(self) -> int | None:
        """The process in which durable_rules runs at the moment."""
        return self._process.process.pid if self._process else None

    def start(self) -> None:
        """Start the engine's process before the first finding needs it; what fails is met again then."""
        if self._process is None and self._starts_left:
            try:
                self._process = EngineProcess(self._rules, self._command, self._seconds)
                self._starts_left -= 1
            except EngineFault:
                self._process = None

    def judge(self, findings: pl.DataFrame, claims: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The findings with severity, desk and `explained_by` settled, and the claims with their disposition.

        Both keep their order and columns. A claim without findings is clean. Raises ValueError for
        findings that are no finding of these claims, or of a severity or desk that nobody knows.
        """
        check_contract(findings, claims)
        if findings.is_empty():
            return dispositions.settled(findings, claims, [])
        placed, signatures = signed(findings)
        fresh = (signature for signature in signatures if signature not in self._verdicts)
        while batch := list(islice(fresh, BATCH)):
            self._verdicts.update(zip(batch, self._judge(batch), strict=True))
        return dispositions.settled(placed, claims, [self._verdicts[signature] for signature in signatures])

    def _judge(self, batch: list[Signature]) -> list[Verdict]:
        by_reference = [reference.judge(self._rules, signature) for signature in batch]
        try:
            by_engine = self._judge_by_engine(batch)
        except EngineUnavailable:
            self.engine = ALONE
            return by_reference
        except EngineFault as fault:
            self.engine = FAILED if self.engine == NOT_ASKED else self.engine
            self.faults.append(f"{fault}: the claims of {len(batch)} signature(s) are held")
            return [withheld(signature) for signature in batch]
        pairs = list(zip(by_reference, by_engine, strict=True))
        if wrong := sum(expected != found for expected, found in pairs):
            self.faults.append(f"durable_rules and the reference disagree: the claims of {wrong} signature(s) are held")
        return [e if e == f else withheld(s) for s, (e, f) in zip(batch, pairs, strict=True)]

    def _judge_by_engine(self, batch: list[Signature]) -> list[Verdict]:
        """The engine's verdicts. Its process is started for the first finding, and once more after a failure."""
        if self.engine == ALONE:
            raise EngineUnavailable
        if self._process is None:
            if not self._starts_left:
                raise EngineFault("durable_rules failed twice and is not started again")
            self._starts_left -= 1
            self._process = EngineProcess(self._rules, self._command, self._seconds)
        try:
            self._process.make_ready()
            self.engine = f"durable_rules {self._process.version}, and the reference"
            return strata.judge(self._rules, batch, self._process.ask)
        except (EngineFault, EngineUnavailable):
            self.close()
            raise

    def close(self) -> None:
        """End the engine's process; a later block would start it anew."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
