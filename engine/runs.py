"""A run: one scrub, kept as a folder that says what was checked, by what, and what was found.

    check-3f2a91c04b7e/
        findings.parquet        one row a finding, as in engine/findings.py
        claims.parquet          one row a claim with its disposition
        not_evaluated.parquet   one row a claim and rule that lacked a table
        manifest.json           inputs, rules, editions, counts; the same inputs give the same bytes
        timings.json            when it ran and how long; the only file with a clock in it

A run's name holds a digest of everything that decides its outcome, so the same scrub run twice is
one folder. `RunWriter` publishes a run whole or not at all, and only when its counts add up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

import polars as pl

from .errors import InputError, Problem, UsageError
from .findings import CLAIMS, DISPOSITIONS, FINDINGS, NOT_EVALUATED
from .run_counts import Counts, count
from .run_frames import HOLDS, FrameWriter, hold
from .run_manifest import FrameFile, Manifest, RunFacts
from .whole_folder import UnfinishedFolder

FORMAT: Final = 3
"""Version of the folder's layout; a run of another is refused, not guessed at. 3 knows last days to file."""

_MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Run:
    """A complete run folder. Its frames are scanned, not loaded: a run may hold millions of claims."""

    path: Path
    manifest: Manifest

    @classmethod
    def open(cls, path: Path) -> Run:
        """Read the manifest and see that the frames it names are there in full length.

        InputError for a folder that is no complete run, is damaged, or is of another format.
        """
        try:
            # `format` says whether the rest is of this shape.
            manifest = cast("Manifest", json.loads((path / _MANIFEST).read_text("utf-8")))
            other = manifest["format"] != FORMAT
            sizes = {name: frame["bytes"] for name, frame in manifest["frames"].items()}
        except (FileNotFoundError, NotADirectoryError):
            raise _refused(path, "no complete run is here", "no-run") from None
        except (ValueError, TypeError, KeyError, AttributeError):
            raise _refused(path, "the manifest cannot be read", "damaged-run") from None
        if other:
            raise _refused(path, f"the run is not of format {FORMAT}", "other-format", "check again and move this away")
        for name, size in sizes.items():
            if not (path / name).is_file() or (path / name).stat().st_size != size:
                raise _refused(path, f"{name} is not the file that was written", "damaged-run")
        return cls(path, manifest)

    @property
    def findings(self) -> pl.LazyFrame:
        """One row a finding."""
        return pl.scan_parquet(self.path / "findings.parquet", glob=False)

    @property
    def claims(self) -> pl.LazyFrame:
        """One row a claim with its disposition, in the order of the files."""
        return pl.scan_parquet(self.path / "claims.parquet", glob=False)

    @property
    def not_evaluated(self) -> pl.LazyFrame:
        """One row a claim, a rule that could not judge it and the table that was not there."""
        return pl.scan_parquet(self.path / "not_evaluated.parquet", glob=False)

    def findings_frame(self) -> pl.DataFrame:
        """All findings, loaded."""
        return self.findings.collect()

    def is_intact(self) -> bool:
        """Whether every frame still has the digest that the manifest gives; reads the whole run."""
        return all(_digest(self.path / name) == frame["sha256"] for name, frame in self.manifest["frames"].items())


def runs(root: Path) -> list[Run]:
    """The complete runs in a folder, by name.

    Unfinished and other folders are passed by; a run that is damaged is an InputError, for totals
    that left it out in silence would not reconcile.
    """
    return [Run.open(folder) for folder in sorted(root.glob("*/")) if _is_published(folder)]


