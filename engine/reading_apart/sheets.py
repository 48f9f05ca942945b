"""A large sheet whose parts are made to tables by several children, and handed over in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..errors import InputError
from ..readers import Reading
from ..tables import Tables
from .children import Child

if TYPE_CHECKING:  # a check of an 837 starts without them
    from ..readers.tabular.parts import Parting


def side_by_side(
    reading: Reading, parting: Parting, children: Sequence[Child], stopped: Callable[[str, Child], InputError]
) -> Iterator[Tables]:
    """The tables of all parts; what is known at their end is put to `reading`.

    `stopped` is what is raised where a child has ended.
    """
    asked = deque[Child]()
    plan = parting.parts()
    turn = 0
    try:
        while True:
            while len(asked) <= len(children) and (part := next(plan, None)) is not None:
                child = children[turn % len(children)]
                child.ask(part)
                asked.append(child)
                del part
                turn += 1
            if not asked:
                break
            while True:
                if (answered := asked[0].answer()) is None:
                    raise stopped(reading.file, asked[0])
                answer, tables = answered
                if tables is None:
                    asked.popleft()
                    break
                reading.claims += tables.claims.height
                yield parting.taken(tables)
                del tables, answered, answer
            if answer.refused:
                raise InputError(answer.refused)
            if answer.log is not None:
                parting.told(answer.log)
    finally:
        for child in asked:  # their answers are not wanted any more
            while (left := child.answer()) is not None and left[1] is not None:
                del left
    parting.finish(reading)
