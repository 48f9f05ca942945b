"""Which implementation guides are read, and what the others are called when they are refused.

A file is refused as a whole as soon as one of its groups holds anything but claims that this
version reads: a batch that is half checked is not checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NoReturn

from ...errors import InputError, Problem

CLAIM_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {"005010X222": "837P", "005010X223": "837I", "005010X224": "837D"}
)
"""The guides that are read, without their addenda (A1, A2), and the type of claim each holds."""

_TRANSACTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "270": "eligibility inquiries",
        "271": "eligibility answers",
        "275": "attachments",
        "276": "claim status requests",
        "277": "claim status answers",
        "278": "service reviews",
        "820": "premium payments",
        "834": "enrollments",
        "835": "remittance advice",
        "997": "acknowledgments",
        "999": "acknowledgments",
        "TA1": "acknowledgments",
    }
)
"""What else is exchanged by the same means, by ST01."""

_CLAIM_ACKNOWLEDGMENT: Final = "005010X214"


def claim_type(guide: str) -> str | None:
    """The type of claim a guide describes: 837P for 005010X222A1; None for one that is not read.

    >>> claim_type("005010X222A1")
    '837P'
    >>> claim_type("004010X098A1") is None
    True
    """
    return CLAIM_TYPES.get(guide[:10])


def refuse_other_group(file: str, segment: int, transaction: str, guide: str) -> NoReturn:
    """InputError for a group that holds no claims, named after its first transaction where that is known."""
    what = _TRANSACTIONS.get(transaction)
    if transaction == "277" and guide.startswith(_CLAIM_ACKNOWLEDGMENT):
        transaction, what = "277CA", "claim acknowledgments"
    holds = f"the group holds {what} ({transaction}), no claims" if what else "the group does not hold claims (HC)"
    place = f"segment {segment} (GS), element 1"
    raise InputError([Problem(file, place, f"{holds}; claimscrub reads claims (837P, 837I, 837D)", "not-claims")])


def refuse_other_guide(file: str, place: str, guide: str) -> None:
    """InputError unless claims of this guide are read; it says what they are, where that is known."""
    if claim_type(guide):
        return
    named = guide if guide.isalnum() and len(guide) <= 12 else "of another name"
    if not guide:
        sentence, kind = "neither the group (GS08) nor the transaction (ST03) names a guide", "unknown-guide"
    elif guide.startswith("0040"):
        sentence, kind = f"claimscrub reads version 5010 and this is {named}", "old-version"
    else:
        read = " and ".join(f"{known} ({kind})" for known, kind in CLAIM_TYPES.items())
        sentence, kind = f"claimscrub reads {read} and does not know the guide {named}", "unknown-guide"
    raise InputError([Problem(file, place, sentence, kind)])
