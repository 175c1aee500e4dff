"""The collector of cycles rests while much is made, and what lives at the end is not walked once more."""

import gc
from contextlib import suppress

import pytest

from engine.collecting import uncollected


@pytest.mark.parametrize("at_last", [False, True])
def test_it_rests_within_and_works_again_after_even_after_a_failure(at_last: bool) -> None:  # noqa: FBT001
    frozen = gc.get_freeze_count()
    try:
        with suppress(ZeroDivisionError), uncollected(at_last=at_last):
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert gc.isenabled()
        assert (gc.get_freeze_count() > frozen) is at_last
    finally:
        gc.unfreeze()
