"""Every way in which we know files to be broken, made on purpose, with the verdict on each.

A class of files is a generator, and a verdict: accepted (with what warnings), at least certain faults
with their scopes, or refused as what. Not one of them may lose a claim, and none may be silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pytest

from tests.broken import Outcome, assert_nothing_is_lost, outcome_of, places, sound
from tests.x12_text import interchange, simple, text_of

Made = Iterator[tuple[str, bytes]]
"""Files of one class, each with what is wrong with it."""

GOOD: Final = text_of(sound(claims=2))
SEGMENTS: Final = sound(claims=2)
ISA: Final = GOOD[:106]
SECOND: Final = interchange(simple(1), control="000000906")


def changed(old: str, new: str | None) -> bytes:
    """The file with the first segment that begins so replaced, or taken out."""
    at = next(n for n, segment in enumerate(SEGMENTS) if segment.startswith(old))
    return text_of(SEGMENTS[:at] + ([] if new is None else [new]) + SEGMENTS[at + 1 :]).encode()


def no_x12() -> Made:
    yield from {
        "white space": b" \r\n\t",
        "empty": b"",
        "binary": bytes(range(256)),
        "a PDF": b"%PDF-1.7",
        "UTF-16": GOOD.encode("utf-16"),
        "a small isa": GOOD.replace("ISA*", "isa*").encode(),
        "an ISA with a small letter": GOOD.replace("ISA*", "IsA*").encode(),
        "no ISA": GOOD[107:].encode(),
        "a character before the ISA": b"X" + GOOD.encode(),
        "a NUL before the ISA": b"\0" + GOOD.encode(),
    }.items()


def shapes_of_isa() -> Made:
    for at in (3, 10, 17, 40, 60, 83, 90, 103):
        yield f"a character too few at {at}", (ISA[:at] + ISA[at + 1 :] + GOOD[106:]).encode()
        yield f"a character too many at {at}", (ISA[:at] + " " + ISA[at:] + GOOD[106:]).encode()
    yield "not filled up", ("*".join(part.strip() for part in ISA.split("*")) + GOOD[106:]).encode()
    for length in (4, 50, 103, 105):
        yield f"nothing after {length} characters", ISA[:length].encode()


def separators_refused() -> Made:
    rest = GOOD[106:].encode()
    yield "all equal", ISA.replace("*", ":").encode() + rest
    for name, marks in {
        "two equal": "*~",
        "two others": "::",
        "a letter": "A~",
        "a digit": ":1",
        "a space": ": ",
    }.items():
        yield name, (ISA[:104] + marks).encode() + rest
    yield "no ASCII", ISA[:105].encode() + b"\xa7" + rest


def separators() -> Made:
    for element in "*|\x1d!":
        for component, terminator in (":~", ">~", "<\x1c", ":'", ":\n", ":\r"):
            marks = (element, component, terminator)
            yield repr(marks), text_of(SEGMENTS, *marks, "" if terminator in "\r\n" else "\n").encode()
    first, second = text_of(SEGMENTS), text_of(SECOND, "|", ">", "!", "")
    yield "another interchange with others", (first + second).encode()
    yield "others, and back again", (first + second + text_of(interchange(simple(), control="000000907"))).encode()


def line_ends() -> Made:
    for ends in ("", "\n", "\r\n", "\r", "\n\n", "\n  \t"):
        yield repr(ends), text_of(SEGMENTS, ends=ends).encode()
    yield "mixed", "".join(s + "~" + ("\r\n", "\n", "")[n % 3] for n, s in enumerate(SEGMENTS)).encode()
    yield "white space around", (" \r\n" + GOOD + " \r\n \t\n").encode()


def folded() -> Made:
    plain = text_of(SEGMENTS, ends="")
    for width in (*range(3, 40, 3), 60, 72, 78, 79, 80, 81, 104, 106, 107, 120, 132, 250):
        for breaks in ("\n", "\r\n"):
            lines = breaks.join(plain[at : at + width] for at in range(0, len(plain), width))
            yield f"at {width} with {len(breaks)}", lines.encode()
    for old in ("CLM*A", "HL*2", "SE*", "NM1*IL*1*SAM", "IEA*1"):
        yield f"in {old}", GOOD.replace(old, old[:-1] + "\r\n" + old[-1], 1).encode()


def cut() -> Made:
    for length in range(GOOD.index("BHT*"), len(GOOD.rstrip()), 5):
        yield f"after {length} bytes", GOOD[:length].encode()


def cut_in_the_header() -> Made:
    for length in range(1, GOOD.index("BHT*"), 9):
        yield f"after {length} bytes", GOOD[:length].encode()


def trailers() -> Made:
    right = {"SE": "*26*0001", "GE": "*1*1", "IEA": "*1*000000905"}
    for name, values in right.items():
        _, number, control = values.split("*")
        for count in ("", "0", "-1", "999999999999", "x", " ", "1.0", "7"):
            yield f"{name} counts {count!r}", changed(f"{name}*", f"{name}*{count}*{control}")
        for other in ("", "0009", "X", control + "1"):
            yield f"{name} names {other!r}", changed(f"{name}*", f"{name}*{number}*{other}")
        yield f"no {name}", changed(f"{name}*", None)
        yield f"{name} without elements", changed(f"{name}*", name)


def numbers_again() -> Made:
    yield "the file twice", (GOOD + GOOD).encode()
    yield "the ISA number", (GOOD + text_of(interchange(simple(1)))).encode()
    twice = [*SEGMENTS[:-1], *SEGMENTS[1:-1], "IEA*2*000000905"]
    yield "the group", text_of(twice).encode()
    inner = SEGMENTS[2:-2]
    yield "the transaction", text_of([*SEGMENTS[:2], *inner, *inner, "GE*2*1", SEGMENTS[-1]]).encode()


def segments_gone() -> Made:
    for at in range(1, len(SEGMENTS)):
        yield f"{at + 1} ({SEGMENTS[at][:3]})", text_of(SEGMENTS[:at] + SEGMENTS[at + 1 :]).encode()


def segments_doubled() -> Made:
    for at in range(len(SEGMENTS)):
        yield f"{at + 1} ({SEGMENTS[at][:3]})", text_of(SEGMENTS[: at + 1] + SEGMENTS[at:]).encode()


def segments_moved() -> Made:
    for at in range(1, len(SEGMENTS) - 1):
        if SEGMENTS[at] != SEGMENTS[at + 1]:
            swapped = [*SEGMENTS[:at], SEGMENTS[at + 1], SEGMENTS[at], *SEGMENTS[at + 2 :]]
            yield f"{at + 1} ({SEGMENTS[at][:3]}) behind the next", text_of(swapped).encode()


def small_letters() -> Made:
    for at in range(1, len(SEGMENTS)):
        name, _, rest = SEGMENTS[at].partition("*")
        segments = [*SEGMENTS[:at], f"{name.lower()}*{rest}", *SEGMENTS[at + 1 :]]
        yield f"{at + 1} ({name})", text_of(segments).encode()


def levels() -> Made:
    for name, level in {
        "a number twice": "HL*2*1*22*0",
        "its own parent": "HL*3*3*22*0",
        "no parent": "HL*3**22*0",
        "an unknown parent": "HL*3*8*22*0",
        "text": "HL*C*A*22*0",
        "no number": "HL**1*22*0",
        "no level": "HL*3*1**0",
    }.items():
        yield name, changed("HL*3*", level)


def after_the_end() -> Made:
    for junk in ("\x1a", "\0\0\0\0", "JUNK", "~", "REF*X*1~", "CLM*A*1~", "\xa0"):
        yield repr(junk), (GOOD + junk).encode()


def empty_segments() -> Made:
    for at in (*places(SEGMENTS, "BHT", "HL", "CLM", "SV1"),):
        yield f"before {at + 1}", text_of([*SEGMENTS[:at], "", *SEGMENTS[at:]]).encode()


def characters() -> Made:
    for name, odd in {"UTF-8": "É".encode(), "an RTL mark": "\u200f".encode(), "=cmd": b"=cmd|'/c calc'!A0"}.items():
        yield name, GOOD.encode().replace(b"SAMPLE", odd)


def characters_odd() -> Made:
    for odd in (b"\xc9", b"\x93A\x94", b"\xe2\x82", b"\xed\xa0\x80", b"A\0B", b"A\tB", b"\a", b"A\nB"):
        yield repr(odd), GOOD.encode().replace(b"SAMPLE", odd)


def odd_values() -> Made:
    for charge in ("", "ABC", "1.234", "1E99", "99999999999999999999", "1,000", "--1"):
        yield f"CLM02 {charge!r}", changed("CLM*", f"CLM*A1*{charge}***11:B:1*Y*A*Y*I")
    for day in ("20249999", "20230229", "2026", "x", "2026-05-04", "00000000", "20260504 120000"):
        yield f"a day {day!r}", changed("DTP*472", f"DTP*472*D8*{day}")
    for size in (200, 5_000, 300_000):
        yield f"{size} characters", changed("NM1*IL", f"NM1*IL*1*{'X' * size}*JANE****MI*JS00111223333")
        yield f"{size} elements", changed("N3*", "N3*A" + "*" * size + "B")


def refused_in_the_middle() -> Made:
    good = text_of(SEGMENTS)
    for name, second in {
        "old-version": text_of(SECOND).replace("005010X222A1", "004010X098A1"),
        "not-claims": text_of(SECOND).replace("GS*HC", "GS*HP").replace("ST*837", "ST*835"),
        "unknown-guide": text_of(SECOND).replace("005010X222A1", "005010X999"),
        "isa-length": text_of(SECOND, "|", ">", "!").replace("SENDER  ", "SENDER "),
        "isa-letters": text_of(SECOND).replace("ISA*", "isa*"),
        "separators": text_of(SECOND, "|", ">", ">"),
    }.items():
        yield name, (good + second).encode()


SPOKEN_OF: Final = "something is said of it"

CLASSES: Final[dict[Callable[[], Made], str]] = {
    no_x12: "refused: not-x12 empty-file",
    shapes_of_isa: "refused: isa-length separators not-x12",
    separators_refused: "refused: isa-length separators",
    separators: "accepted",
    line_ends: "accepted",
    folded: "accepted: folded",
    cut: "held: missing-trailer breaks-off",
    cut_in_the_header: SPOKEN_OF,
    trailers: "held: count control-number missing-trailer",
    numbers_again: "held: control-number-repeated",
    segments_gone: "held: count missing-trailer missing-header surplus-trailer",
    segments_doubled: "held: count missing-trailer surplus-trailer",
    segments_moved: SPOKEN_OF,
    small_letters: "held: small-letters",
    levels: "held: level-number level-above level-code",
    after_the_end: "held: after-the-end",
    empty_segments: "held: empty-segment",
    characters: "accepted",
    characters_odd: SPOKEN_OF,
    odd_values: SPOKEN_OF,
    refused_in_the_middle: "refused: old-version not-claims unknown-guide isa-length isa-letters separators",
}
"""What is to come of the files of each class: every one is of one of the kinds named."""


def kinds_of(found: Outcome) -> set[str]:
    return {kind for kind, _ in found.faults}


def judge(name: str, verdict: str, found: Outcome) -> None:
    outcome, _, kinds = verdict.partition(": ")
    match outcome:
        case "refused":
            assert found.refused in kinds.split(), (name, found)
        case "held":
            assert not found.refused, (name, found)
            assert kinds_of(found) & set(kinds.split()), (name, found)
        case "accepted":
            assert (found.refused, found.faults, found.findings) == ("", (), ()), (name, found)
            assert found.warnings == tuple(kinds.split()), (name, found)
        case _:
            assert not found.is_silent, (name, found)


@pytest.mark.parametrize("made", CLASSES, ids=lambda made: made.__name__)
def test_each_class_of_broken_files_has_its_verdict(made: Callable[[], Made]) -> None:
    for name, content in made():
        found = outcome_of(content)
        assert_nothing_is_lost(found)
        judge(name, CLASSES[made], found)


def test_the_catalogue_has_four_hundred_files() -> None:
    assert sum(1 for made in CLASSES for _ in made()) >= 400


def test_the_claims_before_a_refused_place_are_handed_over() -> None:
    for name, content in refused_in_the_middle():
        assert (outcome_of(content).claims, outcome_of(content).seen) == (2, 3), name
