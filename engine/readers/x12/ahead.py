"""Where the next block of a file begins and what holds there, guessed from its bytes.

Several processes can read a file at once only if somebody knows where each block begins and which
header, billing provider and subscriber stand above its first claim, before the block in front is
read. Here that is found by a few searches for the names of segments. It may be wrong where a file is
odd, and no harm is done: whoever reads a block says what really holds after it, and where the two
differ the rest of the file is read from front to back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from .delimiters import WHITE_SPACE
from .standing import Standing, Stretch

_WINDOW: Final = 1 << 16  # bytes before the end of a block in which its last claim is looked for

_BILLING, _SUBSCRIBER = b"20", b"22"


@dataclass(frozen=True, slots=True)
class Ahead:
    """Looks ahead in a file whose segments all begin in the same way, after `mark`."""

    mark: bytes  # the terminator and the line break after it
    element: bytes
    inner: re.Pattern[bytes]  # what a block can end before, with its context still open
    boundary: re.Pattern[bytes]  # what ends a header or an HL's own segments

    @classmethod
    def of(cls, standing: Standing, text: bytes) -> Ahead:
        """Learn from the first segments after a standing how they begin."""
        terminator, element = bytes((standing.delimiters.segment,)), bytes((standing.delimiters.element,))
        after = text[text.find(terminator) + 1 :][:4]
        mark = terminator + after[: len(after) - len(after.lstrip(WHITE_SPACE))]
        inner, boundary = (
            re.compile(re.escape(mark) + b"(?:" + names + b")" + re.escape(element))
            for names in (b"HL|CLM", b"HL|CLM|ISA|GS|ST|SE|GE|IEA")
        )
        return cls(mark, element, inner, boundary)

    def cut(self, text: bytes) -> int | None:
        """The last place at which a block of some bytes can end; None where none is near their end."""
        ends = [found.start() + len(self.mark) for found in self.inner.finditer(text, max(0, len(text) - _WINDOW))]
        return ends[-1] if ends else None

    def after(self, standing: Standing, text: bytes) -> Standing:
        """The standing behind a block that begins at another and has these bytes."""
        terminator = self.mark[:1]
        offset = standing.offset + len(text)
        text = self.mark + text  # the first segment, too, stands after a terminator
        segments = standing.segments + text.count(terminator) - 1

        def stretch(at: int) -> Stretch:
            end = self.boundary.search(text, at)
            stop = end.start() + 1 if end else text.rfind(terminator) + 1
            return Stretch(text[at:stop], segments - text.count(terminator, at) + 1, text.count(terminator, at, stop))

        begun = self._last(text, b"ST", len(text))
        heads = self._open(text, begun)
        context = [stretch(begun)] if begun >= 0 else list(standing.context[:1])
        if begun < 0:
            above = list(standing.context[1:])
            levels = [self._level(one.text) for one in above]
            of_heads = [self._level(text[at : at + 64]) for at in heads]
            if not heads:
                context += above
            elif of_heads[0] != _BILLING:
                context += [one for one, level in zip(above, levels, strict=True) if level == _BILLING]
                if _SUBSCRIBER not in of_heads:
                    context += [one for one, level in zip(above, levels, strict=True) if level == _SUBSCRIBER]
        return replace(
            standing,
            offset=offset,
            segments=segments,
            context=(*context, *(stretch(at) for at in heads)),
            guide=self._guide(text) or standing.guide,
        )

    def _open(self, text: bytes, begun: int) -> list[int]:
        """The HLs that are open at the end of a text: the last, its subscriber and its billing provider."""
        wanted = [_SUBSCRIBER, _BILLING]
        at = self._last(text, b"HL", len(text))
        heads = list[int]()
        while at > begun and wanted:
            level = self._level(text[at : at + 64])
            if level in wanted:
                wanted = wanted[wanted.index(level) + 1 :]
                heads.append(at)
            elif not heads:
                heads.append(at)
            if wanted == [_BILLING]:
                # most files have one for many patients: it is known by its empty HL02
                at = text.rfind(self.element * 2 + _BILLING + self.element, 0, at) + 1
            at = self._last(text, b"HL", at)
        return heads[::-1]

    def _last(self, text: bytes, name: bytes, before: int) -> int:
        """Where the last segment of a name begins before a place; -1 where there is none."""
        at = text.rfind(self.mark + name + self.element, 0, before)
        return at + len(self.mark) if at >= 0 else -1

    def _level(self, text: bytes) -> bytes:
        """HL03 of a text that begins with an HL."""
        elements = text[:64].split(self.element, 4)
        return elements[3][:2] if len(elements) > 3 and elements[0] == b"HL" else b""

    def _guide(self, text: bytes) -> str:
        at = self._last(text, b"GS", len(text))
        elements = text[at : at + 128].split(self.mark[:1])[0].split(self.element) if at >= 0 else []
        return elements[8].decode("latin-1").strip() if len(elements) > 8 else ""
