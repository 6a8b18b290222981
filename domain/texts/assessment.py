"""What is said about 年终考核."""

from collections.abc import Sequence

from domain.assessment import Score

MOST_SHOWN = 20  # departments of a text
NOT_YOURS = "没有查看：年终考核由质量管理办公室查看和起草。"
NO_SUCH = "没有起草：{year} 年没有“{name}”的考核数据。请写部门全称，例如 年终考核 教学工作部。"
NONE = "{year} 年还没有到期的职责和督办，没有可考核的数据。"


def summary(year: int, scores: Sequence[Score], page: str) -> str:
    """The departments with their scores, and where the numbers behind them are."""
    if not scores:
        return NONE.format(year=year)
    said = [f"{year}年考核得分（截至现在，{len(scores)} 个部门）"]
    for place, each in enumerate(scores[:MOST_SHOWN], 1):
        parts = f"按时 {each.on_time}、完整 {each.complete}、准确 {each.correct}"
        said.append(f"{place}. {each.basis.name} {each.total}（{parts}）")
    hidden = len(scores) - MOST_SHOWN
    said += [f"另有 {hidden} 个部门，见页面。"] if hidden > 0 else []
    said += [f"数据和表格（XLSX）：{page}"] if page else []
    said.append(f"起草考核单请发 年终考核 部门名称，例如 年终考核 {scores[0].basis.name}。")
    return "\n".join(said)
