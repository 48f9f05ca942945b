"""Tables handed from one process to another in shared memory, without a copy at the other end.

Most columns of a block are views into its text, so that the text is the largest part and is common to
all of them. A parcel holds every Arrow buffer once, whatever the number of columns that point to it;
columns without a value are left out. Who takes it maps it and reads the buffers where they lie; the
memory is freed with the last frame that looks at it.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from ..fields import Grain
from ..tables import Tables, repeated, schema

_AT_ONCE: Final = 512  # parts; systems take 1,024 at the most
_ALIGNED: Final = 64  # bytes on which Arrow wants a buffer to begin

_EMPTY: Final = Tables("", pl.DataFrame(schema=dict(schema(Grain.CLAIM))))
_SCHEMAS: Final[dict[str, pl.Schema]] = {
    one.name: getattr(_EMPTY, one.name).schema
    for one in fields(Tables)
    if isinstance(getattr(_EMPTY, one.name), pl.DataFrame)
}

Span: TypeAlias = tuple[int, int]  # where a buffer lies in a parcel, and its bytes


@dataclass(frozen=True, slots=True)
class Column:
    """An Arrow array as the buffers it is made of; None for one that it does without."""

    kind: Any
    length: int
    nulls: int
    buffers: tuple[Span | None, ...]
    children: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What is in a parcel: for each frame its rows and its columns that have a value."""

    file: str
    headers: dict[str, str]
    bytes: int
    frames: dict[str, tuple[int, dict[str, Column]]]


class _Packing:
    """The buffers of a parcel as they are put in, each once."""

    def __init__(self) -> None:
        self.size = 0
        self.parts: list[Any] = []  # bytes, in order
        self._known: dict[Span, Span] = {}

    def column(self, array: Any) -> Column:  # noqa: ANN401  # a pyarrow array
        """Put an array's buffers in."""
        kind = array.type
        is_list = pa.types.is_large_list(kind)
        own = array.buffers()[:2] if is_list else array.buffers()
        children = (self.column(array.values),) if is_list else ()
        return Column(kind, len(array), array.null_count, tuple(self._buffer(one) for one in own), children)

    def _buffer(self, buffer: Any) -> Span | None:  # noqa: ANN401  # a pyarrow buffer
        if buffer is None:
            return None
        key = (buffer.address, buffer.size)
        if key not in self._known:
            self._known[key] = (self.size, buffer.size)
            padding = -buffer.size % _ALIGNED
            self.parts += [memoryview(buffer), bytes(padding)]
            self.size += buffer.size + padding
        return self._known[key]


def pack(tables: Tables) -> tuple[int, Label]:
    """The tables in shared memory: an open descriptor, and what lies where."""
    packing = _Packing()
    frames = {}
    for name in _SCHEMAS:
        frame: pl.DataFrame = getattr(tables, name)
        columns = {}
        for series in frame:
            if series.null_count() < frame.height:
                array = series.to_arrow(compat_level=pl.CompatLevel.newest())
                # a slice of an array has buffers of more than itself
                columns[series.name] = packing.column(pa.concat_arrays([array]) if array.offset else array)
        frames[name] = (frame.height, columns)
    descriptor = _memory()
    try:
        _write(descriptor, packing.parts or [b"\0"])
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor, Label(tables.file, dict(tables.headers), max(packing.size, 1), frames)


def unpack(descriptor: int, label: Label) -> Tables:
    """The tables of a parcel; the descriptor is closed."""
    try:
        memory = pa.py_buffer(mmap.mmap(descriptor, label.bytes, access=mmap.ACCESS_READ))
    finally:
        os.close(descriptor)

    def array(column: Column) -> Any:  # noqa: ANN401  # a pyarrow array
        buffers = [None if span is None else memory.slice(*span) for span in column.buffers]
        children = [array(child) for child in column.children]
        return pa.Array.from_buffers(column.kind, column.length, buffers, column.nulls, children=children or None)

    frames = {}
    for name, (height, columns) in label.frames.items():
        kinds = _SCHEMAS[name]
        nothing = {kind: repeated(None, kind, height) for kind in set(kinds.values())}
        frames[name] = pl.DataFrame(
            [
                pl.Series(column, array(columns[column]), dtype=kind)
                if column in columns
                else nothing[kind].alias(column)
                for column, kind in kinds.items()
            ]
        )
    return Tables(label.file, headers=label.headers, **frames)


def _write(descriptor: int, parts: list[Any]) -> None:
    """Write some bytes one after the other: the kernel copies them at half the cost of filling fresh memory here."""
    left = [memoryview(part).cast("B") for part in parts if len(part)]
    while left:
        written = os.writev(descriptor, left[:_AT_ONCE])
        while left and written >= len(left[0]):
            written -= len(left.pop(0))
        if written:
            left[0] = left[0][written:]


def _memory() -> int:
    """A descriptor of memory, or where there is none to be had, of a file without a name."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("claimscrub", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
