"""YAML with marks: every text of a rule or profile knows its file, line and column.

Scalars stay text until a schema types them, for PyYAML would read `02` as 2, `0450` as 296 and `NO`
as false. Equal keys, aliases, anchors and tags are refused, and so is a file that is large or deep:
rule files are hostile input too. The tree is built from parser events by a loop, because composing
it recursively crashes on 100,000 nested brackets.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias, cast

import yaml

from .errors import Problem, RulesError, Span

LARGEST_BYTES: Final = 1_000_000
DEEPEST: Final = 32
MOST_NODES: Final = 50_000

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_ANY: Final = re.compile(r"(?s:.)")
_WRITTEN: Final = {
    "'": re.compile(r"''|(?s:.)"),
    '"': re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(?s:.))|(?s:.)"),
}
"""What stands in the file for one character of a quoted text."""

LONGEST_NAME: Final = 100
"""No known word is nearly as long, and comparing texts takes its time."""


@dataclass(frozen=True)
class Source:
    """The text of one file, kept to quote it under an error."""

    file: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return self.text.splitlines()

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each line begins in the text."""
        starts, at = [], 0
        for line in self.text.splitlines(keepends=True):
            starts.append(at)
            at += len(line)
        return [*starts, at]

    def problem(self, span: Span, sentence: str, kind: str, hint: str = "") -> Problem:
        """An error at a place of this file, with the line it stands in."""
        quoted = self.lines[span.line - 1][:200] if 0 < span.line <= len(self.lines) else ""
        return Problem(self.file, span, sentence, kind, hint, quoted=quoted)


@dataclass(frozen=True)
class Text:
    """A scalar: its text as written, and where."""

    source: Source
    value: str
    span: Span
    _begin: int = 0
    _end: int = 0
    _style: str | None = None

    @cached_property
    def _positions(self) -> list[int]:
        """For each character of the value its place in the file, matched by the visible characters."""
        raw, at, end = self.source.text, self._begin, self._end
        if self._style in ("|", ">"):
            at = raw.find("\n", at) + 1
        elif self._style in ("'", '"'):
            at += 1
        written = _WRITTEN.get(self._style or "", _ANY)
        positions = []
        for character in self.value:
            # Line ends are folded, so space of the value is not counted in the file but where it is escaped.
            while not character.isspace() and at < end and (raw[at].isspace() or raw.startswith("\\\n", at)):
                at += 1 if raw[at].isspace() else 2
            positions.append(min(at, max(end - 1, self._begin)))
            if not character.isspace() or raw.startswith("\\", at):
                one = written.match(raw, at)
                at += len(one[0]) if one else 1
        return positions

    def place(self, start: int, end: int) -> Span:
        """The span of a part of the value, cut at the end of the line in which it begins."""
        positions = self._positions
        if not positions:
            return self.span
        first = positions[min(start, len(positions) - 1)]
        last = positions[max(start, min(end, len(positions)) - 1)] + 1 if end > start else first + 1
        starts = self.source.line_starts
        line = max(i for i, begin in enumerate(starts) if begin <= first)
        column = first - starts[line] + 1
        width = min(last - first, len(self.source.lines[line]) - column + 1)
        return Span(line + 1, column, column + max(1, width))

    def problem(self, sentence: str, kind: str, hint: str = "") -> Problem:
        """An error about this text."""
        return self.source.problem(self.span, sentence, kind, hint)


@dataclass(frozen=True)
class Listing:
    """A sequence of nodes."""

    source: Source
    items: list[Node]
    span: Span

    def problem(self, sentence: str, kind: str, hint: str = "") -> Problem:
        """An error about the list as a whole, placed at its beginning."""
        return self.source.problem(self.span, sentence, kind, hint)


@dataclass(frozen=True)
class Table:
    """A mapping from texts to nodes; `keys` has the key texts with their places."""

    source: Source
    entries: dict[str, Node]
    keys: dict[str, Text]
    span: Span

    def problem(self, sentence: str, kind: str, hint: str = "") -> Problem:
        """An error about the mapping as a whole, placed at its beginning."""
        return self.source.problem(self.span, sentence, kind, hint)


Node: TypeAlias = Text | Listing | Table


def words_for(node: Node) -> str:
    """What a node is, in the reader's words."""
    match node:
        case Text():
            return "a text"
        case Listing():
            return "a list"
        case Table():
            return "a mapping"


@dataclass
class _Open:
    """A list or mapping whose end has not been met."""

    mark: yaml.Mark
    is_table: bool
    items: list[Node] = field(default_factory=list)
    keys: dict[str, Text] = field(default_factory=dict)
    entries: dict[str, Node] = field(default_factory=dict)
    key: Text | None = None


