"""The envelopes of a file, walked one segment at a time: ISA, GS, ST and their trailers.

They are few, and what they promise is checked to the letter, because a trailer is the only proof
that nothing was lost on the way: counts, control numbers, and that each envelope is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from ...tables import Scope
from .blocks import Block
from .control_numbers import ControlNumbers
from .faults import BEGIN, FaultLog, Position
from .guides import claim_type, refuse_other_group, refuse_other_guide
from .loops import ENVELOPES
from .tokens import unpacked

_CLAIMS: Final = "837"
_CLAIM_GROUP: Final = "HC"

_DIGITS: Final = 10  # the longest count X12 allows

_ABOVE: Final[Mapping[str, Scope]] = MappingProxyType({"SE": "group", "GE": "interchange", "IEA": "file"})
_COUNTED: Final = MappingProxyType({"SE": "segments", "GE": "transactions", "IEA": "groups"})


class Step(NamedTuple):
    """An envelope segment with its elements, and how many claims stand between it and the one before."""

    name: str
    segment: int
    values: tuple[str, ...]
    claims: int


@dataclass(frozen=True, slots=True)
class Trail:
    """The envelope segments that are new in a block, in order.

    `claims` are those after the last of them, `last` is the number and name of the block's last
    segment, None where it has no new one.
    """

    steps: tuple[Step, ...]
    claims: int
    last: tuple[int, str] | None
    breaks_off: bool


def trail_of(block: Block) -> Trail:
    """Take the envelope segments out of a block."""
    tokens, numbers = block.tokens, block.numbers
    rows, claims = tokens.rows(*ENVELOPES), tokens.rows("CLM")
    rows, claims = rows[rows >= block.context], claims[claims >= block.context]
    steps, passed = [], 0
    for row, before in zip(rows.tolist(), np.searchsorted(claims, rows).tolist(), strict=True):
        values = tokens.values(row)
        values += [""] * (17 - len(values))  # an ISA has 16 elements, and no envelope segment has more
        steps.append(Step(unpacked(int(tokens.key[row])), int(numbers[row]), tuple(values), before - passed))
        passed = before
    last = (int(numbers[-1]), tokens.name(len(tokens) - 1)) if len(tokens) > block.context else None
    return Trail(tuple(steps), len(claims) - passed, last, block.breaks_off)


@dataclass(slots=True)
class _Open:
    """An envelope that is open: its control number, what it holds so far, and where it began."""

    control: str
    segment: int
    holds: int = 0


@dataclass(slots=True)
class Envelopes:
    """Where in the envelopes of a file the reader is; `walk` takes it through the next block."""

    log: FaultLog
    position: Position = BEGIN
    guide: str = ""
    interchange: _Open | None = None
    group: _Open | None = None
    transaction: _Open | None = None
    claims: int = 0  # in the open transaction
    known: ControlNumbers = field(default_factory=ControlNumbers)
    refused: int = 0  # the segment of a group that holds no claims; its first transaction tells what
    last: tuple[int, str] = (0, "")  # number and name of the last segment
    at: int = 0  # the segment the walk is at: where it ended, if it did

    def walk(self, trail: Trail) -> None:
        """Follow the envelope segments of a block; a group that is not read here is an InputError."""
        for step in trail.steps:
            self.at = step.segment
            self.claims += step.claims
            self._step(step.name, step.segment, list(step.values))
        self.claims += trail.claims
        self.last = trail.last or self.last
        if trail.breaks_off and (self.interchange or self.last[1] == "IEA"):
            self.log.add("interchange", self.position, *self.last, "the file breaks off in this segment", "breaks-off")

    def end(self) -> None:
        """Say at the end of the file what was never closed."""
        if self.refused:
            refuse_other_group(self.log.file, self.refused, "", self.guide)
        self._close_transaction(*self.last, "at the end of the file")
        self._close_group(*self.last, "at the end of the file")
        self._close_interchange(*self.last, "at the end of the file")

    def _step(self, name: str, number: int, values: list[str]) -> None:
        if self.refused:
            refuse_other_group(self.log.file, self.refused, values[1] if name == "ST" else "", self.guide)
        match name:
            case "ISA":
                self._close_interchange(number, name, "before the next interchange")
                self.position = Position(self.position.interchange + 1, self.position.group, self.position.transaction)
                self.interchange = _Open(values[13], number)
                if self.known.has_interchange(values[5], values[6], values[13]):
                    self._repeated("interchange", number, name, 13, "of an earlier interchange of this sender")
            case "GS":
                self._close_group(number, name, "before the next group")
                place = self.position
                self.position = Position(place.interchange, place.group + 1, place.transaction)
                self.group, self.guide = _Open(values[6], number), values[8]
                if self.known.has_group(values[6]):
                    self._repeated("group", number, name, 6, "of an earlier group of this interchange")
                if values[1] != _CLAIM_GROUP:
                    self.refused = number
                elif self.guide:
                    refuse_other_guide(self.log.file, f"segment {number} (GS), element 8", self.guide)
                else:
                    sentence = "the group does not name its guide"
                    self.log.add("group", self.position, number, name, sentence, "guide-missing", 8)
                if self.interchange:
                    self.interchange.holds += 1
                else:
                    sentence = "the group stands in no interchange (ISA)"
                    self.log.add("file", self.position, number, name, sentence, "missing-header")
            case "ST":
                self._begin_transaction(number, values)
            case "SE":
                self._end_transaction(number, values)
            case "GE":
                self._close_transaction(number, name, "before the end of the group")
                self._closed(name, number, values, self.group, "group")
                self.group = None
            case "IEA":
                self._close_group(number, name, "before the end of the interchange")
                self._closed(name, number, values, self.interchange, "interchange")
                self.interchange = None
            case _:  # TA1, an acknowledgment that may stand beside the groups and says nothing of claims
                if self.transaction:
                    sentence = "an acknowledgment stands inside a transaction"
                    self.log.add("transaction", self.position, number, name, sentence, "misplaced-segment")

    def _begin_transaction(self, number: int, values: list[str]) -> None:
        self._close_transaction(number, "ST", "before the next transaction")
        if self.group is None:
            sentence = "the transaction stands in no group (GS)"
            self.log.add("interchange", self.position, number, "ST", sentence, "missing-header")
        place = self.position
        self.position = Position(place.interchange, place.group, place.transaction + 1)
        if values[1] == _CLAIMS:
            refuse_other_guide(self.log.file, f"segment {number} (ST), element 3", values[3] or self.guide)
            if values[3] and self.guide and claim_type(values[3]) != claim_type(self.guide):
                sentence = f"the transaction is of the guide {values[3][:10]}, and its group of {self.guide[:10]}"
                self.log.add("transaction", self.position, number, "ST", sentence, "guides-disagree", 3)
        else:
            sentence = "the transaction holds no claims (837), though its group is one of claims"
            self.log.add("group", self.position, number, "ST", sentence, "not-claims", 1)
        if self.known.has_transaction(values[2]):
            self._repeated("transaction", number, "ST", 2, "of an earlier transaction of this group")
        self.transaction, self.claims = _Open(values[2], number), 0
        if self.group:
            self.group.holds += 1

    def _end_transaction(self, number: int, values: list[str]) -> None:
        if self.transaction:
            self.transaction.holds = number - self.transaction.segment + 1
            if not self.claims:
                self.log.warn(self.transaction.segment, "ST", "the transaction holds no claim", "no-claims")
        self._closed("SE", number, values, self.transaction, "transaction")
        self.transaction = None

    def _repeated(self, scope: Scope, number: int, name: str, element: int, whose: str) -> None:
        """Say of what begins here that it has a control number which was used before."""
        sentence = f"the control number is that {whose}"
        self.log.add(scope, self.position, number, name, sentence, "control-number-repeated", element)

    def _closed(self, name: str, number: int, values: list[str], opened: _Open | None, scope: Scope) -> None:
        """Compare a trailer with what it closes."""
        if opened is None:
            sentence = f"nothing is open that {name} could close"
            self.log.add(_ABOVE[name], self.position, number, name, sentence, "surplus-trailer")
            return
        what, said = _COUNTED[name], values[1]
        if not (said.isascii() and said.isdigit()):
            sentence = f"the {scope} has {opened.holds} {what}, and the trailer names no number"
            self.log.add(scope, self.position, number, name, sentence, "count", 1)
        elif said.lstrip("0") != str(opened.holds).lstrip("0"):
            shown = said if len(said) <= _DIGITS else "a longer number"
            sentence = f"the {scope} has {opened.holds} {what}, not {shown}"
            self.log.add(scope, self.position, number, name, sentence, "count", 1)
        if not _same_control(opened.control, values[2], as_text=name == "SE"):
            sentence = f"the control number differs from that of segment {opened.segment}, which it closes"
            self.log.add(scope, self.position, number, name, sentence, "control-number", 2)

    def _close_transaction(self, number: int, name: str, when: str) -> None:
        if self.transaction:
            self._unclosed("transaction", "SE", number, name, when)
        self.transaction = None

    def _close_group(self, number: int, name: str, when: str) -> None:
        self._close_transaction(number, name, when)
        if self.group:
            self._unclosed("group", "GE", number, name, when)
        self.group = None

    def _close_interchange(self, number: int, name: str, when: str) -> None:
        self._close_group(number, name, when)
        if self.interchange:
            self._unclosed("interchange", "IEA", number, name, when)
        self.interchange = None

    def _unclosed(self, scope: Scope, trailer: str, number: int, name: str, when: str) -> None:
        self.log.add(
            scope, self.position, number, name, f"the {scope} is not closed by {trailer} {when}", "missing-trailer"
        )


def _same_control(opened: str, closed: str, *, as_text: bool) -> bool:
    """Whether two control numbers agree: those of transactions are text, the others numbers."""
    if as_text or not (opened.isdigit() and closed.isdigit()):
        return opened == closed
    return opened.lstrip("0") == closed.lstrip("0")
