"""What is said about punching in the chat and on its page."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.fences import Fence, Nearest
from domain.punches import Punch, Side

WAIT_MINUTES = 5
NAMED = 3  # fences
KILOMETRE = 1000
PLACE_UNASKED = f"收到位置，没有打卡。要打卡请先发 打卡，再在 {WAIT_MINUTES} 分钟内发位置。"
ONLY_THE_WORD = "没有打卡。要打卡请只发 打卡 两个字；忘记打卡请发 补卡；看记录请发 打卡记录。"
NO_PAGE = "没有打卡：这里要核对位置，而打卡网页还没有开通。请到打卡机打卡，或联系{contact}。"
VAGUE = "没有打卡：手机定位误差约 {metres} 米，太大了。请打开定位开关、到室外或窗边再试。"
PHOTO_COMES = "照片收到了，正在取。取到以后会告诉您打卡结果。"
PHOTO_LOST = "没有打卡：照片没有取到。请重新发 打卡，再拍一张发来。"
NOT_A_PHOTO = "没有打卡：发来的不是照片。请重新发 打卡，再拍一张发来。"
PHOTO_LARGE = "没有打卡：照片超过 {most} MB。请重新发 打卡，发一张小一些的（不要选“原图”）。"
PHOTO_NEEDED = "没有打卡：这里打卡要照片。请拍一张再按。"
NO_PUNCHES = "最近三天没有您的打卡。要打卡请发 打卡。"
SIDES = {Side.IN: "上班", Side.OUT: "下班"}
SOURCES = {"chat": "聊天", "correction": "补卡", "import": "导入"}
PLATFORMS = {"wecom": "企业微信", "dingtalk": "钉钉"}


def noted(at: datetime, campus: ZoneInfo, place: str, *, is_outside: bool) -> str:
    """The time and the place of a punch that counts."""
    told = f"已打卡：{_moment(at, campus)}"
    told += f"，{place}" if place else ""
    told += "（范围外，已记为外勤，请说明情况）" if is_outside else ""
    return f"{told}。时间以服务器收到为准；看记录请发 打卡记录。"


def again(at: datetime, campus: ZoneInfo) -> str:
    """Of somebody who has just punched."""
    return f"您刚才 {at.astimezone(campus):%H:%M:%S} 已打卡，一分钟内只算一次。"


def photo_asked(place: str, *, is_outside: bool) -> str:
    """Asks for a picture, the last that is lacking."""
    here = f"位置已收到（{place}{'，范围外' if is_outside else ''}）。" if place else ""
    asked = f"这里打卡要照片，请在 {WAIT_MINUTES} 分钟内拍一张现场照片发来，收到时才算打卡。"
    return f"{here}{asked}照片只有人事和部门负责人能看到。"


def where(fences: Sequence[Fence], page: str, *, takes_places: bool) -> str:
    """Asks where somebody is."""
    names = "、".join(fence.name for fence in fences[:NAMED]) + ("等" if len(fences) > NAMED else "")
    asked = f"打卡要核对位置（{names}）。"
    if takes_places:
        asked += f"请在 {WAIT_MINUTES} 分钟内点输入框旁的“+”发送位置"
        return asked + (f"，或打开 {page} 。" if page else "。")
    return f"{asked}请打开 {page} 打卡。"


def outside(nearest: Nearest) -> str:
    """Of somebody who is not where punches are made."""
    return (
        f"没有打卡：您离“{nearest.fence.name}”还有 {distance(nearest.beyond)}。"
        "请走近后再发位置；外出办事请先发 办事 出差，忘记打卡可发 补卡。"
    )


def distance(metres: int) -> str:
    """120 米, 3.4 公里."""
    return f"{metres} 米" if metres < KILOMETRE else f"{metres / KILOMETRE:.1f} 公里"


def listed(punches: Sequence[Punch], campus: ZoneInfo) -> str:
    """The newest last."""
    return "\n".join(("您最近三天的打卡：", *(_line(punch, campus) for punch in punches)))


def _line(punch: Punch, campus: ZoneInfo) -> str:
    parts = [_moment(punch.at, campus), SIDES[punch.side] if punch.side else "", punch.place, _source(punch.source)]
    return "  ".join(part for part in parts if part) + ("  范围外" if punch.within_fence is False else "")


def _source(source: str) -> str:
    kind, _, name = source.partition(":")
    return SOURCES.get(kind) or PLATFORMS.get(kind) or f"设备 {name}"


def _moment(at: datetime, campus: ZoneInfo) -> str:
    local = at.astimezone(campus)
    return f"{local.month}月{local.day}日 {local:%H:%M:%S}"
