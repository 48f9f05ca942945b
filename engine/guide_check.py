"""The deep check: pyx12 over each transaction of a file, its objections as findings on claims.

pyx12 knows the implementation guides element by element and reads some 300 claims a second, so it
is asked only where a user wants it. What it says of a claim, or of the subscriber and patient above
it, is a finding of the claim; what it says of more is a fault, which holds the transaction. So is a
transaction that it does not read to the end: a check that was asked for and did not happen is no pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import polars as pl

from .errors import InputError, Problem
from .findings import FINDINGS
from .pyx12_process import Objection, Pyx12Fault, Pyx12Process
from .pyx12_words import REMEDY, TITLE, sentence
from .readers import Transaction, transactions
from .readers.x12.faults import FaultLog
from .readers.x12.guides import claim_type
from .readers.x12.tokens import Ints, packed
from .tables import Fault

RULE: Final = "guide-error"
FAMILY: Final = "structure"

MOST_FAULTS: Final = 5
"""So often pyx12 is started again for one file; after that the rest is not checked."""

_ON_CLAIM: Final = 20
"""Objections kept of one claim; each more would be read by nobody, and the claim is held by the first."""

_BILLING: Final = packed("20")
_IN_CLAIM: Final = ("23", "24")
_MISSING: Final = "3"

_PLACED: Final = ("line", "message", "value", "loop", "segment", "segment_id", "element")
_FOUND: Final = pl.Schema([("clm", pl.Int64()), *((name, FINDINGS[name]) for name in _PLACED)])
"""Objections to claims; `clm` is the number of the CLM segment of the claim."""


@dataclass(slots=True)
class GuideChecked:
    """What the deep check of one file found: objections by claim, and what holds or concerns more than claims."""

    found: pl.DataFrame
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def findings(self, claims: pl.DataFrame) -> pl.DataFrame:
        """The findings on some claims of the file, which are told by the segment of their CLM."""
        joined = self.found.join(
            claims.select("claim", "claim_id", "file", clm=pl.col("segment").cast(pl.Int64)), on="clm", how="inner"
        )
        said = {
            "rule": RULE, "family": FAMILY, "severity": "error", "title": TITLE, "remedy": REMEDY,
            "desk": "billing", "carc": "16",
        }  # fmt: skip
        made = joined.with_columns(pl.lit(text).alias(name) for name, text in said.items())
        absent = [pl.lit(None, kind).alias(name) for name, kind in FINDINGS.items() if name not in made.columns]
        return made.with_columns(absent).select(FINDINGS.names())


class GuideCheck:
    """pyx12, ready to be asked about files; close it at the end, or use it in a `with`."""

    def __init__(self, started: Callable[[], Pyx12Process] = Pyx12Process) -> None:
        self.program = f"pyx12 {version('pyx12')}"
        self._started = started
        self._process: Pyx12Process | None = None

    def check(self, path: Path, told: Callable[[int], None] = lambda _: None) -> GuideChecked:
        """Ask pyx12 about each transaction of an input; `told` is called with the number of claims so far.

        A file that is no X12, or cannot be read, has no objections: its reading says what it is.
        """
        told_of = _File(str(path))
        claims = faults = 0
        try:
            for transaction in transactions(path):
                if transaction.guide and claim_type(transaction.guide) is None:
                    break  # the whole file is refused by whoever reads it
                if faults < MOST_FAULTS:
                    faults += not self._ask(transaction, told_of)
                else:
                    told_of.unfinished(transaction, "pyx12 failed on too much before it")
                claims += len(transaction.claims)
                told(claims)
        except InputError:
            pass  # is met again by whoever reads the file for its claims, and told there
        return told_of.checked()

    def _ask(self, transaction: Transaction, told_of: _File) -> bool:
        """Ask about one transaction; False where pyx12 must be started again."""
        if not transaction.text:
            told_of.unfinished(transaction, "it is in no group, or too large")
            return True
        if self._process is None:
            self._process = self._started()
        try:
            answer = self._process.ask(transaction.text, transaction.segments)
        except Pyx12Fault as fault:
            told_of.unfinished(transaction, str(fault))
            if self._process.is_alive:
                return True
            self.close()
            return False
        if answer.has_map:
            told_of.add(transaction, answer.objections)
        else:
            told_of.without_map(transaction)
        return True

    def close(self) -> None:
        """End the process; a later file would start it anew."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _File:
    """What is told of one file, transaction after transaction."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._log = FaultLog(file)
        self._found: list[pl.DataFrame] = []
        self._guides: set[str] = set()
        self._warnings: list[Problem] = []
        self._said: set[tuple[int, str, str]] = set()

    def checked(self) -> GuideChecked:
        found = pl.concat([pl.DataFrame(schema=_FOUND), *self._found])
        return GuideChecked(found, self._log.faults(), self._warnings)

    def unfinished(self, transaction: Transaction, why: str) -> None:
        """Hold a transaction whose deep check did not happen."""
        said = f"the deep check of the transaction did not finish: {why}"
        self._log.add("transaction", transaction.position, transaction.st, "ST", said, "guide-unfinished")

    def without_map(self, transaction: Transaction) -> None:
        """Say once that nobody can check claims of this guide."""
        guide = transaction.guide if re.fullmatch(r"[A-Z0-9]{1,12}", transaction.guide) else "of another name"
        if guide not in self._guides:
            said = f"pyx12 has no map of the guide {guide}: these claims had no deep check"
            place = f"segment {transaction.gs} (GS), element 8"
            self._warnings.append(Problem(self._file, place, said, "guide-unknown", level="warning"))
        self._guides.add(guide)

    def add(self, transaction: Transaction, objections: list[Objection]) -> None:
        """Put each objection where it belongs: to claims, to the transaction, or to what encloses it."""
        rows: list[dict[str, Any]] = []
        counted: dict[int, int] = {}
        for objection in objections:
            number = _number(transaction, objection)
            claims = _claims(transaction, objection, number)
            if not len(claims):
                self._hold(transaction, objection, number)
                continue
            shown = {
                "message": f"pyx12: {sentence(objection)}.",
                "value": objection.value or None,
                "loop": objection.loop if objection.loop[:1].isdigit() else None,
                "segment": number,
                "segment_id": _name(objection),
                "element": objection.element or None,
            }
            for claim in claims.tolist():
                counted[claim] = counted.get(claim, 0) + 1
                if counted[claim] <= _ON_CLAIM:
                    rows.append({"clm": claim, "line": _line(transaction, objection, claim, number), **shown})
        self._found.append(pl.DataFrame(rows, _FOUND).unique(maintain_order=True))

    def _hold(self, transaction: Transaction, objection: Objection, number: int) -> None:
        """Hold all claims that stand below what is objected to; of an envelope it is said once."""
        scope = {1: "interchange", 2: "group"}.get(objection.place, "transaction")
        said = f"pyx12: {sentence(objection)}"
        key = (number, objection.element, said)
        if scope != "transaction" and key in self._said:
            return
        self._said.add(key)
        element = int(objection.element[:2] or 0)
        if scope == "interchange":
            self._log.add("interchange", transaction.position, number, "ISA", said, RULE, element)
        elif scope == "group":
            self._log.add("group", transaction.position, number, "GS", said, RULE, element)
        else:
            name = "" if _is_missing(objection) else _name(objection) or ""
            self._log.add("transaction", transaction.position, number, name, said, RULE, element)


def _name(objection: Objection) -> str | None:
    """The segment's name, unless it is none and might be something of a claim."""
    return objection.segment if re.fullmatch(r"[A-Z][A-Z0-9]{1,2}", objection.segment) else None


