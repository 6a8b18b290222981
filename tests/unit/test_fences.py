"""Where somebody is: how far from a fence, and the same place by satellites and on the maps of the country."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fences import Fence, Spot, metres_between, nearest
from domain.gcj import to_map

GATE = Fence("东门", Spot(30.2741, 120.1551), 200)
spots = st.builds(Spot, st.floats(-90, 90), st.floats(-180, 180))
country = st.builds(Spot, st.floats(20, 50), st.floats(80, 130))


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    assert metres_between(Spot(30, 120), Spot(31, 120)) == pytest.approx(111_195, abs=5)


@given(spots, spots)
def test_there_and_back_is_as_far_and_nowhere_is_farther_than_half_around(one, other):
    assert metres_between(one, other) == pytest.approx(metres_between(other, one), abs=1e-3)
    assert 0 <= metres_between(one, other) <= 20_016_000
    assert metres_between(one, one) == 0


def test_the_nearest_fence_counts_and_a_doubt_speaks_for_the_person():
    far = Fence("西校区", Spot(30.4, 120.1551), 500)
    spot = Spot(30.2766, 120.1551)

    assert nearest((), spot) is None
    assert nearest((far, GATE), spot).fence is GATE
    assert nearest((far, GATE), spot).beyond == 78
    assert nearest((GATE,), spot, 78).is_within


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (float("nan"), 0)])
def test_what_is_not_on_the_globe_is_no_spot(latitude, longitude):
    with pytest.raises(ValueError, match="纬度"):
        Spot(latitude, longitude)


@pytest.mark.parametrize("metres", [0, -5, 100_001])
def test_a_fence_has_a_sensible_size(metres):
    with pytest.raises(ValueError, match="范围"):
        Fence("东门", Spot(30, 120), metres)


def test_the_published_example_of_the_shift():
    # eviltransform's own: Tian'anmen in WGS-84 and in GCJ-02
    shown = to_map(Spot(39.908_823, 116.397_470))

    assert (shown.latitude, shown.longitude) == (
        pytest.approx(39.910_226, abs=2e-5),
        pytest.approx(116.403_713, abs=2e-5),
    )


@given(country)
def test_within_the_country_the_shift_is_some_hundred_metres(spot):
    assert 0 < metres_between(spot, to_map(spot)) < 1200


def test_elsewhere_nothing_is_shifted():
    assert to_map(Spot(48.8566, 2.3522)) == Spot(48.8566, 2.3522)
