"""Tables and pages about rules and profiles, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]], stream: TextIO, *, headed: bool = False) -> None:
    """Write rows under their headings; where a program reads on, rows with tabs between, bare unless `headed`."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream)
    if not console.is_terminal:
        headings = [columns] if headed else []
        stream.writelines("\t".join(row) + "\n" for row in [*headings, *rows])
        return
    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def write_markdown(page: str, stream: TextIO) -> None:
    """Write a page as a person reads it; as it is where nobody looks."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(file=stream)
    body = "\n".join(line for line in page.splitlines() if not line.startswith("<!--"))
    console.print(Markdown(body)) if console.is_terminal else stream.write(body.lstrip() + "\n")