def _is_missing(objection: Objection) -> bool:
    return objection.code == _MISSING and not objection.of_element


def _number(transaction: Transaction, objection: Objection) -> int:
    """The segment objected to; for one that is missing, noticed at the next, the segment it should follow."""
    return transaction.number(objection.place) - _is_missing(objection)


def _claims(transaction: Transaction, objection: Objection, number: int) -> Ints:
    """The CLMs of the claims an objection is about; none where it is about more than a subscriber."""
    claims, levels = transaction.claims, transaction.levels
    claim = int(np.searchsorted(claims, number, "right"))
    level = int(np.searchsorted(levels, number, "right"))
    if objection.place <= 2 or not level:
        return claims[:0]
    if objection.loop[:2] in _IN_CLAIM and claim and claims[claim - 1] > levels[level - 1]:
        return claims[claim - 1 : claim]
    code = transaction.level_codes[level - 1]
    if code == _BILLING:
        return claims[:0]
    closing = np.flatnonzero(transaction.level_codes[level:] <= code)
    end = levels[level + closing[0]] if len(closing) else transaction.last + 1
    return claims[np.searchsorted(claims, levels[level - 1]) : np.searchsorted(claims, end)]


def _line(transaction: Transaction, objection: Objection, claim: int, number: int) -> int | None:
    """Which service line of the claim it is about."""
    if objection.loop[:2] != "24" or number < claim:
        return None
    lines = transaction.lines
    return int(np.searchsorted(lines, number, "right") - np.searchsorted(lines, claim)) or None
