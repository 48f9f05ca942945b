"""Texts that a claim may hold and that must not act wherever a report shows them."""

from typing import Final

FORMULAS: Final = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "  =1+1",
    "＝1+1",
    "-",
    "--1",
    "+5551234567",
)

MARKUP: Final = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>",
    "<!--",
    "]]>",
    "&lt;script&gt;",
    "{{ 7 * 7 }}{% raw %}",
    "[bold red]held[/bold red][/]",
    ":warning:",
)

CONTROLS: Final = ("\x1b[2J", "\x1b]0;title\x07", "\u202egpj.exe", "\u2066x\u2069", "\u200f", "a\nb", "a\x9bb")

ALL: Final = (*FORMULAS, *MARKUP, *CONTROLS)
