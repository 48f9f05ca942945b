"""A batch of made-up claims as an 837P file, piece by piece, with its answer key.

The claims of 12 drafts at a time are sorted by practice, so that a practice and a family are
written once for the claims that follow each other, as billing systems do.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from . import segments
from .draft import Draft
from .drafter import Drafter, Drawn
from .draws import Draws
from .parties import Cast
from .segments import day_text
from .stage import Stage

SUBMITTED: Final = date(2026, 5, 6)
FIRST_DAY: Final = date(2025, 11, 1)
_DAYS_BEFORE_SUBMISSION: Final = 2
_SORTED: Final = 12
_TRANSACTION: Final = 5_000  # claims; the guide's own limit for one ST (section 1.4.2)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One injected error: the claim (its number in the file, from 1), the rule that must find it, the line."""

    claim: int
    claim_id: str
    rule: str
    line: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of the file, and the errors in the claims they hold."""

    content: bytes
    key: tuple[KeyRow, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch came to: claims, bytes, and the errors put in, by kind."""

    claims: int
    size: int
    errors: Counter[str]


def synthesize(claims: int, seed: int, errors: float = 0.0, *, submitted: date = SUBMITTED) -> Iterator[Piece]:
    """The pieces of a file of so many claims, the same for the same numbers.

    `errors` is the share of claims that get one error each, the kinds taking turns. Days of service
    lie between FIRST_DAY and two days before `submitted`, which is the date in the file.
    """
    batch = _Batch(claims, seed, errors, submitted)
    yield Piece(batch.head().encode("ascii"), ())
    while batch.written < claims:
        yield batch.piece()
    yield Piece(batch.tail().encode("ascii"), ())


def write(path: Path, key_path: Path | None, claims: int, seed: int, errors: float = 0.0) -> Written:
    """Write a batch and, where asked for, its answer key as CSV: claim, claim_id, rule, line, kind."""
    size, kinds, rows = 0, Counter[str](), []
    with path.open("wb") as file:
        for piece in synthesize(claims, seed, errors):
            size += file.write(piece.content)
            rows += [astuple(row) for row in piece.key]
            kinds.update(row.kind for row in piece.key)
    if key_path:
        with key_path.open("w", encoding="utf-8", newline="") as file_of_key:
            key = csv.writer(file_of_key, lineterminator="\n")
            key.writerow([column.name for column in fields(KeyRow)])
            key.writerows(rows)
    return Written(claims, size, kinds)


class _Batch:
    """A file in the making: what is drawn next, and the counts its trailers will need."""

    def __init__(self, claims: int, seed: int, errors: float, submitted: date) -> None:
        draws = Draws(seed)
        stage = Stage(draws, Cast(draws), FIRST_DAY, submitted - timedelta(days=_DAYS_BEFORE_SUBMISSION))
        self.claims, self.seed, self.submitted = claims, seed, submitted
        self.written = 0
        self.transactions = 0
        self._drafter = Drafter(stage, f"SYN{seed}", errors)
        self._billing = self._subscriber = ""
        self._level = self._billing_level = self._subscriber_level = 0
        self._segments = 0

    def head(self) -> str:
        """ISA and GS."""
        day = day_text(self.submitted)
        sender, receiver = f"{'SYNTHETIC':15}", f"{'CLEARINGHOUSE':15}"
        isa = f"ISA*00*{'':10}*00*{'':10}*ZZ*{sender}*ZZ*{receiver}*{day[2:]}*0800*^*00501*000000001*0*T*:~"
        return f"{isa}\nGS*HC*SYNTHETIC*CLEARINGHOUSE*{day}*0800*1*X*005010X222A1~\n"

    def tail(self) -> str:
        """GE and IEA."""
        return f"GE*{self.transactions}*1~\nIEA*1*000000001~\n"

    def piece(self) -> Piece:
        """The next claims, within one transaction."""
        room = _TRANSACTION - self.written % _TRANSACTION
        count = min(_SORTED, room, self.claims - self.written)
        parts = [self._transaction_head()] if room == _TRANSACTION else []
        drawn: list[Drawn] = []
        while len(drawn) < count:
            drawn += self._drafter.next()
        key = []
        for draft, defect, line in sorted(drawn[:count], key=lambda one: one.draft.billing.npi):
            self.written += 1
            parts.append(self._claim(draft))
            if defect:
                key.append(KeyRow(self.written, draft.claim_id, defect.rule, line, defect.kind))
        text = "".join(parts)
        self._segments += text.count("~")
        if self.written % _TRANSACTION == 0 or self.written == self.claims:
            text += f"SE*{self._segments + 1}*{self.transactions:04}~"
            self._segments = 0
        return Piece(text.replace("~", "~\n").encode("ascii"), tuple(key))

    def _transaction_head(self) -> str:
        self.transactions += 1
        self._billing = self._subscriber = ""
        self._level = 0
        number, day = f"{self.transactions:04}", day_text(self.submitted)
        return (
            f"ST*837*{number}*005010X222A1~BHT*0019*00*SYN{self.seed}{number}*{day}*0800*CH~"
            "NM1*41*2*SYNTHETIC BILLING SERVICE*****46*SYN001~PER*IC*HELP DESK*TE*6145550100~"
            "NM1*40*2*MADE-UP CLEARINGHOUSE*****46*CLR001~"
        )

    def _claim(self, draft: Draft) -> str:
        """The claim, under levels (HL) that are written only where they differ from those before."""
        parts = []
        billing, subscriber = segments.billing(draft.billing), segments.subscriber(draft)
        if billing != self._billing:
            self._level += 1
            self._billing, self._billing_level, self._subscriber = billing, self._level, ""
            parts.append(f"HL*{self._level}**20*1~{billing}")
        if subscriber != self._subscriber:
            self._level += 1
            self._subscriber, self._subscriber_level = subscriber, self._level
            below = 1 if draft.patient else 0
            parts.append(f"HL*{self._level}*{self._billing_level}*22*{below}~{subscriber}")
        if draft.patient:
            self._level += 1
            parts.append(f"HL*{self._level}*{self._subscriber_level}*23*0~{segments.patient(draft)}")
        parts.append(segments.body(draft))
        return "".join(parts)
