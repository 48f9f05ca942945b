"""A table of the site's own, described in YAML: which columns are its keys, its days and its attributes.

    name: example-authorization-codes
    edition: 2026-01-01
    reaches: {from: 2026-01-01, to: 2026-12-31}
    keys: {code: Procedure Code}
    from: First Day
    to: Last Day
    dates: MM/DD/YYYY
    attributes:
      needs_authorization: {column: Auth Required, kind: yes-no}
      plan: Plan Name

Columns are named as in the file, matched without case, spaces and signs. `from`, `to` and `dates` may be
left out, and the rows then hold as long as the table reaches. An attribute is a text unless it says
`kind`: `whole` number, `yes-no`, or `list` (joined by commas, semicolons or bars). Under the name of a known
code set the keys and kinds are those that rules ask it for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Literal, get_args

import polars as pl

from ..code_sets.release import FROM, TO, Release
from ..code_sets.shapes import SHAPES
from ..code_sets.window import Window
from ..documents import Node, Table, Text, read
from ..entries import Entries
from ..errors import Problem, RulesError
from ..fields import Type
from .columns import Column, beneath, header_row, loosely
from .downloads import Download
from .formats import Format
from .parts import Part, Wrong, part, released
from .values import FORMS, day, whole

Kind = Literal["text", "whole", "yes-no", "list"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_TYPES: Final[dict[Type, Kind]] = {
    Type.TEXT: "text", Type.INTEGER: "whole", Type.TRUTH: "yes-no", Type.CODES: "list",
}  # fmt: skip
_KNOWN: Final = ("name", "edition", "reaches", "keys", "from", "to", "dates", "attributes")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_OURS: Final = re.compile(r"[a-z][a-z0-9_]*")
_YES: Final = ("yes", "y", "true", "t", "1", "x")
_NO: Final = ("no", "n", "false", "f", "0")


@dataclass(frozen=True, slots=True)
class TableDescription:
    """What the columns of a site's own table are; `keys` and `attributes` name them as rules do."""

    name: str
    edition: date
    reaches: Window
    keys: dict[str, str]
    begins: str | None = None
    ends: str | None = None
    dates: str = "YYYY-MM-DD"
    attributes: dict[str, tuple[str, Kind]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that the file must have."""
        named = {**self.keys, **{name: column for name, (column, _) in self.attributes.items()}}
        if self.begins:
            named[FROM] = self.begins
        if self.ends:
            named[TO] = self.ends
        return tuple(Column(name, (loosely(header),)) for name, header in named.items())


def read_description(path: Path, shown: str | None = None) -> TableDescription:
    """The description in a YAML file; RulesError has every mistake with its line and column."""
    problems: list[Problem] = []
    node = read(path, shown)
    entries = Entries.of(node, "a table", _KNOWN, problems)
    if entries is None:
        raise RulesError(problems)
    entries.require("name", "edition", "reaches", "keys")
    name, edition = entries.text("name"), entries.day("edition")
    if name and not _NAME.fullmatch(name.value):
        problems.append(name.problem("a name has small letters, digits and hyphens", "bad-name"))
    keys = _named(entries.get("keys"), "keys", problems)
    if entries.get("keys") is not None and not keys and not problems:
        problems.append(entries.table.problem("a table has one key at least", "missing-key"))
    begins, ends = entries.text("from"), entries.text("to")
    form = entries.choice("dates", tuple(FORMS)) or "YYYY-MM-DD"
    reached = entries.table_of("reaches", "reaches", ("from", "to"))
    first = last = None
    if reached:
        reached.require("from", "to")
        first, last = reached.day("from"), reached.day("to")
        if first and last and last < first:
            problems.append(reached.table.problem("the table ends before it begins", "bad-date"))
    attributes = _attributes(entries.get("attributes"), problems)
    if name and name.value in SHAPES:
        problems += _unlike(name.value, entries, keys, attributes)
    twice = (set(keys) & set(attributes)) | ({FROM, TO} & {*keys, *attributes})
    if twice:
        sentence = f"{', '.join(sorted(twice))} cannot be the name of two columns"
        problems.append(entries.table.problem(sentence, "duplicate-key"))
    if problems or name is None or edition is None or first is None or last is None:
        raise RulesError(problems)
    return TableDescription(
        name.value,
        edition,
        (first, last),
        keys,
        begins.value if begins else None,
        ends.value if ends else None,
        form,
        attributes,
    )


def _unlike(
    code_set: str, entries: Entries, keys: dict[str, str], attributes: dict[str, tuple[str, Kind]]
) -> list[Problem]:
    """Where a table of a known name has other keys or kinds than rules ask that code set for."""
    shape, found = SHAPES[code_set], []
    node = entries.get("keys")
    if node is not None and keys and tuple(keys) != shape.keys:
        found.append(node.problem(f"the keys of '{code_set}' are {', '.join(shape.keys)}, in this order", "wrong-key"))
    node = entries.get("attributes")
    if not isinstance(node, Table):
        return found
    for name, (_, kind) in attributes.items():
        wanted = shape.attributes.get(name)
        if wanted is not None and _TYPES.get(wanted) != kind:
            said = f"of kind {_TYPES[wanted]}" if wanted in _TYPES else "a date, which a table of your own cannot give"
            found.append(node.keys[name].problem(f"'{name}' of '{code_set}' is {said}", "wrong-kind"))
    return found


def _named(node: Node | None, what: str, problems: list[Problem]) -> dict[str, str]:
    """Names of ours with headers of the file."""
    if not isinstance(node, Table):
        if node is not None:
            problems.append(node.problem(f"'{what}' is a mapping from our names to those of the file", "wrong-shape"))
        return {}
    found = {}
    for name, value in node.entries.items():
        if not _OURS.fullmatch(name):
            problems.append(node.keys[name].problem("a name has small letters, digits and _", "bad-name"))
        if isinstance(value, Text) and loosely(value.value):
            found[name] = value.value
        else:
            problems.append(value.problem(f"'{name}' is the header of a column", "wrong-shape"))
    return found


def _attributes(node: Node | None, problems: list[Problem]) -> dict[str, tuple[str, Kind]]:
    if not isinstance(node, Table):
        _named(node, "attributes", problems)
        return {}
    found: dict[str, tuple[str, Kind]] = {}
    for name, value in node.entries.items():
        if isinstance(value, Table):
            entries = Entries(value, f"attribute '{name}'", ("column", "kind"), problems)
            entries.require("column")
            column, chosen = entries.text("column"), entries.choice("kind", KINDS)
            kind: Kind = next((one for one in KINDS if one == chosen), "text")
            if column:
                found[name] = (column.value, kind)
        else:
            simple = Table(node.source, {name: value}, {name: node.keys[name]}, node.span)
            found.update({one: (column, "text") for one, column in _named(simple, "attributes", problems).items()})
    return found


def described(description: TableDescription) -> Format:
    """The format of such a table: every file that is given is part of it, whatever it looks like."""

    def take(downloads: Sequence[Download], _: date | None) -> list[Release]:
        parts = [_part(description, download) for download in downloads]
        edition = description.edition.isoformat()
        return [released(description.name, edition, description.reaches, tuple(description.keys), parts)]

    return Format(
        f"the table {description.name}", (description.name,), lambda _: True, lambda _: description.name, take
    )


def _part(description: TableDescription, download: Download) -> Part:
    columns = description.columns
    at = header_row(download.first_rows, columns)
    if at is None:
        # the row that has most of them is the header, and `beneath` names what it lacks
        known = [sum(any(one.goes_by(loosely(cell)) for cell in row) for one in columns) for row in download.first_rows]
        if not known or not max(known):
            headers = {**description.keys, **{name: column for name, (column, _) in description.attributes.items()}}
            named = ", ".join(f"'{one}'" for one in headers.values())
            download.refuse(f"no row of the file names the columns {named}", "missing-column")
        at = known.index(max(known))
    form = description.dates
    dates = [name for name, given in ((FROM, description.begins), (TO, description.ends)) if given]
    wrongs = [Wrong(pl.col(name).is_null(), f"the row has no {name}", "bad-code") for name in description.keys]
    wrongs += [
        Wrong(pl.col(name).is_not_null() & day(name, form).is_null(), f"'{name}' is not a date {form}", "bad-date")
        for name in dates
    ]
    if len(dates) > 1:
        wrongs.append(Wrong(day(TO, form) < day(FROM, form), "the row ends before it begins", "bad-date"))
    for name, (_, kind) in description.attributes.items():
        if kind in _UNREAD:
            unread, what = _UNREAD[kind]
            wrongs.append(Wrong(pl.col(name).is_not_null() & unread(name), f"'{name}' is not {what}", "bad-value"))
    given = [day(name, form).alias(name) if name in dates else pl.lit(None, pl.Date).alias(name) for name in (FROM, TO)]
    values = [_value(name, kind).alias(name) for name, (_, kind) in description.attributes.items()]
    taken = part(download, beneath(download, columns, at + 1), wrongs)
    return taken.select(*description.keys, *given, *values)


def _is_no_yes(name: str) -> pl.Expr:
    return ~pl.col(name).str.to_lowercase().is_in([*_YES, *_NO])


def _is_no_whole(name: str) -> pl.Expr:
    return whole(name).is_null()


_UNREAD: Final = {"yes-no": (_is_no_yes, "yes or no"), "whole": (_is_no_whole, "a whole number")}


def _value(name: str, kind: Kind) -> pl.Expr:
    column = pl.col(name)
    match kind:
        case "text":
            return column
        case "whole":
            return whole(name)
        case "yes-no":
            return column.str.to_lowercase().is_in(_YES)
        case "list":
            parts = column.fill_null("").str.replace_all(r"[;|]", ",").str.split(",")
            return parts.list.eval(pl.element().str.strip_chars().filter(pl.element().str.strip_chars() != ""))
