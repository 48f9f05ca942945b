"""Files on which fuzzing and properties once found the reader wrong, made small; each was a defect."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.broken import SMALL, WHOLE, Outcome, assert_nothing_is_lost, outcome_of, sound
from tests.x12_text import Segments, dental, institutional, interchange, simple, text_of

GOOD = sound(claims=2)


def both(text: str | bytes) -> Outcome:
    """What comes of a text, the same in one block and in small ones."""
    whole, small = outcome_of(text, WHOLE), outcome_of(text, SMALL)
    assert whole == small
    assert_nothing_is_lost(whole)
    return whole


def test_the_next_interchange_may_use_the_terminator_for_something_else() -> None:
    first, second = text_of(GOOD), text_of(interchange(institutional(2), control="000000906"), "!", "~", ";")
    found = both(first + second)
    assert (found.claims, found.faults) == (4, ())


@pytest.mark.parametrize("made", [simple, institutional, dental])
def test_claims_without_a_transaction_are_the_same_wherever_blocks_are_cut(
    made: Callable[[int], Segments],
) -> None:
    segments = interchange(made(2))
    found = both(text_of([segment for segment in segments if not segment.startswith("ST*")]))
    assert found.claims == 2
    assert ("outside-transaction", "interchange") in found.faults


def test_stray_claims_before_a_transaction_of_another_type_are_not_read_as_of_that_type() -> None:
    segments = interchange(dental(1))
    stray = [segment for segment in GOOD[2:-2] if not segment.startswith(("ST*", "SE*"))]
    assert both(text_of([*segments[:2], *stray, *segments[2:]])).claims == 3


def test_of_a_group_that_is_refused_no_claim_is_handed_over_whatever_its_transactions_are_called() -> None:
    segments = [segment.replace("GS*HC", "GS*HP") for segment in GOOD if not segment.startswith("ST*")]
    found = both(text_of(segments))
    assert (found.claims, found.seen, found.refused) == (0, 2, "not-claims")


def test_which_faults_are_kept_does_not_depend_on_where_blocks_are_cut() -> None:
    segments = interchange(simple(10))
    found = both(text_of([segments[0], segments[2], segments[1], *segments[3:]]))
    assert sum(kind == "outside-transaction" for kind, _ in found.faults) == 20


def test_a_line_may_be_folded_right_after_the_name_of_the_isa() -> None:
    found = both(text_of(GOOD).replace("ISA*", "ISA\n*").replace("CLM*", "C\r\nLM\n*"))
    assert (found.claims, found.faults, found.warnings) == (2, (), ("folded",))


def test_claims_of_an_interchange_that_begins_within_a_broken_segment_are_counted() -> None:
    first, second = text_of(GOOD), text_of(GOOD, "!", ">", ";")
    found = both(first[: first.index("SV1*") + 9] + second)
    assert (found.claims, found.seen) == (1, 3)
    assert ("breaks-off", "interchange") in found.faults