class RunWriter:
    """Takes the blocks of one scrub and publishes them as a run; leaving early leaves nothing.

        with RunWriter(root) as writer:
            writer.add(findings, claims, not_evaluated)
            run = writer.finish(facts, holds)

    The run is called by `label` and the digest of its facts, or `name` where the caller has one.
    """

    def __init__(self, root: Path, label: str = "check", name: str | None = None) -> None:
        for word in (label, name or label):
            if not word or "." in word or "/" in word:
                raise ValueError(f"a run cannot be called {word!r}: a dot marks what is unfinished")
        if name and (root / name).exists() and not _is_published(root / name):
            sentence = "something that is no run has this name already"
            raise UsageError([Problem(str(root / name), None, sentence, "not-a-run", "name another folder")])
        self._label, self._name = label, name
        self._started = datetime.now(UTC)
        self._folder = UnfinishedFolder(root, label)
        self._open = ExitStack()
        self._findings = self._frame("findings.parquet", FINDINGS, self._open)
        self._claims = self._frame("claims.parquet", CLAIMS, self._open)
        self._not_evaluated = self._frame("not_evaluated.parquet", NOT_EVALUATED, self._open)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._open.close()
        finally:
            self._folder.discard()

    def add(self, findings: pl.DataFrame, claims: pl.DataFrame, not_evaluated: pl.DataFrame) -> None:
        """Take the next block: its claims are numbered on from the block before, none left out.

        ValueError when a claim is missing, doubled or without disposition, or when something is
        said of a claim that was not handed over: such a run must not be published.
        """
        last = self._claims.rows + claims.height
        if claims["claim"].to_list() != list(range(self._claims.rows + 1, last + 1)):
            raise ValueError(f"the claims of a block do not number on from {self._claims.rows}")
        if not claims["disposition"].is_in(DISPOSITIONS).fill_null(value=False).all():
            raise ValueError("a claim has no disposition")
        for frame in (findings, not_evaluated):
            if not frame["claim"].is_between(1, last).fill_null(value=False).all():
                raise ValueError("something is said of a claim that was not handed over")
        self._findings.write(findings)
        self._claims.write(claims)
        self._not_evaluated.write(not_evaluated)

    def finish(
        self, facts: RunFacts, holds: pl.DataFrame | None = None, timings: Mapping[str, float | str] | None = None
    ) -> Run:
        """Hold the claims of faulted scopes, write the manifest last, and publish the run.

        `holds` has the columns of HOLDS, a row a scope. A run that stands already with the same
        manifest, and intact, is kept and returned. `timings` go to timings.json beside our own.
        """
        self._open.close()
        if holds is not None and not holds.is_empty():
            self._hold(holds.match_to_schema(HOLDS))
        manifest = self._manifest(facts)
        standing = self._folder.root / manifest["name"]
        if (kept := _same(standing, manifest)) is not None:
            self._folder.discard()
            return kept
        seconds = (datetime.now(UTC) - self._started).total_seconds()
        clock = {"started": self._started.isoformat(timespec="seconds"), "seconds": round(seconds, 3)}
        self._write_json("timings.json", {**clock, **(timings or {})})
        self._write_json(_MANIFEST, manifest)
        return Run(self._folder.publish(manifest["name"]), manifest)

    def _hold(self, holds: pl.DataFrame) -> None:
        claims = self._folder.path / "claims.parquet"
        before = claims.rename(claims.with_name("claims_before_holds.parquet"))
        with ExitStack() as stack:
            hold(before, holds, self._frame("claims.parquet", CLAIMS, stack))
        before.unlink()

    def _manifest(self, facts: RunFacts) -> Manifest:
        rows = {"claims": self._claims.rows, "findings": self._findings.rows, "not_evaluated": self._not_evaluated.rows}
        paths = {frame: self._folder.path / f"{frame}.parquet" for frame in rows}
        claims, findings, not_evaluated = (pl.scan_parquet(path, glob=False) for path in paths.values())
        counts = count(claims, findings, not_evaluated, [checked["file"] for checked in facts.inputs], facts.unread)
        _reconcile(counts, rows)
        return Manifest(
            format=FORMAT,
            name=self._name or f"{self._label}-{facts.digest()}",
            program=facts.program,
            inputs=list(facts.inputs),
            rules=facts.rules,
            profiles=facts.profiles,
            code_sets=dict(sorted(facts.code_sets.items())),
            options=dict(sorted(facts.options.items())),
            submission_date=facts.submission_date.isoformat() if facts.submission_date else None,
            triage=facts.triage,
            problems=[problem.head for problem in facts.problems],
            unasked={name: list(rules) for name, rules in facts.unasked.items()},
            sources={rule: list(cited) for rule, cited in sorted(facts.sources.items())},
            counts=counts,
            frames={
                path.name: FrameFile(rows=rows[frame], bytes=path.stat().st_size, sha256=_digest(path))
                for frame, path in paths.items()
            },
        )

    def _frame(self, name: str, schema: pl.Schema, stack: ExitStack) -> FrameWriter:
        return stack.enter_context(FrameWriter(schema, stack.enter_context(self._folder.file(name))))

    def _write_json(self, name: str, document: Mapping[str, object]) -> None:
        with self._folder.file(name) as stream:
            stream.write((json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode())


def _reconcile(counts: Counts, rows: Mapping[str, int]) -> None:
    """Refuse a run whose files do not hold what was handed over, each claim and finding once."""
    claims = sum(tally["claims"] for tally in counts["dispositions"].values())
    found = counts["findings"]
    findings = found["error"] + found["warning"] + found["info"]
    if not rows["claims"] == counts["claims"] == claims:
        raise ValueError(f"of {rows['claims']} claims {counts['claims']} are written and {claims} disposed of")
    if not rows["findings"] == found["total"] == findings:
        raise ValueError(f"of {rows['findings']} findings {found['total']} are written and {findings} are graded")


def _is_published(folder: Path) -> bool:
    return "." not in folder.name and (folder / _MANIFEST).is_file()


def _same(folder: Path, manifest: Manifest) -> Run | None:
    """The run that stands here, if it is the one of this manifest and nothing has touched it."""
    if not _is_published(folder):
        return None
    try:
        run = Run.open(folder)
    except InputError:
        return None
    return run if run.manifest == manifest and run.is_intact() else None


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _refused(path: Path, sentence: str, kind: str, hint: str = "") -> InputError:
    return InputError([Problem(str(path), None, sentence, kind, hint)])
