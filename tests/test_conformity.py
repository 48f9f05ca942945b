"""What departs from the implementation guide is found, by column as by hand, and nothing else is."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.guide_words import RULES
from engine.readers.x12.blocks import Block, Blocks
from engine.readers.x12.conformity import KEPT, ROW, _parts, conformity
from engine.readers.x12.faults import FaultLog
from engine.readers.x12.scopes import owners
from tests.slow_conformity import Found, SlowCheck
from tests.x12_text import (
    BILLING,
    CLAIM,
    HEADER,
    LINE,
    SUBSCRIBER,
    Segments,
    file_of,
    simple,
    transaction,
    transactions,
)


def blocks_of(text: str, size: int = 1_000_000) -> Iterator[Block]:
    return iter(Blocks(io.BytesIO(text.encode()), FaultLog("x"), size))


def found_in(text: str, size: int = 1_000_000) -> list[dict[str, object]]:
    return [row for block in blocks_of(text, size) for row in conformity(block, owners(block)).iter_rows(named=True)]


def told(text: str) -> list[tuple[object, ...]]:
    return [(row["rule"], row["loop"], row["name"], row["element"]) for row in found_in(text)]


def by_column(block: Block) -> set[Found]:
    parts = [part for part in _parts(block) if part.height]
    if not parts:
        return set()
    rows = pl.concat(parts).with_columns(number=pl.Series(block.numbers).gather(pl.concat(parts)[ROW]))
    return {
        (row["rule"], row["number"], row["loop"], row["name"], row["element"], row["value"])
        for row in rows.iter_rows(named=True)
    }


def changed(segments: Segments, old: str, *new: str) -> Segments:
    assert old in segments
    return [part for one in segments for part in (new if one == old else (one,))]


def with_billing(old: str, *new: str) -> str:
    return file_of(transaction([changed(BILLING, old, *new), ["22", *SUBSCRIBER, *CLAIM, *LINE]]))


def with_subscriber(old: str, *new: str) -> str:
    return file_of(transaction([BILLING, ["22", *changed(SUBSCRIBER, old, *new), *CLAIM, *LINE]]))


def with_claim(old: str, *new: str) -> str:
    return file_of(simple(claim=changed(CLAIM, old, *new)))


def with_line(old: str, *new: str) -> str:
    return file_of(simple(line=changed(LINE, old, *new)))


CLM, HI = CLAIM
LX, SV1, DTP = LINE
N3, N4, EIN = "N3*234 SEAWAY ST", "N4*MIAMI*FL*331110000", "REF*EI*587654321"
INSURED = "NM1*IL*1*SAMPLE*JANE****MI*JS00111223333"

CASES = {
    "a street is absent": (with_billing(N3), ("segment-missing", "2010AA", "N3", None)),
    "a claim has no line": (file_of(simple(line=[])), ("segment-missing", "2400", "LX", None)),
    "a line has no service": (with_line(SV1), ("segment-missing", "2400", "SV1", None)),
    "a subscriber has no name": (with_subscriber(INSURED), ("segment-missing", "2010BA", "NM1*IL", None)),
    "two tax numbers": (with_billing(EIN, EIN, "REF*SY*587654321"), ("segment-repeated", "2010AA", "REF*EI|SY", None)),
    "two billing providers": (
        with_billing(EIN, EIN, "NM1*85*2*CLINIC", N3, N4, EIN), ("segment-repeated", "2010AA", "NM1*85", None)
    ),
    "fifty-one lines": (
        file_of(simple(line=[part for n in range(51) for part in changed(LINE, LX, f"LX*{n + 1}")])),
        ("segment-repeated", "2400", "LX", None),
    ),
    "a town before the street": (
        with_billing(N3, N4, N3).replace(f"{N3}~\n{N4}~", f"{N3}~"), ("segment-out-of-order", "2010AA", "N3", None)
    ),
    "a number of an unknown kind": (with_claim(CLM, CLM, "REF*ZZ*1"), ("qualifier-unknown", "2300", "REF", "01")),
    "a diagnosis of an unknown kind": (with_claim(HI, "HI*ZZ:E119", HI), ("qualifier-unknown", "2300", "HI", "01-1")),
    "a number of no kind": (with_claim(CLM, CLM, "REF**1"), ("element-missing", "2300", "REF", "01")),
    "no signature": (with_claim(CLM, "CLM*A1*100***11:B:1**A*Y*I"), ("element-missing", "2300", "CLM", "06")),
    "no more after the sixth": (with_claim(CLM, "CLM*A1*100***11:B:1*Y*A*Y"), ("element-missing", "2300", "CLM", "09")),
    "only spaces": (with_billing(N3, "N3*  "), ("element-missing", "2010AA", "N3", "01")),
    "no frequency": (with_claim(CLM, "CLM*A1*100***11:B*Y*A*Y*I"), ("element-missing", "2300", "CLM", "05-3")),
    "a value where none is": (
        with_claim(CLM, "CLM*A1*100*MB**11:B:1*Y*A*Y*I"), ("element-not-used", "2300", "CLM", "03")
    ),
    "a town of one letter": (with_billing(N4, "N4*M*FL*331110000"), ("element-too-short", "2010AA", "N4", "01")),
    "a long street": (with_billing(N3, f"N3*{'A' * 56}"), ("element-too-long", "2010AA", "N3", "01")),
    "a very long name": (
        with_subscriber(INSURED, f"NM1*IL*1*{'A' * 70}*****MI*1A"), ("element-too-long", "2010BA", "NM1*IL", "03")
    ),
    "a number that is none": (with_line(DTP, DTP, "HCP*00*1O0"), ("element-malformed", "2400", "HCP", "02")),
    "a date that is none": (
        with_claim(CLM, CLM, "DTP*050*D8*20260230"), ("element-malformed", "2300", "DTP*050", "03")
    ),
    "a sex of another list": (
        with_subscriber("DMG*D8*19430501*F", "DMG*D8*19430501*X"), ("code-not-allowed", "2010BA", "DMG", "03")
    ),
    "a code in small letters": (
        with_subscriber("DMG*D8*19430501*F", "DMG*D8*19430501*f"), ("code-not-allowed", "2010BA", "DMG", "03")
    ),
    "a code of a component": (
        with_claim(CLM, "CLM*A1*100***11:A:1*Y*A*Y*I"), ("code-not-allowed", "2300", "CLM", "05-2")
    ),
    "too many elements": (with_billing(N3, "N3*A*B*C"), ("elements-too-many", "2010AA", "N3", None)),
    "too many components": (
        with_claim(CLM, "CLM*A1*100***11:B:1:X*Y*A*Y*I"), ("elements-too-many", "2300", "CLM", "05")
    ),
    "a separator in a text": (with_billing(N3, "N3*SUITE 1:2"), ("elements-too-many", "2010AA", "N3", "01")),
    "an identifier without its kind": (
        with_billing("NM1*85*2*CLINIC*****XX*1912301953", "NM1*85*2*CLINIC******1912301953"),
        ("elements-incomplete", "2010AA", "NM1*85", "08"),
    ),
    "a state and a subdivision": (
        with_billing(N4, "N4*MIAMI*FL*331110000*CA***ON"), ("elements-conflicting", "2010AA", "N4", "07")
    ),
    "a tab in a name": (with_billing(N3, "N3*A\tB"), ("characters-not-allowed", "2010AA", "N3", "01")),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_one_departure_is_found_and_no_other(name: str) -> None:
    text, wanted = CASES[name]
    assert told(text) == [wanted]


def test_every_rule_but_the_unexpected_segment_has_a_case() -> None:
    assert {rule for _, (rule, *_) in CASES.values()} == set(RULES) - {"segment-unexpected"}


def test_a_sound_file_departs_from_nothing() -> None:
    assert told(file_of(simple(3))) == []


def test_a_segment_that_only_another_type_of_claims_has_is_unexpected() -> None:
    text = (
        file_of(simple())
        .replace("005010X222A1", "005010X224A2")
        .replace("SV1*HC:99213*100*UN*1", "SV3*AD:D0120*100***")
    )
    text = text.replace("******CI~", "******CI~\nPAT*****D8*20260101~").replace(
        "SV3*AD:D0120*100******1:2", "SV3*AD:D0120*100"
    )
    assert told(text) == [("segment-unexpected", "2000B", "PAT", None)]


def test_what_stands_above_the_billing_provider_is_told_once_and_has_no_claim() -> None:
    header = [segment for segment in HEADER if not segment.startswith("PER")]
    text = file_of(transaction([BILLING, *(["22", *SUBSCRIBER, *CLAIM, *LINE] for _ in range(5))], header=header))
    for size in (1_000_000, 400):
        assert [(row["#claim"], row["name"]) for row in found_in(text, size)] == [(None, "PER")]


def test_what_stands_at_a_billing_provider_is_told_of_each_of_its_claims_and_of_no_others() -> None:
    families = [
        [billing, *(["22", *SUBSCRIBER, *CLAIM, *LINE] for _ in range(3))] for billing in (BILLING[1:2], BILLING)
    ]
    text = file_of(transaction(*families))
    for size in (1_000_000, 400):
        rows = [row for row in found_in(text, size) if row["loop"] == "2010AA"]
        assert {row["name"] for row in rows} == {"N3", "N4", "REF*EI|SY"}
        assert len(rows) == 3 * 3


def test_what_stands_at_a_subscriber_is_told_of_each_of_its_claims() -> None:
    subscriber = changed(SUBSCRIBER, "DMG*D8*19430501*F", "DMG*D8*19430501*X")
    text = file_of(transaction([BILLING, ["22", *subscriber, *CLAIM, *LINE, *CLAIM, *LINE]]))
    assert [row["#claim"] for row in found_in(text)] == [0, 1]
    assert sum(row["rule"] == "code-not-allowed" for row in found_in(text, 300)) == 2


def test_departures_of_one_kind_are_kept_within_bounds() -> None:
    line = [part for n in range(40) for part in changed(changed(LINE, LX, f"LX*{n + 1}"), SV1, SV1.replace("UN", "XX"))]
    assert len(found_in(file_of(simple(line=line)))) == KEPT


def test_a_line_knows_its_number() -> None:
    (row,) = found_in(with_line(SV1, SV1.replace("UN", "XX")))
    assert (row["#claim"], row["#line"], row["value"], row["expected"]) == (0, 0, "XX", "MJ, UN")


def mutated(text: str, seed: int) -> str:
    """A file with a few segments deleted, doubled, exchanged or altered; the envelopes are left alone."""
    chance = random.Random(seed)
    segments = text.split("~\n")
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(3, len(segments) - 4)
        parts = segments[at].split("*")
        match chance.randrange(7):
            case 0:
                del segments[at]
            case 1:
                segments.insert(at, segments[at])
            case 2:
                segments[at], segments[at + 1] = segments[at + 1], segments[at]
            case 3 if len(parts) > 1:
                parts[chance.randrange(1, len(parts))] = chance.choice(
                    ["", " ", "X", "ZZ", "1", "20260230", "A" * 90, "A:B", "A:B:C:D", " AB ", "É", "-12.5", "\t"]
                )
            case 4:
                parts.append(chance.choice(["", "X", "A:B"]))
            case 5:
                del parts[-1:]
            case _:
                parts.insert(chance.randrange(1, len(parts) + 1), chance.choice(["", "Q"]))
        if at < len(segments) and parts and parts[0] and parts[0] not in {"ISA", "GS", "ST", "SE"}:
            segments[at] = "*".join(parts)
    return "~\n".join(segments)


@settings(max_examples=40)
@given(segments=transactions(), seed=st.integers(0, 2**32))
def test_by_column_and_by_hand_the_same_is_found(segments: Segments, seed: int) -> None:
    for text in (file_of(segments), mutated(file_of(segments), seed)):
        for block in blocks_of(text):
            assert by_column(block) == SlowCheck(block).found()


@pytest.mark.parametrize("folder", ["837P", "837I", "837D"])
def test_published_files_and_their_mutants_are_judged_the_same_by_column_and_by_hand(
    samples: Path, folder: str
) -> None:
    for path in sorted((samples / folder).iterdir()):
        text = path.read_bytes().decode("utf-8", "replace")
        if len(text) > 100_000:
            continue
        texts = [text, *(mutated(text, seed) for seed in range(15))] if "~\n" in text else [text]
        for block in (block for one in texts for block in blocks_of(one)):
            assert by_column(block) == SlowCheck(block).found(), path.name
