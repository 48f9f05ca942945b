"""What a run says of itself: its manifest, and the facts that decide its outcome."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import NotRequired, TypedDict

from .errors import Problem
from .run_counts import Counts


class InputFile(TypedDict):
    """A file that was checked: the name it has in the findings, its size and digest."""

    file: str
    bytes: int
    sha256: str


class FrameFile(TypedDict):
    """A Parquet file of the run: its rows, size and digest."""

    rows: int
    bytes: int
    sha256: str


class CitedSource(TypedDict):
    """Where a rule has it from, as a reader of a finding may look it up."""

    title: str
    href: str | None


class Manifest(TypedDict):
    """What a run says of itself. It holds no value of a claim and no clock time."""

    format: int
    name: str
    program: str
    inputs: list[InputFile]
    rules: str
    profiles: str
    code_sets: dict[str, str]
    options: dict[str, str]
    submission_date: str | None
    triage: str
    problems: list[str]
    unasked: NotRequired[dict[str, list[str]]]
    sources: dict[str, list[CitedSource]]
    counts: Counts
    frames: dict[str, FrameFile]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What decides a run's outcome, beside what came of it (`problems`, `unread`, the `sources` of rules that fired).

    `rules` and `profiles` are digests, `code_sets` has the edition in use by name, `options` has
    every choice on the command line that can change a finding, `triage` names the engine of triage.
    `submission_date` is the one stated; None where each file says its own. `unread` has claims by file,
    `unasked` the rules that were not in force for want of records, by the name of those.
    """

    program: str
    inputs: Sequence[InputFile]
    rules: str
    profiles: str
    triage: str
    code_sets: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    submission_date: date | None = None
    problems: Sequence[Problem] = ()
    unread: Mapping[str, int] = field(default_factory=dict)
    unasked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sources: Mapping[str, Sequence[CitedSource]] = field(default_factory=dict)

    def digest(self) -> str:
        """Twelve hex digits that are the same whenever the outcome must be the same."""
        identity = {**asdict(self), "problems": None, "unread": None, "unasked": None, "sources": None}
        return hashlib.sha256(json.dumps(identity, sort_keys=True, default=str).encode()).hexdigest()[:12]
