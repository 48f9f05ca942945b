"""The main job: read claim files, scrub and triage them block by block, and keep the outcome as a run.

Nothing here decides anything about a claim. It sees to it that every claim that was read is in the
run, that a file that breaks off holds what was read of it, and that memory stays flat.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from . import __version__
from .earlier_claims import EarlierClaims
from .errors import InputError, Problem, UsageError
from .guide_check import GuideCheck
from .linting import families
from .program import Program, compile_rules, without_records
from .readers import BLOCK_BYTES, ColumnMap, claims_seen, digest, inputs, read
from .reading_apart import ReadingProcesses, is_large, started_for
from .rulebook import Rulebook
from .run_frames import HOLDS
from .run_manifest import CitedSource, InputFile, RunFacts
from .runs import Run, RunWriter
from .scrub import FIELDS_OF_CLAIMS, Scrubbed, ordered, scrub
from .tables import Fault, Tables
from .triage import Triage, TriageRules

__all__ = ["Checked", "Options", "check", "started_for"]

AHEAD: Final = 1
"""Blocks read ahead while one is scrubbed; each more would cost a block's memory."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose that can change a finding; None lets each claim tell."""

    submitted: date | None = None
    profile: str | None = None
    block_bytes: int = BLOCK_BYTES
    guide: bool = False  # ask pyx12 too
    columns: ColumnMap | None = None  # what the columns of sheets are
    records: Path | None = None  # the site's own: coverage, providers, authorizations, fees, earlier claims


@dataclass(slots=True)
class Checked:
    """What came of checking some files.

    `run` is None when no claim could be read. `unreadable` are the files of which nothing, or not
    all, could be read, and `unread` counts the claims in the bytes of those that were refused beside
    the claims read of them; `problems` is everything to tell about the files, in their order.
    """

    run: Run | None
    problems: list[Problem] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    triage_faults: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)


class _Batch:
    """One scrub of several files into one run."""

    def __init__(
        self,
        program: Program,
        triage: Triage,
        options: Options,
        today: date,
        writer: RunWriter,
        apart: ReadingProcesses | None,
        deep: GuideCheck | None,
        earlier: EarlierClaims,
    ) -> None:
        self.program, self.triage, self.options, self.today, self.writer = program, triage, options, today, writer
        self.apart, self.deep, self.earlier = apart, deep, earlier
        self.claims = 0
        self.fired: set[str] = set()
        self.problems: list[Problem] = []
        self.unreadable: list[str] = []
        self.unread: dict[str, int] = {}
        self.faults: list[tuple[str, Fault]] = []
        self.asked_today = False

    def refuse(self, refusal: Problem) -> None:
        """Keep why an input is not read at all."""
        self.problems.append(refusal)
        self.unreadable.append(refusal.file)

    def file(self, path: Path, told: Callable[[int], None]) -> None:
        """Scrub one input; a problem that ends its reading holds the claims read before it."""
        before = self.claims
        deep = self.deep.check(path, lambda claims: told(before + claims)) if self.deep else None
        try:
            wanted = self.program.fields | FIELDS_OF_CLAIMS
            reader = self.apart.read if self.apart is not None and is_large(path) else read
            reading = reader(path, block_bytes=self.options.block_bytes, wanted=wanted, columns=self.options.columns)
            for scrubbed in self._scrubbed(reading.tables):
                found = (
                    scrubbed.findings if deep is None else ordered(scrubbed.findings, deep.findings(scrubbed.claims))
                )
                findings, claims = self.triage.judge(found, scrubbed.claims)
                self.writer.add(findings, claims, scrubbed.not_evaluated)
                self.fired.update(findings["rule"].unique())
                self.claims += claims.height
                if deep is None:  # else they were counted when pyx12 had them, which takes fifty times as long
                    told(self.claims)
        except InputError as error:
            self.problems += error.problems
            self.unreadable.append(str(path))
            self._count_unread(path, self.claims - before)
            self.faults += [(str(path), Fault(problem, "file")) for problem in error.problems[:1]]
            return
        faults, warnings = reading.faults, reading.warnings
        if deep is not None:
            faults, warnings = faults + deep.faults, warnings + deep.warnings
        self.faults += [(reading.file, fault) for fault in faults]
        problems = [fault.problem for fault in faults] + warnings
        self.problems += sorted(problems, key=_segment)
        if self.claims == before:
            self.problems.append(Problem(str(path), None, "there is no claim in the file", "no-claims"))
        if self.claims == before or reading.cut_off:
            self.unreadable.append(str(path))
        if reading.cut_off:
            self._count_unread(path, self.claims - before)

    def _count_unread(self, path: Path, claims: int) -> None:
        """Say how many claims of an input that could not be read to its end were not, where its bytes show any."""
        left = (claims_seen(path) or 0) - claims
        if left > 0:
            self.unread[str(path)] = left
            sentence = f"{left} {'claim' if left == 1 else 'claims'} of the file could not be read"
            hint = "mend what is said above, and check the file once more"
            self.problems.append(Problem(str(path), None, sentence, "claims-unread", hint))

    def _scrubbed(self, blocks: Iterable[Tables]) -> Iterable[Scrubbed]:
        """The blocks scrubbed, the next one being read meanwhile: readers and frames work outside Python's lock."""
        rows = iter(blocks)
        first = self.claims + 1
        with ThreadPoolExecutor(AHEAD) as reader:
            coming: Future[Tables | None] = reader.submit(next, rows, None)
            while (tables := coming.result()) is not None:
                coming = reader.submit(next, rows, None)
                yield self._scrub(tables, first)
                first += tables.claims.height

    def _scrub(self, tables: Tables, first: int) -> Scrubbed:
        if self.options.submitted is None and tables.claims["claim.transaction.date"].null_count():
            self.asked_today = True
        asked = self.program.of_earlier
        return scrub(
            self.program, tables, today=self.today, submitted=self.options.submitted, profile=self.options.profile,
            first_claim=first, earlier=self.earlier.beside(tables, asked) if asked else None,
        )  # fmt: skip

    def holds(self) -> pl.DataFrame:
        """The scopes whose claims are held, with the reason, as runs take them."""
        rows = [
            {
                "file": file,
                "interchange": fault.interchange,
                "group": fault.group,
                "transaction": fault.transaction,
                "reason": f"{fault.problem.sentence[0].upper()}{fault.problem.sentence[1:]}.",
            }
            for file, fault in self.faults
            if fault.problem.level == "error"
        ]
        return pl.DataFrame(rows, HOLDS)


