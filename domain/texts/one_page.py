"""What is said about the one page of a month."""

from collections.abc import Sequence

ASKED = (
    "请交{month}一页纸工作反馈（{department}），{day}前提交。已按系统记录填好 {count} 项任务和进度，"
    "预算执行情况请补充后提交：单号 {number}。"
)
OPEN = "打开：{page}"
IN_CHAT = "在这里办：发 办事 月报。"
CHASED = "{month}一页纸工作反馈（{department}）还没有交，{day}截止：单号 {number}。"


def compiled(month: str, handed: int, asked: int, missing: Sequence[str], document: str) -> str:
    """For the leaders: how many, who has not, and where all of it is."""
    said = [f"{month}一页纸工作反馈已汇总：{handed} / {asked} 个部门已交。"]
    said += [f"没有交：{'、'.join(missing)}。"] if missing else []
    said += [f"汇总文件（PDF）：{document}"] if document else []
    return "\n".join(said)
