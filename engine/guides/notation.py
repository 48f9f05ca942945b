"""Reads the notation of the guides; see the package for what it looks like."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final, cast

from .guide import RELATIONS, ElementUse, Guide, LoopUse, Relation, SegmentUse, Usage

_FOLDER: Final = Path(__file__).parent
_STANDARD: Final = "standard.txt"

_TYPE: Final = re.compile(
    r"(?P<type>AN|ID|DT|TM|R|N0)(?P<shortest>\d+)(?:-(?P<longest>\d+))?(?:@(?P<format>\d))?(?:x(?P<times>\d+))?"
    r"|(?P<composite>C\d{3})(?:x(?P<many>\d+))?"
)
_RELATION: Final = re.compile(rf"[{RELATIONS}](?:\d\d){{2,}}")
_ELEMENT: Final = re.compile(
    r"(?P<usage>[RS])(?P<first>\d+)(?:-(?P<last>\d+))?"
    r"(?:(?P<sign>[=*])(?P<codes>[A-Z0-9|]+|\$\w+))?(?:\((?P<components>[^()]*)\))?(?: |$)"
)
_LOOP: Final = re.compile(r"loop (?P<name>\w+)(?: in (?P<parents>[\w|]+))? (?P<usage>[RS]) (?P<most>>?\d+)")
_SEGMENT: Final = re.compile(r"(?P<segment>[A-Z][A-Z0-9]{1,2}) (?P<usage>[RS]) (?P<most>>?\d+) +(?P<elements>.+)")


class _Standard:
    """The elements that X12 gives each segment, none of them used yet."""

    def __init__(self) -> None:
        self.elements: dict[str, tuple[ElementUse, ...]] = {}
        self.relations: dict[str, tuple[Relation, ...]] = {}
        self._composites: dict[str, tuple[ElementUse, ...]] = {}
        for place, line in _lines(_STANDARD):
            kind, name, *rest = line.split()
            elements, _, relations = " ".join(rest).partition(";")
            if kind == "composite":
                self._composites[name] = self._types(place, elements)
            elif kind == "segment":
                self.elements[name] = self._types(place, elements)
                self.relations[name] = tuple(_relation(place, text) for text in relations.split())
            else:
                raise _unreadable(place, "a line of a segment or a composite")

    def _types(self, place: str, text: str) -> tuple[ElementUse, ...]:
        found: list[ElementUse] = []
        for word in text.split():
            match = _TYPE.fullmatch(word)
            if match is None:
                raise _unreadable(place, f"{word} as a type with its lengths")
            shortest = int(match["shortest"] or 0)
            for _ in range(int(match["times"] or match["many"] or 1)):
                name = match["composite"] or match["type"]
                found.append(
                    ElementUse(
                        len(found) + 1, "N", name, shortest, int(match["longest"] or shortest),
                        int(match["format"] or 0), components=self._composites[name] if match["composite"] else (),
                    )
                )  # fmt: skip
        return tuple(found)


@cache
def _standard() -> _Standard:
    return _Standard()


def _lines(name: str) -> list[tuple[str, str]]:
    """The lines of a data file with their places: without comments, continuations joined to what they continue."""
    found: list[tuple[str, str]] = []
    for number, line in enumerate((_FOLDER / name).read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("      "):
            place, begun = found.pop()
            found.append((place, f"{begun} {line.strip()}"))
        else:
            found.append((f"{name}:{number}", line.strip()))
    return found


def _unreadable(place: str, what: str) -> ValueError:
    return ValueError(f"{place}: expected {what}")


def _relation(place: str, text: str) -> Relation:
    if not _RELATION.fullmatch(text):
        raise _unreadable(place, f"a relation such as P0304, not {text}")
    return Relation(text[0], tuple(int(text[i : i + 2]) for i in range(1, len(text), 2)))


def _most(text: str) -> int | None:
    return None if text.startswith(">") else int(text)


def read(claim_type: str) -> Guide:
    """The guide of a type of claims from its data file; ValueError names the line that is not of the notation."""
    reader = _Reader()
    for place, line in _lines(f"{claim_type}.txt"):
        reader.take(place, line)
    return Guide(claim_type, tuple(reader.loops))


class _Reader:
    def __init__(self) -> None:
        self.loops: list[LoopUse] = []
        self._codes: dict[str, tuple[str, ...]] = {}
        self._read: dict[tuple[str, str], tuple[ElementUse, ...]] = {}

    def take(self, place: str, line: str) -> None:
        if line.startswith("codes "):
            _, name, *codes = line.split()
            self._codes[name] = tuple(codes)
        elif line.startswith("loop "):
            match = _LOOP.fullmatch(line)
            if match is None:
                raise _unreadable(place, "loop NAME in PARENT USAGE MOST")
            parents = tuple((match["parents"] or "").split("|")) if match["parents"] else ()
            self.loops.append(LoopUse(match["name"], parents, cast("Usage", match["usage"]), _most(match["most"]), ()))
        else:
            match = _SEGMENT.fullmatch(line)
            if match is None or not self.loops or match["segment"] not in _standard().elements:
                raise _unreadable(place, "a segment of X12, USAGE, MOST and its elements, under a loop")
            name = match["segment"]
            key = (name, match["elements"])
            if key not in self._read:
                self._read[key] = self._elements(place, _standard().elements[name], match["elements"])
            use = SegmentUse(
                name, cast("Usage", match["usage"]), _most(match["most"]), self._read[key], _standard().relations[name]
            )
            self.loops[-1] = replace(self.loops[-1], segments=(*self.loops[-1].segments, use))

    def _elements(self, place: str, given: tuple[ElementUse, ...], text: str) -> tuple[ElementUse, ...]:
        """The elements X12 gives, with what the guide says of those it uses."""
        found = list(given)
        at = 0
        while at < len(text):
            match = _ELEMENT.match(text, at)
            if match is None or int(match["last"] or match["first"]) > len(given):
                raise _unreadable(place, f"elements that the segment has, at {text[at:]}")
            at = match.end()
            codes = self._list(place, match["codes"] or "")
            for number in range(int(match["first"]), int(match["last"] or match["first"]) + 1):
                element = given[number - 1]
                components = element.components
                if match["components"]:
                    components = self._elements(place, components, match["components"])
                found[number - 1] = replace(
                    element, usage=cast("Usage", match["usage"]), codes=codes, selects=match["sign"] == "*",
                    components=components,
                )  # fmt: skip
        return tuple(found)

    def _list(self, place: str, text: str) -> tuple[str, ...]:
        if not text.startswith("$"):
            return tuple(text.split("|")) if text else ()
        if text[1:] not in self._codes:
            raise _unreadable(place, f"a line of codes for {text}")
        return self._codes[text[1:]]
