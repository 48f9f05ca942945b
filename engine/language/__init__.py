"""The expression language of rules: read, checked at load, and given two meanings.

`syntax` reads text into a small tree; `check` resolves names and types against the field dictionary
and yields the checked tree of `tree`; `scalar` says what an expression means for one claim and is
the definition of the language; `columns` says the same for whole frames. Tests hold the two equal.
"""
