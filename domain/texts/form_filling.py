"""Sentences while a form is filled in, and the list of what one may start."""

from collections.abc import Sequence

from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.offer_list import Line, Listing

LONG = 8  # fields; more are filled in more easily on a page

NOTHING_OFFERED = "现在没有您可以办的事项。请假可直接说，例如 请事假 明天下午 家里有事。"
NO_LEAVE = "没有办理：现在没有您可以用的请假单。请联系{contact}。"
ASKED_AGAIN = "没有提交：填好之后情况有变，还需要您确认一次。"
NO_DRAFT = "您没有草稿。想请假可直接说，例如 请事假 明天下午 家里有事。"
NO_SUCH_PLACE = "列表里没有第 {place} 项。发 办事 可再看一次。"
NO_CHANGE_READ = "没看出要改哪一项。请写 项目：新内容，例如 {example}。发 返回 则不改。"
NOT_ASKED = "现在没有要填的项目，没有可跳过的。请核对卡片，再点 提交。"
NOTHING_TO_SKIP = "现在没有正在填的项目，没有可跳过的。"
REQUIRED = "“{label}”必须填，不能跳过。"
CHANGED = "已改好，请核对卡片，再点 提交。"
ANSWERED = "填好了，请核对卡片，再点 提交。"
UNCHANGED = "好的，没有改动。请核对卡片，再点 提交。"
BACK = "已退回上一步。"
FIRST_STEP = "已经是第一步，没有可返回的。发 取消 可放弃这张单。"
MISSING = "“{label}”还没有填。"
REFILL_LEFT = "好的，没有改动。单号 {no} 仍等您修改后重新提交，发 修改 可再改，不办了发 撤回 {no}。"
NO_FILE_WANTED = "收到，但正在填的这张单没有放这种文件的地方，没有替您存。"
FILE_COMES = "收到，正在存进“{label}”。"
FILE_KEPT = "已存进“{label}”，共 {count} 个文件。"
FILE_LOST = "没有存：没能从平台取到您发的文件。请重新发一次。"
FILE_LATE = "没有存：这张单已经不在填写了。"


def services(listing: Listing, page: str) -> str:
    """What may be started, by group and numbered through; what a chat has no room for is found by its group."""
    lines = ["您可以办理：", *(_group_line(line) for line in listing.lines)]
    if listing.left_out:
        lines.append(f"另有 {listing.left_out} 组没有列出。")
    lines.append("发 办事 加编号或名称开始，例如 办事 1。")
    if (listing.cut or listing.left_out) and len(listing.lines) > 1:
        lines.append(f"发 办事 加分组看整组，例如 办事 {listing.cut or listing.lines[-1].name}。")
    if page:
        lines.append(f"在网页上看全部、查找：{page}")
    return "\n".join(lines)


def _group_line(line: Line) -> str:
    more = f" 等 {line.total} 项" if line.total else ""
    return f"{line.name}：" + "、".join(f"{place} {form.title}" for place, form in line.forms) + more


def which(forms: Sequence[Form], said: str) -> str:
    """Several may be meant."""
    lines = [f"{form.title}：发 办事 {form.title}" for form in forms]
    return "\n".join((f"“{said}”可能是下面几项，请选一个：", *lines))


def unknown(said: str) -> str:
    """Nothing of the kind, at least not for this person."""
    return f"没有找到您可以办的“{said}”。发 办事 看能办的事项。"


def suggested(form: Form) -> str:
    """Its name alone starts nothing."""
    purpose = f"（{form.purpose}）" if form.purpose else ""
    return f"想办{form.title}{purpose}吗？请发 办事 {form.title}。"


def introduced(form: Form, no: int, required: Sequence[Field], others: Sequence[Field], page: str) -> str:
    """What is wanted, all at once, before the first question. What a chat cannot hold well is better done on `page`."""
    lines = [f"{form.title}，单号 {form.number(no)}。"]
    if required:
        lines.append(f"要填：{_labels(required)}。")
    if others:
        lines.append(f"可不填：{_labels(others)}。")
    easy = [field for field in required if field.type not in _AWKWARD][:2]
    if len(required) > 1 and easy:
        lines.append(f"可以一次写完，例如 {' '.join(f'{field.label}：……' for field in easy)}；也可以一项一项答。")
    is_long = len(required) + len(others) > LONG or any(field.type in _AWKWARD for field in (*required, *others))
    if page and is_long:
        lines.append(f"在网页上填更方便：{page}")
    return "\n".join(lines)


def resumed(form: Form, no: int) -> str:
    """A draft of this form was open already."""
    return f"您有一张没有提交的{form.title}（单号 {form.number(no)}），接着填。不要了发 取消。"


def parked(form: Form, no: int) -> str:
    """Something else came in between."""
    return f"填到一半的{form.title}（单号 {form.number(no)}）已存草稿，发 草稿 继续，发 取消 放弃。"


def kept(form: Form, no: int, days: int) -> str:
    """Nothing was answered for a while."""
    return (
        f"先帮您存着：填到一半的{form.title}（单号 {form.number(no)}）保留 {days} 天。"
        "直接回复就能接着填，不要了发 取消。"
    )


def ask_change(fields: Sequence[Field], page: str) -> str:
    """What may be changed, and how to say it."""
    there = f"也可以在网页上改：{page}" if page else ""
    return f"要改哪一项？请回复 项目：新内容，例如 {example(fields)}。可改：{_labels(fields)}。发 返回 则不改。{there}"


def example(fields: Sequence[Field]) -> str:
    """One line as it may be typed."""
    return f"{fields[0].label}：……" if fields else "事由：……"


def may_add(fields: Sequence[Field], *, brings_files: bool = True) -> str:
    """What is empty and may stay so."""
    easy = next((field.label for field in fields if field.type not in _AWKWARD), "")
    what = "文件" if brings_files else "图片"
    how = f"回复 {easy}：…… 即可" if easy else f"在网页上填（发 修改 有网址），{what}也可直接发来"
    return f"还可以补充：{_labels(fields)}。{how}，不需要就点 提交。"


def submitted(form: Form, no: int, waits_for: str) -> str:
    """Confirms a typed submission; a pressed button shows its card instead."""
    return f"已提交，单号 {form.number(no)}" + (f"，正等{waits_for}处理。" if waits_for else "。")


def dropped(form: Form, no: int, lost: Sequence[tuple[str, str]]) -> str:
    """What was not submitted."""
    if not lost:
        return f"已取消{form.title}（单号 {form.number(no)}），什么也没有提交。"
    what = "；".join(f"{label} {value}" for label, value in lost)
    return f"已取消{form.title}（单号 {form.number(no)}），下面的内容没有提交：{what}。"


def incomplete(cause: str) -> str:
    """Why the draft stays a draft."""
    return f"没有提交：{cause}"


def _labels(fields: Sequence[Field]) -> str:
    return "、".join(field.label for field in fields)


_AWKWARD = frozenset({FieldType.TABLE, FieldType.ATTACHMENT, FieldType.PICTURE, FieldType.SECRET})
