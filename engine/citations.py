"""Where a rule or a profile has something from, so that a reader can look it up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

from .documents import Node
from .entries import Entries, read_date
from .errors import Problem

Grade: TypeAlias = Literal["published", "secondary", "unconfirmed"]

GRADES: Final[tuple[Grade, ...]] = get_args(Grade)
"""Seen in the payer's own text or the law; told by somebody else; heard of, and nobody has looked yet."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source: title, address if it has one, the day somebody last looked, and how near it is to who decides."""

    title: str
    href: str | None
    checked: date
    grade: Grade = "published"


def read_citation(node: Node, problems: list[Problem], *, graded: bool = False) -> Citation | None:
    """The source of a node, or None and problems; a `grade` may be stated only where it is `graded`."""
    keys = ("title", "href", "checked", "grade") if graded else ("title", "href", "checked")
    source = Entries.of(node, "a source", keys, problems)
    if source is None:
        return None
    source.require("title", "checked")
    title, checked, href = source.text("title"), source.text("checked"), source.text("href")
    day = read_date(checked, problems) if checked else None
    if href and not re.match(r"https?://[^\s<>()\"]+$", href.value):
        problems.append(href.problem("an address begins with https:// or http://", "bad-address"))
    stated = source.choice("grade", GRADES) if graded else None
    grade = next((known for known in GRADES if known == stated), GRADES[0])
    if title is None or day is None:
        return None
    return Citation(title.value, href.value if href else None, day, grade)
