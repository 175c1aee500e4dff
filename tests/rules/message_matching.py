"""Which message of `rules check` a printed sentence is: the one whose fixed words account for most of it."""

import re
from string import Formatter

from engine.rules import messages

NOT_ALONE = {
    "GUESS": "said only inside other messages",
    "ODD_VALUE": "for types that a later model may have; no value of today's model brings it about",
}
MESSAGES = {
    name: text
    for name, text in vars(messages).items()
    if name.isupper() and isinstance(text, str) and name not in NOT_ALONE
}


def _parts(template: str) -> list[tuple[str, str | None]]:
    try:
        return [(literal, field) for literal, field, *_ in Formatter().parse(template)]
    except ValueError:  # said as it stands, braces and all
        return [(template, None)]


def _form(template: str) -> re.Pattern[str]:
    parts = [re.escape(word) + ("(?:.*)" if field is not None else "") for word, field in _parts(template)]
    return re.compile("".join(parts), re.DOTALL)


FORMS = {name: (_form(text), sum(len(word) for word, _ in _parts(text))) for name, text in MESSAGES.items()}


def message_of(said: str) -> str | None:
    """The name of the message that a sentence is; None for one that is no message."""
    found = [(length, name) for name, (form, length) in FORMS.items() if form.fullmatch(said)]
    return max(found)[1] if found else None
