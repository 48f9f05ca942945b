"""The engine of claimscrub: reads claims, judges them by rules, and says what was found.

It knows no report and no command. Its modules are layered, and `tests/test_architecture.py` holds
the order. They name each other relatively, for the folder is `engine` in a checkout and
`claimscrub.engine` once installed.
"""

from typing import Final

__version__: Final = "0.1.0"
