"""What goes wrong between the program and its store: one line, the address without its password."""

from engine.errors import WenzeError


class StoreError(WenzeError):
    """The store can't be opened, read or written; says where, what, why and the mend (exit code 2)."""
