"""What the people of a step are asked to fill in."""

from collections.abc import Sequence

from domain.case_look import Look
from domain.forms.fields import TYPE_NAMES, Field
from domain.forms.step_words import ON_PAGE

NOT_READ = "没看出要填什么。请回复内容，或写成 标签:内容，例如 维修员:张三。发 取消 则不填。"
NEEDLESS = "没有填：“{label}”现在不用填。"


def ask(look: Look, step: str, wanted: Sequence[Field], page: str) -> str:
    """The fields with what they may hold; the next text is for exactly this step."""
    label = look.case.plan.step(step).label
    here = [field for field in wanted if field.type not in ON_PAGE]
    there = [field for field in wanted if field.type in ON_PAGE]
    lines = [f"{look.number}「{label}」请填写：", *map(_line, here)]
    if len(here) > 1:
        lines.append("可分行写成 标签:内容。发 取消 则不填。")
    if there:
        lines.append(f"{'、'.join(field.label for field in there)}请在页面上填写{f'：{page}' if page else ''}。")
    return "\n".join(lines)


def _line(field: Field) -> str:
    choices = f"：{'、'.join(field.options)}" if field.options else f"（{TYPE_NAMES[field.type]}）"
    return f"{field.label}{choices}"
