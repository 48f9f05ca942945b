"""The codes that a note of ICD-10-CM refers to, as stems: what a code begins with that is meant.

`diabetes with neuropathy (E08-E13 with .44)` means six stems, E0844 to E1344. A code without a dash is a
stem too, for a category stands for all beneath it. Ranges and characters are held against the list of
all codes. What is not understood is given back as it stands, to be reported: a note half read would
say less than the book, and nobody would know.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

_CODE: Final = r"[A-Z][0-9A-Z][0-9A-Z](?:\.[0-9A-Z]{0,4})?"
_DASH: Final = r"(?:\.?-)?\.?"
_ONE: Final = re.compile(rf"({_CODE}){_DASH}")
_RANGE: Final = re.compile(rf"({_CODE}){_DASH}\s*(?:[-–]|\bto\b)\s*({_CODE}){_DASH}")
_WITH: Final = re.compile(r"(.*?[A-Z0-9.-])[\s-]*\bwith\s+(.*)")
_ENDING: Final = re.compile(r"\.([0-9A-Z]{1,4})-?(?:\s*[-–]\s*\.([0-9A-Z]{1,4}))?")
_FINAL: Final = re.compile(r"final characters? -?([0-9A-Z]+)")
_PLACES: Final = {"fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7}
_PLACE: Final = re.compile(rf"({'|'.join(_PLACES)})[\s-]characters? \.?([0-9A-Z])(?:\s*[-–]\s*([0-9A-Z]))?")
_PARENTHESES: Final = re.compile(r"\(([^()]*)\)")
_BARE_ONE: Final = r"[A-Z]\d[0-9A-Z]\.(?:[0-9A-Z]{1,4}-?|-)"
_BARE: Final = re.compile(rf"(?<![\w.]){_BARE_ONE}(?:\s*(?:[-–]|\bto\b)\s*{_BARE_ONE})?")
_SEEMS: Final = re.compile(r"\b[A-Z]\d[0-9A-Z](?:\b|\.)")
_APART: Final = re.compile(r"\s*(?:[,;]|\band\b|\bor\b)\s*")


class References:
    """Reads notes against all codes of a release, written without dots."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._codes = sorted(set(codes))

    def read(self, note: str) -> tuple[list[str], list[str]]:
        """The stems that a note refers to, and the fragments that seem to be codes and are not understood.

        >>> References(["E08", "E0844", "E09", "E0944", "I10"]).read("in diabetes (E08-E09 with .44), (I10)")
        (['E0844', 'E0944', 'I10'], [])
        """
        stems: list[str] = []
        unread: list[str] = []
        for fragment in self._fragments(note):
            found = self._stems(fragment)
            if found:
                stems += found
            else:
                unread.append(fragment)
        return list(dict.fromkeys(stems)), unread

    def _fragments(self, note: str) -> Iterator[str]:
        """What stands between signs within parentheses, or bare in the text where no parentheses hold codes."""
        held = [text for text in _PARENTHESES.findall(note) if _SEEMS.search(text)]
        if not held:
            yield from _BARE.findall(note)
        for text in held:
            for fragment in _APART.split(text):
                if _SEEMS.search(fragment):
                    yield fragment.strip()

    def _stems(self, fragment: str) -> list[str]:
        if (found := _WITH.fullmatch(fragment)) is None:
            return self._plain(fragment)
        stems = self._plain(found[1])
        condition = found[2].strip()
        if ending := _ENDING.fullmatch(condition):
            endings = [ending[1]] if ending[2] is None else self._between(ending[1], ending[2])
            return [stem + one for stem in stems for one in endings if self._beneath(stem + one)]
        if final := _FINAL.fullmatch(condition):
            return [code for stem in stems for code in self._beneath(stem) if code.endswith(final[1])]
        if place := _PLACE.fullmatch(condition):
            at = _PLACES[place[1]]
            wanted = self._between(place[2], place[3]) if place[3] else [place[2]]
            cut = [code[:at] for stem in stems for code in self._beneath(stem) if code[at - 1 : at] in wanted]
            return list(dict.fromkeys(cut))
        return []

    def _plain(self, fragment: str) -> list[str]:
        """The stems of a code or of a range, if there are such codes."""
        if one := _ONE.fullmatch(fragment):
            stem = one[1].replace(".", "")
            return [stem] if self._beneath(stem) else []
        if both := _RANGE.fullmatch(fragment):
            first, last = both[1].replace(".", ""), both[2].replace(".", "")
            length = min(len(first), len(last))
            codes = self._codes[bisect_left(self._codes, first) : bisect_right(self._codes, last + "~")]
            return list(dict.fromkeys(code[:length] for code in codes if len(code) >= length))
        return []

    def _beneath(self, stem: str) -> list[str]:
        return self._codes[bisect_left(self._codes, stem) : bisect_right(self._codes, stem + "~")]

    @staticmethod
    def _between(first: str, last: str) -> list[str]:
        """`51` to `52`, or the single characters from one to another."""
        if len(first) == len(last) and first[:-1] == last[:-1] and first[-1] <= last[-1]:
            return [first[:-1] + chr(at) for at in range(ord(first[-1]), ord(last[-1]) + 1)]
        return [first, last]
