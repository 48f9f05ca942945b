"""A second reader of the guides, slow and obvious, that the check by column is compared with.

One loop over segments. Loops are taken from the layout, which other tests hold against a reader of
their own; what a guide demands of them is read once more, plainly, from the same data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from engine.fields import FIELDS, Type
from engine.guides import ElementUse, Guide, LoopUse, Relation, SegmentUse, guide
from engine.readers.x12.blocks import Block
from engine.readers.x12.layout import BOUNDARIES

Found = tuple[str, int, str, str, str | None, str | None]
"""Rule, segment number, loop, name, element and value."""

READ = {Type.DATE, Type.MONEY, Type.QUANTITY, Type.INTEGER, Type.CODES}
WHITE = " \t\r\n"
TIME = r"([01]\d|2[0-3])[0-5]\d([0-5]\d(\d{1,2})?)?"


@dataclass
class Segment:
    """One segment with its place."""

    number: int
    name: str
    values: list[str]
    loop: str
    use: SegmentUse | None

    @property
    def known_as(self) -> str:
        """Its name, with the codes of its use if it is of one."""
        return self.use.name if self.use else self.name


@dataclass
class Run:
    """A loop as it stands in the file: its segments, and the loops in it."""

    use: LoopUse
    segments: list[Segment]
    loops: list[Run] = field(default_factory=list)


class SlowCheck:
    """Everything that departs from the guide in one block."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.guide: Guide = guide(block.claim_type)
        self.component = chr(block.tokens.delimiters.component)
        self.read = {
            (loop, place.segment, code, element, component)
            for one in FIELDS.values()
            if one.type in READ and (place := one.places.get(block.claim_type))
            for loop in place.loops
            for code in place.qualifiers or ("",)
            for element in range(
                place.element, (place.last if place.last and not place.component else place.element) + 1
            )
            for component in (range(place.component, (place.last or place.component) + 1) if place.component else (0,))
        }

    def found(self) -> set[Found]:
        """All departures of the block, without regard to whose they are."""
        runs = self._runs()
        said = {one for run in runs for segment in run.segments for one in self._segment(segment)}
        for run in runs:
            said |= set(self._order(run))
            said |= set(self._counts(run))
            said |= set(self._loops(run))
        return said

    def _runs(self) -> list[Run]:
        """The loops in order; those of names are put in the loop of their area, lines and other payers in the claim."""
        runs: list[Run] = []
        tokens, layout = self.block.tokens, self.block.layout
        area: Run | None = None
        claim: Run | None = None
        open_run: Run | None = None
        for row in range(len(tokens)):
            name = tokens.name(row)
            loop = layout.shape.loops[layout.loop[row]].name
            if name in BOUNDARIES or name == "CLM":
                claim = None
            if not loop:
                open_run = None
                continue
            if loop not in self.guide.by_name:
                continue
            use = self.guide[loop]
            if open_run is None or open_run.use.name != loop or name == use.opener.segment:
                open_run = Run(use, [])
                runs.append(open_run)
                if use.opener.segment in {"NM1", "LIN", "SVD", "LQ"}:
                    if area is not None:
                        area.loops.append(open_run)
                else:
                    area = open_run
                    if loop in {"2320", "2400"} and claim is not None:
                        claim.loops.append(open_run)
                    if loop == "2300":
                        claim = open_run
            names = {one.segment for one in use.segments}
            shaped = layout.shape.loops[layout.loop[row]]
            if name in names or name in (shaped.opener, *shaped.segments):
                values = tokens.values(row)
                open_run.segments.append(
                    Segment(int(self.block.numbers[row]), name, values, loop, self._use(use, name, values))
                )
        return runs

    def _use(self, loop: LoopUse, name: str, values: list[str]) -> SegmentUse | None:
        uses = [use for use in loop.segments if use.segment == name]
        for use in uses:
            if use.selector is None or name in {"NM1", "HL"}:
                return use
            if self._teller(use, values) in use.selector[2]:
                return use
        return None

    def _teller(self, use: SegmentUse, values: list[str]) -> str:
        element, component, _ = use.selector or (1, 0, ())
        value = values[element] if element < len(values) else ""
        return value.split(self.component)[0] if component else value

    def _segment(self, segment: Segment) -> Iterator[Found]:
        loop = self.guide[segment.loop]
        if segment.use is None:
            uses = [use for use in loop.segments if use.segment == segment.name]
            if not uses:
                yield ("segment-unexpected", segment.number, segment.loop, segment.name, None, None)
                return
            element, component, _ = uses[0].selector or (1, 0, ())
            text = f"{element:02}" + ("-1" if component else "")
            if not self._teller(uses[0], segment.values).strip(WHITE):
                yield ("element-missing", segment.number, segment.loop, segment.name, text, None)
            else:
                value = segment.values[element]
                yield ("qualifier-unknown", segment.number, segment.loop, segment.name, text, value)
            return
        use = segment.use
        values = segment.values
        for one in use.elements:
            value = values[one.number] if one.number < len(values) else ""
            for rule, place, sent in self._element(segment, use, one, value):
                yield (rule, segment.number, segment.loop, use.name, place, sent)
        if extra := [value for value in values[len(use.elements) + 1 :] if value]:
            yield ("elements-too-many", segment.number, segment.loop, use.name, None, extra[0])
        for relation in use.relations:
            if said := self._broken(relation, values):
                rule = "elements-conflicting" if relation.kind == "E" else "elements-incomplete"
                if use.elements[said - 1].usage == "S":
                    yield (rule, segment.number, segment.loop, use.name, f"{said:02}", None)

    def _broken(self, relation: Relation, values: list[str]) -> int | None:
        there = [number < len(values) and bool(values[number]) for number in relation.elements]
        absent = [number for number, one in zip(relation.elements, there, strict=True) if not one]
        match relation.kind:
            case "P" if any(there) and absent:
                return absent[0]
            case "C" if there[0] and absent:
                return absent[0]
            case "L" if there[0] and not any(there[1:]):
                return relation.elements[1]
            case "R" if not any(there):
                return relation.elements[0]
            case "E" if sum(there) > 1:
                return max(number for number, one in zip(relation.elements, there, strict=True) if one)
        return None

    def _element(
        self, segment: Segment, use: SegmentUse, one: ElementUse, value: str
    ) -> Iterator[tuple[str, str, str | None]]:
        place = f"{one.number:02}"
        if not value:
            if one.usage == "R":
                yield ("element-missing", place, None)
            return
        if any(ord(character) < ord(" ") for character in value):
            yield ("characters-not-allowed", place, value)
        if one.usage == "N":
            yield ("element-not-used", place, value)
            return
        if one.is_composite:
            parts = [part.strip(WHITE) for part in value.split(self.component)]
            for inner in one.components:
                part = parts[inner.number - 1] if inner.number <= len(parts) else ""
                if not part:
                    if inner.usage == "R":
                        yield ("element-missing", f"{place}-{inner.number}", None)
                elif inner.usage == "N":
                    yield ("element-not-used", f"{place}-{inner.number}", part)
                else:
                    form = parts[inner.format_at - 1] if inner.format_at else ""
                    for rule in self._value(segment, use, one.number, inner, part, form):
                        yield (rule, f"{place}-{inner.number}", part)
            if extra := [part for part in parts[len(one.components) :] if part]:
                yield ("elements-too-many", place, extra[0])
            return
        form = segment.values[one.format_at] if one.format_at else ""
        rules = list(self._value(segment, use, one.number, one, value, form))
        for rule in rules:
            yield (rule, place, value)
        if self.component in value and not rules:
            yield ("elements-too-many", place, value)

    def _value(
        self, segment: Segment, use: SegmentUse, element: int, one: ElementUse, value: str, form: str
    ) -> Iterator[str]:
        numeric = one.type in {"R", "N0"}
        if len(value) < one.shortest:
            yield "element-too-short"
            return
        if len(value) > one.longest and (not numeric or len(re.sub("[.-]", "", value)) > one.longest):
            yield "element-too-long"
            return
        if one.codes and not (one.selects and use.segment not in {"NM1", "HL"}):
            if value not in one.codes:
                yield "code-not-allowed"
            return
        if self._is_read(segment.loop, use, element, one.number if one is not use.elements[element - 1] else 0):
            return
        if not self._is_typed(one, value, form):
            yield "element-malformed"

    def _is_read(self, loop: str, use: SegmentUse, element: int, component: int) -> bool:
        codes = ("", *(use.selector[2] if use.selector else ()))
        elements = range(1, 13) if use.segment == "HI" else (element,)
        return any((loop, use.segment, code, one, component) in self.read for code in codes for one in elements)

    def _is_typed(self, one: ElementUse, value: str, form: str) -> bool:
        kind = f"@{form}" if one.format_at else one.type
        match kind:
            case "R":
                return re.fullmatch(r"-?(\d+\.?\d*|\.\d+)(E-?\d+)?", value) is not None
            case "N0":
                return re.fullmatch(r"-?\d+", value) is not None
            case "DT" | "@D8":
                return is_day(value)
            case "TM" | "@TM":
                return re.fullmatch(TIME, value) is not None
            case "@RD8":
                return re.fullmatch(r"\d{8}-\d{8}", value) is not None and is_day(value[:8]) and is_day(value[9:])
            case "@DT":
                return is_day(value[:8]) and re.fullmatch(TIME, value[8:]) is not None
        return True

    def _order(self, run: Run) -> Iterator[Found]:
        names = list(dict.fromkeys(use.segment for use in run.use.segments))
        before = -1
        for segment in run.segments:
            if segment.name not in names:
                continue
            rank = names.index(segment.name)
            if rank < before:
                yield ("segment-out-of-order", segment.number, run.use.name, segment.known_as, None, None)
            before = rank

    def _counts(self, run: Run) -> Iterator[Found]:
        for use in run.use.segments:
            same = [segment for segment in run.segments if segment.use is use]
            for segment in same[use.most :] if use.most else []:
                yield ("segment-repeated", segment.number, run.use.name, segment.known_as, None, None)
            if not same and use.usage == "R":
                yield ("segment-missing", run.segments[0].number, run.use.name, use.name, None, None)

    def _loops(self, run: Run) -> Iterator[Found]:
        number = run.segments[0].number
        for use in self.guide.loops:
            if run.use.name not in use.parents or use.opener.segment in {"HL", "CLM"}:
                continue
            same = [one for one in run.loops if one.use is use]
            if not same and use.usage == "R":
                yield ("segment-missing", number, use.name, use.opener.name, None, None)
            for one in same[use.most :] if use.most else []:
                yield ("segment-repeated", one.segments[0].number, use.name, use.opener.name, None, None)
        ranks = list(dict.fromkeys(use.opener.segment for use in self.guide.loops if run.use.name in use.parents))
        named = [one for one in run.loops if one.use.opener.segment in {"NM1", "LIN", "SVD", "LQ"}]
        for before, after in pairwise(named):
            if ranks.index(after.use.opener.segment) < ranks.index(before.use.opener.segment):
                first = after.segments[0]
                yield ("segment-out-of-order", first.number, after.use.name, after.use.opener.name, None, None)


def is_day(text: str) -> bool:
    """Whether a text is a calendar date written CCYYMMDD."""
    if not re.fullmatch(r"\d{8}", text):
        return False
    try:
        datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return False
    return True
