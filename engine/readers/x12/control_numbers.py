"""The control numbers a file has used, to know one that comes again.

A payer refuses what comes under a number it has seen, and so do we: it is mostly a batch that went
into the file twice. Source: ASC X12 005010X222A1, appendix C (ISA13, GS06, ST02).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class _Numbers:
    """Numbers seen so far; those that count up one by one, as most do, are kept as two."""

    _first: int = 0
    _last: int = -1
    _width: int = 0
    _others: set[str] = field(default_factory=set)

    def has(self, number: str) -> bool:
        """Whether a number came before; it is remembered."""
        value = int(number) if number.isdecimal() and number.isascii() and len(number) <= 18 else -1
        in_a_row = value >= 0 and len(number) == self._width
        if number in self._others or (in_a_row and self._first <= value <= self._last):
            return True
        if in_a_row and value == self._last + 1:
            self._last = value
        elif value >= 0 and self._last < 0:
            self._first, self._last, self._width = value, value, len(number)
        else:
            self._others.add(number)
        return False


@dataclass(slots=True)
class ControlNumbers:
    """The numbers of a file's interchanges by their sender, of an interchange's groups, of a group's transactions.

    Numbers that are absent are other faults and never the same.
    """

    _interchanges: dict[tuple[str, str], _Numbers] = field(default_factory=dict)
    _groups: _Numbers = field(default_factory=_Numbers)
    _transactions: _Numbers = field(default_factory=_Numbers)

    def has_interchange(self, qualifier: str, sender: str, number: str) -> bool:
        """Whether an earlier interchange of this sender has the number; its groups begin anew."""
        self._groups = _Numbers()
        self._transactions = _Numbers()
        return bool(number) and self._interchanges.setdefault((qualifier, sender), _Numbers()).has(number)

    def has_group(self, number: str) -> bool:
        """Whether an earlier group of the interchange has the number; its transactions begin anew."""
        self._transactions = _Numbers()
        number = number.lstrip("0") if number.isdecimal() else number
        return bool(number) and self._groups.has(number)

    def has_transaction(self, number: str) -> bool:
        """Whether an earlier transaction of the group has the number, which is text."""
        return bool(number) and self._transactions.has(number)
