"""The reader of sheets: CSV, XLSX, Parquet and NDJSON become the canonical tables, block by block.

    rows                        rows of texts, whatever the format
    encodings, quoting          bytes -> records of a CSV
    cells                       regular records -> columns of texts
    csv_sheet, excel_sheet,
    record_sheet, header        the formats, and the row that names the columns
    names, form_names, targets,
    recognition                 what a column is called, and what it holds
    column_map, layout          what the user says of it, and the columns taken together
    dates, mending, values      texts -> values, with what a spreadsheet spoiled
    claims                      rows -> whole claims
    of_claims, of_lines,
    of_parts, derived, extract  whole claims -> tables
    log, reading                what is told, and the whole
    parts                       the whole in parts that can be read anywhere
    proposal                    a column map to begin from

Every row is of a claim that is handed over, or a fault with its number, which holds the file.
"""

from __future__ import annotations

from .column_map import ColumnMap
from .dates import Order
from .targets import Target, known_targets

# `reading` and `proposal` are imported by those who read a sheet: a start without one is a twentieth quicker.
__all__ = ["ColumnMap", "Order", "Target", "known_targets"]