def _segment(problem: Problem) -> int:
    """The segment or row a problem is about; what is said of the whole file comes first."""
    number = re.match(r"(?:segment|row) (\d+)", str(problem.place))
    return int(number[1]) if number else 0


def _require_files(files: Sequence[Path]) -> None:
    """Refuse a file that is named twice, whatever the names, and a name that no report could show."""
    seen = dict[Path, Path]()
    for path in files:
        shown = str(path).encode("utf-8", "backslashreplace").decode()
        if shown != str(path):
            raise UsageError([Problem(shown, None, "the name is not UTF-8 text", "bad-name", "rename the file")])
        real = path.resolve()
        if real in seen:
            sentence = "the file is named twice" if seen[real] == path else f"this is the same file as {seen[real]}"
            raise UsageError([Problem(shown, None, sentence, "named-twice", "name each file once")])
        seen[real] = path


def check(
    files: Sequence[Path],
    rulebook: Rulebook,
    triage_rules: TriageRules,
    runs: Path,
    *,
    options: Options,
    today: date,
    told: Callable[[int], None] = lambda _: None,
    apart: ReadingProcesses | None = None,
) -> Checked:
    """Check claim files by a rulebook and keep the outcome as a run in the folder `runs`.

    `told` is called with the number of claims checked so far; `apart` is a process for large files that
    was started earlier. Problems of input files are returned, not raised. RulesError comes from triage
    rules that name rules nobody has, UsageError where a file is named twice, cannot be named in a report,
    or `runs` is no folder, OSError where no run can be written.
    """
    _require_files(files)
    found = [one for path in files for one in inputs(path)]
    paths = [one.path for one in found if one.refusal is None]
    _require_files(paths)
    if runs.exists() and not runs.is_dir():
        raise UsageError([Problem(str(runs), None, "this is no folder, and runs are kept in one", "not-a-folder")])
    unasked = without_records(rulebook)
    passed_over = {rule for rules in unasked.values() for rule in rules}
    program = compile_rules(rulebook, [rule for rule in rulebook.rules if rule.id not in passed_over])
    with (
        RunWriter(runs) as writer,
        Triage(triage_rules, known_rules=families(rulebook)) as triage,
        ThreadPoolExecutor(1) as hasher,
        nullcontext(apart) if apart is not None else started_for(files) as reader,
        GuideCheck() if options.guide else nullcontext() as deep,
        EarlierClaims(options.records) as earlier,
    ):
        triage.start()
        digests = [hasher.submit(_input, path) for path in paths]
        batch = _Batch(program, triage, options, today, writer, reader, deep, earlier)
        for one in found:
            if one.refusal is None:
                batch.file(one.path, told)
            else:
                batch.refuse(one.refusal)
        checked_files = [digest for future in digests if (digest := future.result()) is not None]
        checked = Checked(None, batch.problems, batch.unreadable, triage.faults, batch.unread)
        if batch.claims:
            facts = _facts(rulebook, batch, checked_files, triage, unasked)
            checked.run = writer.finish(facts, batch.holds())
        return checked


def _facts(
    rulebook: Rulebook, batch: _Batch, inputs: list[InputFile], triage: Triage, unasked: dict[str, list[str]]
) -> RunFacts:
    options = {"profile": batch.options.profile or "auto"}
    if batch.asked_today:
        options["today"] = batch.today.isoformat()
    if batch.earlier.digest:
        options["earlier-claims"] = batch.earlier.digest
    if batch.deep is not None:
        options["guide"] = batch.deep.program
    return RunFacts(
        program=f"claimscrub {__version__}",
        inputs=inputs,
        rules=rulebook.fingerprint,
        profiles=rulebook.fingerprint,
        triage=triage.engine,
        code_sets=rulebook.code_sets.editions,
        options=options,
        submission_date=batch.options.submitted,
        problems=batch.problems,
        unread=batch.unread,
        unasked=unasked,
        sources={
            rule.id: [CitedSource(title=source.title, href=source.href) for source in rule.sources]
            for rule in rulebook.rules
            if rule.id in batch.fired
        },
    )


def _input(path: Path) -> InputFile | None:
    """What a manifest says of an input; None for what is no file or cannot be opened, which its reading reports."""
    if path.exists() and not path.is_file():  # a pipe read here would be missing there
        return None
    try:
        sha256, length = digest(path)
        return InputFile(file=str(path), bytes=length, sha256=sha256)
    except (OSError, InputError):
        return None
