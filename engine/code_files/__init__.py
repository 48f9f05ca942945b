"""Publishers' files as downloaded, read into releases of code sets.

taking      files in, releases out; the only door
downloads   a file or the member of an archive, and what its first bytes say
columns     columns by their headers, however they are spelled; workbook, values
parts       what was taken of each file and what was refused; editions: when it holds
description a site's own table, told in YAML
formats     what a format is; registry: all of them, a module for each family

No descriptor that is licensed (CPT, CDT, X12, NUBC) is ever kept.
"""

from __future__ import annotations

from .description import TableDescription, read_description
from .formats import Format
from .registry import FORMATS
from .taking import taken

__all__ = ["FORMATS", "Format", "TableDescription", "read_description", "taken"]
