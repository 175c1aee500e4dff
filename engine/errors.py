"""Every error a user can meet: one line that says where, what, why and how to mend it."""


class WenzeError(Exception):
    """Base of all errors of this program; its text is a whole Chinese sentence for the user."""


class UsageError(WenzeError):
    """An argument, a path or a settings file is wrong (exit code 2)."""


class PlaceError(WenzeError):
    """A place can't be resolved in the tree of divisions."""


class TreeError(WenzeError):
    """A tree of divisions is not a tree: a cycle, an orphan, two parents or two codes at once."""


class RuleError(WenzeError):
    """A rule can't be used: its text is unsound, or no value holds on the day asked for."""


class ReasoningError(WenzeError):
    """The chain died, hung or contradicted itself; the findings of some place can't be trusted."""
