"""Records: what a site knows itself of coverage, providers, authorizations and fees, as tables that rules ask."""

from __future__ import annotations

from .shapes import SHAPES

__all__ = ["SHAPES"]
