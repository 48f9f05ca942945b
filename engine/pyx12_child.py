"""What the child of `pyx12_process` does: pyx12 judges files, and what it objects to is noted without its sentences.

The one module that imports pyx12, and never in the process of the command.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
from contextlib import suppress
from functools import cache
from typing import Any, Final, TypeAlias

from pyx12 import (  # type: ignore[import-untyped]  # pyx12 ships no types
    error_handler,
    map_if,
    map_index,
    params,
    x12n_document,
)

from .pyx12_process import TOO_MANY, framed, send

Untyped: TypeAlias = Any
"""What pyx12 hands over: nodes of its maps, segments, its reader."""

MEMORY: Final = 2_000_000_000
"""Bytes of address space that may be asked for."""

_COMPOSITE: Final = re.compile(r'(Mandatory composite|Composite) "([^"]*)" \(\w+(\d\d)\)')
_RELATION: Final = re.compile(r"Syntax Error \(([PRECL](?:\d\d)+)\)")
_SETTINGS: Final = params.ParamsBase()  # not those of the user who happens to run this


def serve() -> None:
    """Judge each file that comes in, and send what was found."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # pyx12 prints now and then
    logging.disable(logging.CRITICAL)
    _bound_memory()
    map_if.load_map_file = cache(map_if.load_map_file)  # each takes a fifth of a second, for every file
    while (text := framed(sys.stdin.buffer)) is not None:
        try:
            told = judged(text.decode("utf-8"))
        except Exception as error:  # noqa: BLE001  # pyx12 raises anything on what it does not expect
            told = {"failed": type(error).__name__}
        send(answers, json.dumps(told).encode())


def _bound_memory() -> None:
    import resource

    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # not every system has every limit
            resource.setrlimit(limit, (most, most))


def judged(text: str) -> dict[str, Any]:
    """What pyx12 objects to in a file of one transaction, and the last segment that it came to."""
    isa, gs = text[:106], text[106:].split(text[105], 1)[0].split(text[3])
    if map_index.map_index().get_filename(isa[84:89], gs[8], gs[1]) is None:
        return {"has_map": False}
    noted = Noted()
    error_handler.err_handler = lambda: noted  # where x12n_document takes its own from
    x12n_document.x12n_document(_SETTINGS, io.StringIO(text), None, None)
    return {"has_map": True, "read": noted.read, "objections": noted.objections}


class Noted(error_handler.err_handler):  # type: ignore[misc]  # pyx12 ships no types
    """Takes pyx12's errors where they arise, for what it keeps of them has no loop; those of envelopes are left out.

    Whether envelopes are sound our own reader says, and those here were made for pyx12.
    """

    def __init__(self) -> None:
        super().__init__()
        self.read = 0
        self.objections: list[list[object]] = []
        self._place = 0
        self._segment = ""
        self._node: Untyped = None
        self._element: Untyped = None

    def _stand_at(self, place: int, segment: str, node: Untyped) -> None:
        self.read = max(self.read, place)
        self._place, self._segment, self._node = place, segment, node

    def add_isa_loop(self, seg_data: Untyped, src: Untyped) -> None:
        """An ISA begins."""
        super().add_isa_loop(seg_data, src)
        self._stand_at(src.get_cur_line(), "ISA", None)

    def add_gs_loop(self, seg_data: Untyped, src: Untyped) -> None:
        """A GS begins."""
        super().add_gs_loop(seg_data, src)
        self._stand_at(src.get_cur_line(), "GS", None)

    def add_st_loop(self, seg_data: Untyped, src: Untyped) -> None:
        """An ST begins."""
        super().add_st_loop(seg_data, src)
        self._stand_at(src.get_cur_line(), "ST", None)

    def close_st_loop(self, node: Untyped, seg: Untyped, src: Untyped) -> None:
        """An SE stands here."""
        super().close_st_loop(node, seg, src)
        self._stand_at(src.get_cur_line(), "SE", None)

    def close_gs_loop(self, node: Untyped, seg: Untyped, src: Untyped) -> None:
        """A GE stands here."""
        super().close_gs_loop(node, seg, src)
        self._stand_at(src.get_cur_line(), "GE", None)

    def close_isa_loop(self, node: Untyped, seg: Untyped, src: Untyped) -> None:
        """An IEA stands here."""
        super().close_isa_loop(node, seg, src)
        self._stand_at(src.get_cur_line(), "IEA", None)

    def add_seg(self, map_node: Untyped, seg_data: Untyped, seg_count: int, cur_line: int, ls_id: str | None) -> None:  # noqa: ARG002  # it is called with all of them
        """Another segment stands here, or should have stood before it."""
        self._stand_at(cur_line, seg_data.get_seg_id() or "", map_node)

    def add_ele(self, map_node: Untyped) -> None:
        """Errors of this element follow."""
        self._element = map_node

    def isa_error(self, err_cde: str, err_str: str) -> None:
        """Left out."""

    def gs_error(self, err_cde: str, err_str: str) -> None:
        """Left out."""

    def st_error(self, err_cde: str, err_str: str) -> None:
        """Left out."""

    def seg_error(self, err_cde: str, err_str: str, err_value: str | None = None, src_line: int | None = None) -> None:
        """Note an objection to a segment; its sentence quotes values, and only what is of the map is taken from it."""
        place = src_line or self._place
        if composite := _COMPOSITE.match(err_str):
            what, name, element = composite.groups()
            self._note(place, True, "10" if what == "Composite" else "1", element, name, None, "")
        elif relation := _RELATION.match(err_str):
            self._note(place, False, err_cde, "", "", None, relation[1])
        elif err_str.startswith("Too many"):
            self._note(place, False, err_cde, "", "", err_value, TOO_MANY)
        else:
            name = str(self._node.name or "") if err_cde == "3" and self._node is not None else ""
            self._note(place, False, err_cde, "", name, None, "")

    def ele_error(self, err_cde: str, err_str: str, bad_value: str | None, refdes: str | None = None) -> None:  # noqa: ARG002  # it is called with all of them
        """Note an objection to an element."""
        node = self._element
        composite = node.parent.is_composite()
        place = f"{node.parent.seq:02}-{node.seq}" if composite else f"{node.seq:02}"
        limit = ""
        if err_cde in ("4", "5") and not node.is_composite():
            limit = str(node.min_len if err_cde == "4" else node.max_len)
        self._note(self._place, True, err_cde, place, str(node.name or ""), bad_value, limit)

    def _note(self, place: int, of_element: bool, code: str, *rest: str | None) -> None:  # noqa: FBT001  # within
        element, name, value, limit = rest
        loop = self._node
        while loop is not None and not loop.is_loop():
            loop = loop.parent
        of = str(loop.id) if loop is not None else ""
        self.objections.append([place, of_element, code, of, self._segment, element, name, value, limit])
