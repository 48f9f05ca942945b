"""The guides say what other descriptions of them say, except where a reason stands beside the difference."""

from __future__ import annotations

import xml.etree.ElementTree as ET  # read: a map that pyx12 ships
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from engine.guides import ElementUse, Guide, LoopUse, SegmentUse, guide
from engine.guides import notation as notation_of_guides
from engine.readers.x12.loops import LOOPS

TYPES = ("837P", "837I", "837D")
MAPS = {"837P": "837.5010.X222.A1.xml", "837I": "837Q3.I.5010.X223.A1.xml"}

DEPARTURES = {
    "837P HEADER BHT 06 codes": "31 is of this guide too (subrogation); the map leaves it out",
    "837P 1000A PER 03 codes": "ED is a code of version 4010; the map keeps it",
    "837P 1000A PER 05 codes": "the same",
    "837P 1000A PER 07 codes": "the same",
    "837P 2010BA NM1*IL 08 usage": "A1 asks for the member number only of persons",
    "837P 2010BA NM1*IL 09 usage": "the same",
    "837P 2330A REF*SY most": "as in the 837I; one would be the stricter reading",
    "837P 2400 SV1 07-1 codes": "pointers are numbers; rules say which are good",
    "837P 2400 SV1 07-2 codes": "the same",
    "837P 2400 SV1 07-3 codes": "the same",
    "837P 2400 SV1 07-4 codes": "the same",
    "837I HEADER ST 03 codes": "the envelope is checked for the guide's name, and other addenda are read",
    "837I HEADER ST 03 usage": "GS08 names the guide as well",
}
"""Where our data and the maps of pyx12 4.0.0 differ, and why."""

Facts = dict[str, object]


def element_facts(place: str, element: ElementUse) -> Facts:
    if element.usage == "N":
        return {f"{place} usage": "N"}
    found: Facts = {f"{place} usage": element.usage}
    if not element.is_composite:
        found[f"{place} type"] = (element.type, element.shortest, element.longest)
        found[f"{place} codes"] = frozenset(element.codes)
    for component in element.components:
        found |= element_facts(f"{place}-{component.number}", component)
    return found


def segment_facts(place: str, use: SegmentUse) -> Facts:
    found: Facts = {f"{place} usage": use.usage, f"{place} most": use.most, f"{place} size": len(use.elements)}
    found[f"{place} relations"] = frozenset(map(str, use.relations))
    for element in use.elements:
        found |= element_facts(f"{place} {element.number:02d}", element)
    return found


def facts(loops: tuple[LoopUse, ...], claim_type: str) -> Facts:
    found: Facts = {}
    for loop in loops:
        place = f"{claim_type} {loop.name}"
        found[f"{place} loop"] = (frozenset(loop.parents), loop.usage, loop.most)
        found[f"{place} order"] = tuple(use.name for use in loop.segments)
        for use in loop.segments:
            found |= segment_facts(f"{place} {use.name}", use)
    return found


class Map:
    """A map of pyx12, as loops in our own words."""

    def __init__(self, ours: Guide) -> None:
        folder = files("pyx12") / "map"
        self.types: dict[str, Any] = {
            row.attrib["ele_num"]: (row.attrib["data_type"], int(row.attrib["min_len"]), int(row.attrib["max_len"]))
            for row in ET.fromstring((folder / "dataele.xml").read_text("utf-8"))
        }
        self.ours = ours
        self.loops: dict[str, LoopUse] = {}
        self._take(ET.fromstring((folder / MAPS[ours.claim_type]).read_text("utf-8")), "")
        header, transaction = self.loops["HEADER"], self.loops["ST_LOOP"]
        self.loops["HEADER"] = LoopUse("HEADER", (), "R", 1, (transaction.segments[0], *header.segments))

    def _take(self, node: ET.Element, parent: str) -> None:
        for child in node.findall("loop"):
            name = child.attrib["xid"]
            parents = (*self.loops[name].parents, parent) if name in self.loops else (parent,)
            usage = self.loops[name].usage if name in self.loops else self._text(child, "usage")
            uses = tuple(self._segment(segment, name) for segment in child.findall("segment"))
            most = self._number(child, "repeat")
            self.loops[name] = LoopUse(name, parents, usage, most, uses)  # type: ignore[arg-type]  # a letter
            self._take(child, "HEADER" if name == "DETAIL" else name)

    def _segment(self, node: ET.Element, loop: str) -> SegmentUse:
        name = node.attrib["xid"]
        selects = {
            (use.segment, use.selector[:2]) for one in self.ours.loops for use in one.segments
            if use.selector and one.name == loop
        }  # fmt: skip
        elements = [self._element(part, name, selects, 0) for part in node if part.tag in {"element", "composite"}]
        relations = tuple(notation_of_guides._relation("", part.text or "") for part in node.findall("syntax"))
        # C1203 of NM1 is left out in the header only; elements 10 to 12 are not used there or anywhere
        if name == "NM1" and len(relations) == 2:
            relations += (notation_of_guides._relation("", "C1203"),)
        return SegmentUse(
            name, self._text(node, "usage"), self._number(node, "max_use"), tuple(elements), relations  # type: ignore[arg-type]  # a letter
        )  # fmt: skip

    def _element(self, node: ET.Element, segment: str, selects: set[Any], above: int) -> ElementUse:
        number = int(self._text(node, "seq"))
        components = tuple(
            self._element(part, segment, selects, number) for part in node if part.tag in {"element", "composite"}
        )
        found = self._text(node, "data_ele")
        kind, shortest, longest = (found, 0, 0) if node.tag == "composite" else self.types[found]
        codes = tuple(code.text or "" for part in node.findall("valid_codes") for code in part.findall("code"))
        key = (segment, (above, number) if above else (number, 0))
        return ElementUse(
            number, self._text(node, "usage"), kind, shortest, longest, codes=codes, selects=key in selects,  # type: ignore[arg-type]  # a letter
            components=components,
        )  # fmt: skip

    def _text(self, node: ET.Element, name: str) -> str:
        return node.findtext(name) or ""

    def _number(self, node: ET.Element, name: str) -> int | None:
        text = self._text(node, name)
        return None if text.startswith(">") else int(text)


