"""The kinds of leave, what people call them, and how each is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Counting(StrEnum):
    """Which days of a leave use it up."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveType:
    """`has_balance`: there is a stock to draw from. `needs_reason`: without one it is not submitted."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    counting: Counting = Counting.WORKING_DAYS
    has_balance: bool = False
    needs_reason: bool = False


PERSONAL = LeaveType(code="personal", name="事假", aliases=("私事假",))
SICK = LeaveType(code="sick", name="病假", aliases=("病休", "伤病假"))
ANNUAL = LeaveType(
    code="annual",
    name="年假",
    aliases=("年休", "年休假", "公休", "公休假", "带薪假", "带薪年假", "带薪休假", "带薪年休假", "年度休假"),
    has_balance=True,
)
COMP_OFF = LeaveType(
    code="comp_off",
    name="调休",
    aliases=("补休", "倒休", "调休假", "补休假", "倒休假", "换休", "串休", "存休"),
    has_balance=True,
)
# Counted by the calendar where the rules of most provinces do (population and family planning regulations;
# 劳部发〔1981〕36 for 探亲假): they run on over weekends and holidays.
MARRIAGE = LeaveType(code="marriage", name="婚假", aliases=("结婚假",), counting=Counting.CALENDAR_DAYS)
MATERNITY = LeaveType(
    code="maternity", name="产假", aliases=("生育假", "分娩假", "流产假"), counting=Counting.CALENDAR_DAYS
)
PATERNITY = LeaveType(
    code="paternity", name="陪产假", aliases=("陪护产假", "护理陪产假", "配偶陪产假"), counting=Counting.CALENDAR_DAYS
)
BEREAVEMENT = LeaveType(code="bereavement", name="丧假", aliases=("奔丧假", "白事假"))
OFFICIAL = LeaveType(code="official", name="公假", aliases=("因公请假", "公务假"), needs_reason=True)
HOME_VISIT = LeaveType(code="home_visit", name="探亲假", aliases=("探亲", "探家假"), counting=Counting.CALENDAR_DAYS)
CARE = LeaveType(code="care", name="护理假", aliases=("子女护理假", "父母护理假", "独生子女护理假", "陪护假", "照护假"))
CHILDCARE = LeaveType(code="childcare", name="育儿假", aliases=("育婴假",))
PRENATAL = LeaveType(code="prenatal", name="产检假", aliases=("孕检假",))
NURSING = LeaveType(code="nursing", name="哺乳假", aliases=("喂奶假",))
INJURY = LeaveType(code="injury", name="工伤假")

LEAVE_TYPES: tuple[LeaveType, ...] = (
    PERSONAL,
    SICK,
    ANNUAL,
    COMP_OFF,
    MARRIAGE,
    MATERNITY,
    PATERNITY,
    BEREAVEMENT,
    OFFICIAL,
    HOME_VISIT,
    CARE,
    CHILDCARE,
    PRENATAL,
    NURSING,
    INJURY,
)

BY_CODE: Mapping[str, LeaveType] = {each.code: each for each in LEAVE_TYPES}
BY_NAME: Mapping[str, LeaveType] = {name: each for each in LEAVE_TYPES for name in (each.name, *each.aliases)}
