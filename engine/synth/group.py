"""The claims of one type in a file: a functional group and its transactions.

The claims of 12 drafts at a time are sorted by practice, so that a practice and a family are
written once for the claims that follow each other, as billing systems do.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from . import dental, institutional, professional, segments
from .draft import ClaimType, Draft
from .drafter import Drafter, Drawn
from .draws import Draws
from .parties import Cast
from .segments import day_text
from .stage import Stage

FIRST_DAY: Final = date(2025, 11, 1)
_DAYS_BEFORE_SUBMISSION: Final = 2
_SORTED: Final = 12
_TRANSACTION: Final = 5_000  # claims; the guide's own limit for one ST (section 1.4.2)


class _Form(NamedTuple):
    """How the claims of a type are written: guide, beginning of their numbers, text, stream of chance."""

    guide: str
    prefix: str
    body: Callable[[Draft], str]
    stream: tuple[int, ...]


_FORMS: Final[Mapping[ClaimType, _Form]] = MappingProxyType(
    {
        "837P": _Form("005010X222A1", "SYN", professional.body, ()),
        "837I": _Form("005010X223A2", "SYI", institutional.body, (2,)),
        "837D": _Form("005010X224A2", "SYD", dental.body, (3,)),
    }
)
_HOUSES: Final = 1  # the stream in which institutions and dentists are cast


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


class Group:
    """A functional group in the making: what is drawn next, and the counts its trailers will need.

    `number` is its own in the file; `without` are kinds of error that are not put in.
    """

    def __init__(
        self,
        kind: ClaimType,
        number: int,
        claims: int,
        seed: int,
        errors: float,
        submitted: date,
        *,
        encounters: bool = False,
        without: Container[str] = (),
    ) -> None:
        self._form = _FORMS[kind]
        draws = Draws(seed, *self._form.stream)
        cast = Cast(draws, Draws(seed, _HOUSES))
        stage = Stage(draws, cast, FIRST_DAY, submitted - timedelta(days=_DAYS_BEFORE_SUBMISSION))
        self._number, self._claims, self._submitted = number, claims, submitted
        self._prefix = f"{self._form.prefix}{seed}"
        self._purpose = "RP" if encounters else "CH"
        self.written = 0
        self._transactions = 0
        self._drafter = Drafter(stage, kind, self._prefix, errors, without)
        self._billing = self._subscriber = ""
        self._level = self._billing_level = self._subscriber_level = 0
        self._segments = 0

    def head(self) -> str:
        """GS."""
        day = day_text(self._submitted)
        return f"GS*HC*SYNTHETIC*CLEARINGHOUSE*{day}*0800*{self._number}*X*{self._form.guide}~\n"

    def tail(self) -> str:
        """GE."""
        return f"GE*{self._transactions}*{self._number}~\n"

    def drafts(self) -> tuple[list[Draft], tuple[KeyRow, ...]]:
        """The next claims, within one transaction and in the order of the file, and the errors in them."""
        room = _TRANSACTION - self.written % _TRANSACTION
        count = min(_SORTED, room, self._claims - self.written)
        drawn: list[Drawn] = []
        while len(drawn) < count:
            drawn += self._drafter.next()
        in_order = sorted(drawn[:count], key=lambda one: one.draft.billing.npi)
        key = [
            KeyRow(number, draft.claim_id, defect.rule, line, defect.kind)
            for number, (draft, defect, line) in enumerate(in_order, start=self.written + 1)
            if defect
        ]
        self.written += count
        return [one.draft for one in in_order], tuple(key)

    def piece(self) -> Piece:
        """The same as bytes of the file, with the ends of transactions where they are due."""
        parts = [] if self.written % _TRANSACTION else [self._transaction_head()]
        drafts, key = self.drafts()
        parts += [self._claim(draft) for draft in drafts]
        text = "".join(parts)
        self._segments += text.count("~")
        if self.written % _TRANSACTION == 0 or self.written == self._claims:
            text += f"SE*{self._segments + 1}*{self._transactions:04}~"
            self._segments = 0
        return Piece(text.replace("~", "~\n").encode("ascii"), key)

    def _transaction_head(self) -> str:
        self._transactions += 1
        self._billing = self._subscriber = ""
        self._level = 0
        number, day = f"{self._transactions:04}", day_text(self._submitted)
        return (
            f"ST*837*{number}*{self._form.guide}~BHT*0019*00*{self._prefix}{number}*{day}*0800*{self._purpose}~"
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
        parts.append(self._form.body(draft))
        return "".join(parts)
