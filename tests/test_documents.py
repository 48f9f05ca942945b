"""YAML is read as text with places; what could mislead or explode is refused, all of it at once."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.documents import DEEPEST, LARGEST_BYTES, Listing, Node, Source, Table, Text, nearest, read, read_text
from engine.errors import RulesError
from tests.make import places


def table(yaml: str) -> Table:
    node = read_text(Source("a.yaml", yaml))
    assert isinstance(node, Table)
    return node


def refusals(yaml: str) -> list[str]:
    with pytest.raises(RulesError) as refused:
        read_text(Source("a.yaml", yaml))
    return places(refused.value.problems)


@pytest.mark.parametrize(
    "scalar",
    [
        "02",
        "0450",
        "NO",
        "no",
        "yes",
        "off",
        "1e3",
        "12:30",
        "12:30:45",
        "2024-01-01",
        "0x1F",
        "1_000",
        "~",
        "null",
        ".inf",
        "00100",
        "true",
        "=",
        "1.10",
        "0b1",
        "+1",
    ],
)
def test_a_scalar_stays_the_text_that_was_written(scalar: str) -> None:
    (entry,) = table(f"a: {scalar}").entries.values()
    assert isinstance(entry, Text)
    assert entry.value == scalar


def test_a_text_knows_its_line_and_columns() -> None:
    found = table("a: 1\nb:\n  - x\n  - long one\n").entries["b"]
    assert isinstance(found, Listing)
    span = found.items[1].span
    assert (span.line, span.column, span.end_column) == (4, 5, 13)


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("a: 1\na: 2\n", ["2:1-2 duplicate-key"]),
        ("a: 1\nb: 2\na: 3\nb: 4\na: 5\n", ["3:1-2 duplicate-key", "4:1-2 duplicate-key", "5:1-2 duplicate-key"]),
        ("a: {x: 1, x: 2}\n", ["1:11-12 duplicate-key"]),
        ("a: &x 1\nb: *x\n", ["1:4-8 anchor", "2:4-6 alias"]),
        ("a: !!python/object/apply:os.system [x]\n", ["1:4-37 tag"]),
        ("a: !!str 02\n", ["1:4-12 tag"]),
        ("a: &x [1]\n", ["1:4-8 anchor"]),
        ("? [a, b]\n: 1\n", ["1:3-9 bad-key"]),
        ("a: [1\n", ["2:1-2 bad-yaml"]),
        ("a: 1\n b: 2\n", ["2:3-4 bad-yaml"]),
        ("a: '\n", ["2:1-2 bad-yaml"]),
        ("a: 1\n\tb: 2\n", ["2:1-2 bad-yaml"]),
        ("a: \x07\n", ["1:1-2 bad-yaml"]),
        ("a: \x00\n", ["1:1-2 bad-yaml"]),
        ("", ["1:1-2 empty-file"]),
        ("# nothing\n", ["1:1-2 empty-file"]),
        ("a: 1\n---\nb: 2\n", ["2:1-2 too-much"]),
    ],
)
def test_what_misleads_is_refused_where_it_stands(yaml: str, expected: list[str]) -> None:
    assert refusals(yaml) == expected


def test_a_repeated_key_names_the_line_of_the_first() -> None:
    with pytest.raises(RulesError) as refused:
        read_text(Source("a.yaml", "severity: error\ntitle: x\nseverity: off\n"))
    assert str(refused.value.problems[0]) == (
        "a.yaml:3:1: error: 'severity' stands twice, first in line 1 [duplicate-key]\n"
        "  |\n3 | severity: off\n  | ^^^^^^^^"
    )


ALIASES = list(zip("abcdefgh", "bcdefghi", strict=True))
BOMBS = {
    "billion laughs": "a: &a [x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in ALIASES),
    "merge keys": "a: &a {x: 1}\n" + "".join(f"{c}: &{c}\n  <<: [*{p}, *{p}]\n" for p, c in ALIASES),
    "brackets": "a: " + "[" * 100_000,
    "closed brackets": "a: " + "[" * 100_000 + "]" * 100_000,
    "braces": "{a: " * 100_000,
    "dashes": "- " * 100_000 + "x",
    "question marks": "? " * 100_000,
    "many keys": "".join(f"k{n}: 1\n" for n in range(80_000)),
    "many items": "[" + "x," * 400_000 + "]",
    "one key again": "a: 1\n" * 100_000,
    "recursive alias": "&a [*a]",
    "tags": "a: " + "!x " * 10_000 + "1",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused(bomb: str) -> None:
    assert refusals(BOMBS[bomb])


def test_a_file_may_be_as_deep_as_the_limit_and_no_deeper() -> None:
    read_text(Source("a.yaml", "[" * DEEPEST + "]" * DEEPEST))
    assert refusals("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)) == [f"1:{DEEPEST + 1}-{DEEPEST + 2} too-much"]


def test_a_large_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("a" * (LARGEST_BYTES + 1))
    with pytest.raises(RulesError) as refused:
        read(path, "large.yaml")
    assert refused.value.problems[0].head == "large.yaml: error: larger than 1,000,000 bytes [too-large]"


def test_bytes_that_are_no_utf_8_are_refused_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: é".encode("latin-1"))
    with pytest.raises(RulesError) as refused:
        read(path, "latin.yaml")
    assert refused.value.problems[0].head == "latin.yaml:byte 3: error: not UTF-8 text [bad-encoding]"


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(RulesError) as refused:
        read(tmp_path / "no.yaml", "no.yaml")
    assert [p.kind for p in refused.value.problems] == ["unreadable-file"]


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfid: x\n")
    node = read(path)
    assert isinstance(node, Table)
    assert list(node.entries) == ["id"]


@pytest.mark.parametrize(
    ("yaml", "part", "expected"),
    [
        ("a: one two", "two", (1, 8, 11)),
        ("a: 'it''s two'", "two", (1, 11, 14)),
        ("a: '''11'' two'", "two", (1, 12, 15)),
        ('a: "one two"', "two", (1, 9, 12)),
        (r'a: "\x41B two"', "two", (1, 11, 14)),
        (r'a: "\"B\" two"', "two", (1, 11, 14)),
        (r'a: "a\tb two"', "two", (1, 10, 13)),
        ("a: |\n  one\n  two\n", "two", (3, 3, 6)),
        ("a: >-\n  one\n  two\n", "two", (3, 3, 6)),
        ("a: >-  # why\n  one\n\n  two\n", "two", (4, 3, 6)),
        ("a: one\n  two", "two", (2, 3, 6)),
        ('a: "one\n  two"', "two", (2, 3, 6)),
        ('a: "one\\\n  two"', "two", (2, 3, 6)),
        ("a: éé two", "two", (1, 7, 10)),
        ("a: \U0001f600 two", "two", (1, 6, 9)),
    ],
)
def test_a_part_of_a_value_is_found_in_the_file(yaml: str, part: str, expected: tuple[int, int, int]) -> None:
    entry = table(yaml).entries["a"]
    assert isinstance(entry, Text)
    at = entry.value.index(part)
    span = entry.place(at, at + len(part))
    assert (span.line, span.column, span.end_column) == expected


@given(st.text(max_size=60), st.sampled_from(["{}", '"{}"', "'{}'", "|\n  {}", ">\n  {}"]), st.booleans())
def test_a_place_is_always_inside_the_file(content: str, style: str, ends: bool) -> None:
    try:
        node: Node = read_text(Source("a.yaml", "a: " + style.format(content) + "\n" * ends))
    except RulesError:
        return
    entry = node.entries.get("a") if isinstance(node, Table) else None
    if isinstance(entry, Text):
        for start in range(len(entry.value)):
            span = entry.place(start, start + 1)
            assert 1 <= span.line <= len(entry.source.lines)
            assert 1 <= span.column < span.end_column
            assert span.column <= len(entry.source.lines[span.line - 1]) + 1


@given(st.text())
def test_any_text_is_a_document_or_a_list_of_problems(yaml: str) -> None:
    try:
        read_text(Source("a.yaml", yaml))
    except RulesError as error:
        said = [str(problem) for problem in error.problems]
    else:
        return
    assert said


def test_a_hint_names_a_near_word_only() -> None:
    assert nearest("severty", ["severity", "title"]) == "did you mean 'severity'?"
    assert nearest("zzz", ["severity", "title"]) == ""
    assert nearest("severity" * 100_000, ["severity"]) == ""
