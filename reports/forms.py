"""The forms a report comes in, by the words of the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

from . import csv_file, frequency_pages, html_page, json_document, terminal

if TYPE_CHECKING:
    import pandas as pd

    from .run import Run


class Form(StrEnum):
    """Forms of a report on the claims of a run."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


class FrequencyForm(StrEnum):
    """Forms of a report over runs."""

    TABLE = "table"
    CSV = "csv"
    HTML = "html"


def write(run: Run, form: Form, stream: TextIO, *, limit: int, redact: bool) -> None:
    """Write a run; `limit` is for the terminal, the other forms hold every claim."""
    match form:
        case Form.TABLE:
            terminal.write(run, stream, limit=limit, redact=redact)
        case Form.JSON:
            json_document.write(run, stream, redact=redact)
        case Form.CSV:
            csv_file.write(run, stream, redact=redact)
        case Form.HTML:
            html_page.write(run, stream, redact=redact)


def write_frequency(frequency: pd.DataFrame, form: FrequencyForm, stream: TextIO, *, redact: bool) -> None:
    """Write a frequency table."""
    match form:
        case FrequencyForm.TABLE:
            frequency_pages.write_terminal(frequency, stream, redact=redact)
        case FrequencyForm.CSV:
            frequency_pages.write_csv(frequency, stream, redact=redact)
        case FrequencyForm.HTML:
            frequency_pages.write_html(frequency, stream, redact=redact)
