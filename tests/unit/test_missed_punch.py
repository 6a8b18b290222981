"""What somebody types after 补卡, and what is left to be asked."""

import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.forms.form import Form
from domain.forms.loading import load_form
from domain.missed_punch import Missed, missed_in, read_missed, values_of
from domain.punches import Side
from domain.shift import Shift

CAMPUS = ZoneInfo("Asia/Shanghai")
NOW = datetime(2030, 3, 6, 20, 0, tzinfo=CAMPUS)  # a Wednesday
FILE = Path(__file__).parents[2] / "content" / "forms" / "missed_punch.toml"


@pytest.fixture(scope="module")
def form() -> Form:
    loaded = load_form(FILE.name, tomllib.loads(FILE.read_text()))
    assert isinstance(loaded, Form), loaded
    return loaded


@pytest.mark.parametrize(
    ("said", "at", "side", "reason"),
    [
        ("昨天 18:00 忘记打卡", (5, 18, 0), Side.OUT, "忘记打卡"),
        ("昨天18:00忘记打卡", (5, 18, 0), Side.OUT, "忘记打卡"),
        ("昨天上班 8点 手机没电", (5, 8, 0), Side.IN, "手机没电"),
        ("3月4日 下班 17:50", (4, 17, 50), Side.OUT, ""),
        ("今天早上8点半", (6, 8, 30), Side.IN, ""),
        ("2030-03-05 14:00 上班 开会晚到", (5, 14, 0), Side.IN, "开会晚到"),
    ],
)
def test_day_hour_side_and_reason_are_understood(form, said, at, side, reason):
    day, hour, minute = at

    read = missed_in(form, read_missed(form, said, NOW, Shift()))

    assert read == Missed(datetime(2030, 3, day, hour, minute, tzinfo=CAMPUS), side, reason)


@pytest.mark.parametrize("said", ["", "忘记打卡", "昨天", "2月30日 8:00", "25:00", "昨天 25:70 忘了", "8" * 500])
def test_what_is_not_understood_is_left_to_be_asked(form, said):
    assert read_missed(form, said, NOW, Shift()) == {}


def test_what_is_written_down_is_read_back(form):
    missed = Missed(datetime(2030, 3, 5, 18, 0, tzinfo=CAMPUS), Side.OUT, "忘记打卡")

    assert missed_in(form, values_of(form, missed)) == missed