@cache
def of_the_map(claim_type: str) -> Facts:
    pytest.importorskip("pyx12", reason="its maps are what the guides are compared with")
    loops = Map(guide(claim_type)).loops
    theirs = facts(tuple(loops[loop.name] for loop in guide(claim_type).loops), claim_type)
    envelopes = {"ISA_LOOP", "GS_LOOP", "ST_LOOP", "DETAIL", "FOOTER"}
    assert set(loops) - {loop.name for loop in guide(claim_type).loops} <= envelopes
    return theirs


def differences(claim_type: str) -> set[str]:
    ours, theirs = facts(guide(claim_type).loops, claim_type), of_the_map(claim_type)
    return {key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)}


@pytest.mark.parametrize("claim_type", MAPS)
def test_a_guide_agrees_with_the_map_of_pyx12_except_for_a_reason(claim_type: str) -> None:
    reasons = {key for key in DEPARTURES if key.startswith(claim_type)}
    found = differences(claim_type)
    assert found - reasons == set(), "correct the guide, or say in DEPARTURES why the map is wrong"
    assert reasons - found == set(), "these are no longer different"


@pytest.mark.parametrize("claim_type", TYPES)
def test_the_reader_knows_the_same_loops_by_the_same_segments(claim_type: str) -> None:
    known = {loop.name: loop for loop in LOOPS[claim_type][1:]}
    assert list(known) == [loop.name for loop in guide(claim_type).loops]
    for loop in guide(claim_type).loops:
        opener = loop.opener
        codes = opener.selector[2] if opener.segment == "NM1" and opener.selector else ()
        assert (known[loop.name].opener, set(known[loop.name].codes)) == (opener.segment, set(codes)), loop.name
        beside = {use.segment for use in loop.segments[1:]}
        assert beside <= set(known[loop.name].segments), f"{loop.name}: the reader would call these misplaced"


@pytest.mark.parametrize("claim_type", TYPES)
def test_no_two_uses_of_a_segment_in_a_loop_are_known_by_the_same_code(claim_type: str) -> None:
    for loop in guide(claim_type).loops:
        for name in {use.segment for use in loop.segments}:
            uses = [use for use in loop.segments if use.segment == name]
            codes = [code for use in uses if use.selector for code in use.selector[2]]
            assert len(uses) == 1 or all(use.selector for use in uses), f"{loop.name} {name}"
            assert len({use.selector[:2] for use in uses if use.selector}) <= 1, f"{loop.name} {name}"
            assert len(codes) == len(set(codes)), f"{loop.name} {name}"


@pytest.mark.parametrize("claim_type", TYPES)
def test_the_uses_of_a_segment_stand_together_so_that_its_place_in_the_loop_is_one(claim_type: str) -> None:
    for loop in guide(claim_type).loops:
        names = [use.segment for use in loop.segments]
        changes = [name for i, name in enumerate(names) if i == 0 or names[i - 1] != name]
        assert len(changes) == len(set(changes)), loop.name


@pytest.mark.parametrize("claim_type", TYPES)
def test_a_loop_stands_in_loops_that_were_told_before(claim_type: str) -> None:
    told: set[str] = set()
    for loop in guide(claim_type).loops:
        assert set(loop.parents) <= told
        assert loop.opener.usage == "R"
        told.add(loop.name)


@pytest.mark.parametrize("claim_type", TYPES)
def test_codes_are_as_long_as_their_element_allows(claim_type: str) -> None:
    for loop in guide(claim_type).loops:
        for use in loop.segments:
            for element in (*use.elements, *(part for one in use.elements for part in one.components)):
                assert all(element.shortest <= len(code) <= element.longest for code in element.codes), use.name


@pytest.mark.parametrize(
    "line",
    ["loop 2300 in 2000B maybe 1", "NM1 R 1  R01", "  ZZZ S 1  R01", "  NM1 R 1  R99", "  NM1 R 1  R01=$nothing"],
)
def test_a_line_that_is_not_of_the_notation_is_named_with_its_place(line: str) -> None:
    reader = notation_of_guides._Reader()
    if line.startswith("  "):
        reader.take("837P.txt:1", "loop 2300 R 1")
    with pytest.raises(ValueError, match=r"^837P\.txt:7: expected "):
        reader.take("837P.txt:7", line.strip())