class _Builder:
    """Makes nodes of parser events and collects what is refused."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.count = 0

    def span(self, start: yaml.Mark, end: yaml.Mark) -> Span:
        width = (
            end.column - start.column if end.line == start.line else len(self.source.lines[start.line]) - start.column
        )
        return Span(start.line + 1, start.column + 1, start.column + 1 + max(1, width))

    def refuse(self, start: yaml.Mark, end: yaml.Mark, sentence: str, kind: str, hint: str = "") -> None:
        self.problems.append(self.source.problem(self.span(start, end), sentence, kind, hint))

    def add(self, node: Node) -> None:
        self.count += 1
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        if not top.is_table:
            top.items.append(node)
        elif top.key is None:
            if not isinstance(node, Text):
                self.problems.append(node.problem("a key is a text", "bad-key"))
                node = Text(self.source, "", node.span)
            top.key = node
        else:
            if top.key.value in top.keys:
                first = top.keys[top.key.value].span.line
                self.problems.append(
                    top.key.problem(f"'{top.key.value}' stands twice, first in line {first}", "duplicate-key")
                )
            else:
                top.keys[top.key.value] = top.key
                top.entries[top.key.value] = node
            top.key = None

    def feed(self, event: yaml.Event) -> None:
        start, end = _marks(event)
        match event:
            case yaml.AliasEvent():
                self.refuse(start, end, "an alias is not allowed here", "alias", "write the value out")
                self.add(Text(self.source, "", self.span(start, end)))
            case yaml.ScalarEvent():
                self._check_marks(event)
                starts = self.source.line_starts
                begins, ends = starts[start.line] + start.column, starts[end.line] + end.column
                self.add(Text(self.source, event.value, self.span(start, end), begins, ends, event.style))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._check_marks(event)
                self.open.append(_Open(start, isinstance(event, yaml.MappingStartEvent)))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                done = self.open.pop()
                span = self.span(done.mark, end)
                self.add(
                    Table(self.source, done.entries, done.keys, span)
                    if done.is_table
                    else Listing(self.source, done.items, span)
                )

    def _check_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        start, end = _marks(event)
        if event.anchor is not None:
            self.refuse(start, end, "an anchor is not allowed here", "anchor", "write the value out")
        if event.tag is not None and event.tag != "!":
            self.refuse(start, end, "a tag is not allowed here", "tag")


def _marks(event: yaml.Event) -> tuple[yaml.Mark, yaml.Mark]:
    """Where an event begins and ends; those a parser makes have both."""
    return cast("yaml.Mark", event.start_mark), cast("yaml.Mark", event.end_mark)  # the stubs allow None


def _events(source: Source) -> Iterator[yaml.Event]:
    loader = _LOADER(source.text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def read_text(source: Source) -> Node:
    """The one document of a text; RulesError says what is refused, and where."""
    builder = _Builder(source)
    documents = 0
    try:
        for event in _events(source):
            documents += isinstance(event, yaml.DocumentStartEvent)
            builder.feed(event)
            if len(builder.open) > DEEPEST or builder.count > MOST_NODES or documents > 1:
                mark, _ = _marks(event)
                what = "more than one document" if documents > 1 else f"nested deeper than {DEEPEST} or too long"
                builder.refuse(mark, mark, f"the file is refused: {what}", "too-much")
                break
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        span = Span(1, 1, 2) if at is None else Span(at.line + 1, at.column + 1, at.column + 2)
        raise RulesError([*builder.problems, source.problem(span, f"not YAML: {error.problem}", "bad-yaml")]) from None
    except yaml.YAMLError:  # a character YAML does not allow; its message would quote the text
        raise RulesError([source.problem(Span(1, 1, 2), "not YAML: a character is not allowed", "bad-yaml")]) from None
    if builder.root is None and not builder.problems:
        builder.problems.append(source.problem(Span(1, 1, 2), "the file is empty", "empty-file"))
    if builder.problems:
        raise RulesError(builder.problems)
    assert builder.root is not None  # noqa: S101  # narrowing: a document without problems has a root
    return builder.root


def read(path: Path, shown: str | None = None) -> Node:
    """The document of a file; `shown` is the name its problems are reported under."""
    name = shown or str(path)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise RulesError([Problem(name, None, f"larger than {LARGEST_BYTES:,} bytes", "too-large")])
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulesError([Problem(name, f"byte {error.start}", "not UTF-8 text", "bad-encoding")]) from None
    except OSError as error:
        raise RulesError([Problem(name, None, f"cannot be read: {error.strerror}", "unreadable-file")]) from None
    return read_text(Source(name, text))


def nearest(name: str, known: Mapping[str, object] | list[str]) -> str:
    """A hint that names the closest known word, or nothing when none is close."""
    if len(name) > LONGEST_NAME:
        return ""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else ""
