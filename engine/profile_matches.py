"""How a claim comes to a profile: what it must have, and which profile wins where several would do.

A match names payer ids, filing indicators, states or types of claims; a claim matches where it has one
of each kind that is named. The most specific match wins, in this order: one that names the payer id,
then one that names the filing indicator, then the state, then the type of claim. Two profiles whose
matches name the same kinds and share a claim are a problem, so the order leaves nothing to chance.

The state is that of the billing provider. It stands in every claim, and a program of a state enrols
those who practise there; the payer's address is optional and often a processing center in another
state. A provider across the border is the matter of a match by payer id.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from .documents import Listing, Node, Text
from .entries import Entries
from .errors import Problem
from .fields import CLAIM_TYPES

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "ids": ("claim.payer.id", "payer id"),
    "filing_indicators": ("claim.filing_indicator", "filing indicator"),
    "states": ("claim.billing_provider.state", "state"),
    "claim_types": ("claim.type", "type"),
}
"""What a match may name, the most telling first: the field that is compared, and what a reader calls it."""

FIELDS_OF_MATCHES: Final = frozenset(path for path, _ in KINDS.values())

_BETWEEN: Final = "\x1f"  # no value of a claim has it


@dataclass(frozen=True, slots=True)
class Match:
    """What a claim must have to come to a profile: one of the values of each kind that is named."""

    values: Mapping[str, tuple[str, ...]]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds it names, the most telling first."""
        return tuple(kind for kind in KINDS if kind in self.values)

    @property
    def keys(self) -> Iterator[tuple[str, ...]]:
        """Each way in which a claim can match: a value of each kind."""
        return itertools.product(*(self.values[kind] for kind in self.kinds))

    def __str__(self) -> str:
        """As a reader says it: `filing indicator MC, state TX`."""
        return ", ".join(f"{KINDS[kind][1]} {' or '.join(self.values[kind])}" for kind in self.kinds)


def rank(kinds: Iterable[str]) -> tuple[bool, ...]:
    """How specific a match of these kinds is; the greater wins.

    >>> rank(["ids"]) > rank(["filing_indicators", "states", "claim_types"])
    True
    """
    named = set(kinds)
    return tuple(kind in named for kind in KINDS)


def read_matches(entries: Entries) -> tuple[Match, ...]:
    """The `payers` of a profile: one match, or a list of which one must hold."""
    node = entries.get("payers")
    if node is None:
        return ()
    nodes: list[Node] = node.items if isinstance(node, Listing) else [node]
    return tuple(match for item in nodes if (match := _match(item, entries.problems)) is not None)


def _match(node: Node, problems: list[Problem]) -> Match | None:
    before, values = len(problems), dict[str, tuple[str, ...]]()
    entries = Entries.of(node, "'payers'", tuple(KINDS), problems)
    if entries is None:
        return None
    for kind in KINDS:
        if entries.get(kind) is None:
            continue
        texts = entries.texts(kind)
        problems += [fault for text in texts if (fault := _fault(kind, text)) is not None]
        values[kind] = tuple(dict.fromkeys(text.value.strip().upper() for text in texts))
    if len(problems) == before and not any(values.values()):
        problems.append(entries.table.problem("it names nothing that a claim could have", "empty-match"))
        return None
    return Match({kind: named for kind, named in values.items() if named})


def _fault(kind: str, text: Text) -> Problem | None:
    value = text.value.strip().upper()
    if kind == "states" and not re.fullmatch("[A-Z]{2}", value):
        return text.problem("a state is written in two letters", "unknown-value")
    if kind == "claim_types" and value not in CLAIM_TYPES.values():
        hint = f"write one of {', '.join(CLAIM_TYPES.values())}"
        return text.problem(f"there is no type of claim '{text.value}'", "unknown-value", hint)
    return None


def ambiguous(matches: Iterable[tuple[str, Match]]) -> list[tuple[str, str, Match]]:
    """Where two profiles of equal rank would take one claim: the later profile, the earlier, and what both match."""
    taken: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}
    found = []
    for profile, match in matches:
        for key in match.keys:
            first = taken.setdefault((match.kinds, key), profile)
            if first != profile:
                shared = Match({kind: (value,) for kind, value in zip(match.kinds, key, strict=True)})
                found.append((profile, first, shared))
    return found


@dataclass(frozen=True, slots=True)
class Matching:
    """The matches of all profiles as columns, over a frame with the fields of claims."""

    matches: tuple[tuple[int, Match], ...]  # a profile's number, and one of its matches
    otherwise: int  # the number of `default`

    def number(self) -> pl.Expr:
        """The number of each claim's profile."""
        return pl.coalesce([*self._numbers().values(), pl.lit(self.otherwise, pl.Int32)])

    def why(self) -> pl.Expr:
        """What of each claim matched, in words; `nothing matched` where it came to `default` for want of a match."""
        told: pl.Expr = pl.lit("nothing matched")
        for kinds, number in reversed(self._numbers().items()):
            words = pl.concat_str(
                [pl.lit(f"{KINDS[kind][1]} ") + pl.col(KINDS[kind][0]) for kind in kinds], separator=", "
            )
            told = pl.when(number.is_not_null()).then(words).otherwise(told)
        return told

    def _numbers(self) -> dict[tuple[str, ...], pl.Expr]:
        """For each set of kinds that a match names, the most specific first, the number it gives a claim, or null."""
        by_kinds: dict[tuple[str, ...], dict[str, int]] = {}
        for number, match in self.matches:
            keys = by_kinds.setdefault(match.kinds, {})
            keys |= {_BETWEEN.join(key): number for key in match.keys}
        found = {}
        for kinds in sorted(by_kinds, key=rank, reverse=True):
            asked = pl.concat_str([pl.col(KINDS[kind][0]) for kind in kinds], separator=_BETWEEN)
            found[kinds] = asked.replace_strict(by_kinds[kinds], default=None, return_dtype=pl.Int32)
        return found
