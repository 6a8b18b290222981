"""While very many people are worked on nothing stops everybody; afterwards memory is looked through as before."""

import gc

import pytest

from jobs.sweeping import NEVER, without_sweeps


def test_the_oldest_are_left_alone_until_the_last_work_has_ended_however_it_ends():
    usual = gc.get_threshold()

    with without_sweeps():
        with pytest.raises(ValueError, match="bad end"), without_sweeps():
            raise ValueError("bad end")
        meanwhile = gc.get_threshold()

    assert meanwhile == (*usual[:2], NEVER)
    assert gc.get_threshold() == usual
