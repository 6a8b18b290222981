"""What a bulletin says: to who decides on it, to the head of a department, to a group."""

from collections.abc import Sequence

from domain.bulletins.facts import Count, Facts, Late

TITLE = "办理情况通报"
MOST_NAMED = 5  # departments on a card
MOST_IN_GROUP = 20  # departments in a text for a group
MOST_OWN = 8  # things in a text for a head
NONE_LATE = "没有逾期的事项。"
NOT_YOURS = "没有办理：通报由{post}发布。"
GONE = "没有办理：没有这份通报。"
DECIDED = "没有办理：这份通报已经{what}。"
REDRAWN = "没有发布：起草以后数字有变化，已按现在的事实重新起草。请看过新的卡片再发布。"
OLD = "没有办理：卡片已经重新起草，请看下面最新的一张。"
RELEASED = "已发布：{label}通报，已告知 {heads} 位部门负责人。{document}"
NO_HEADS = "以下部门没有负责人，没有告知：{names}。"
DROPPED = "好的，{label}通报不发。数字保留，可在页面查看。"
FULL_TEXT = "全文：{page}"
NO_PAGES = "没有配置网页地址，看不了全文。请联系{contact}。"


def title_of(scope: str, label: str) -> str:
    """全院办理情况通报（11月16日至22日）."""
    return f"{scope}{TITLE}（{label}）"


def late_words(count: Count) -> str:
    """逾期办结 3 项（最长 2 个工作日）."""
    if not count.late:
        return ""
    longest = f"最长 {count.longest} 个工作日" if count.longest else "均不到 1 个工作日"
    return f"逾期办结 {count.late} 项（{longest}）"


def count_words(count: Count) -> str:
    """Everything about one department, or all of them, in a sentence without a full stop."""
    said = [f"应办 {count.due} 项，按时 {count.on_time} 项" if count.due else "应办 0 项"]
    said += [late_words(count)] if count.late else []
    said += [f"逾期未办 {count.open} 项"] if count.open else []
    said += [f"以前逾期仍未办 {count.earlier} 项"] if count.earlier else []
    if count.supervised or count.closed:
        said.append(f"督办在办 {count.supervised} 项、逾期 {count.overdue} 项、办结 {count.closed} 项")
    return "，".join(said)


def behind(facts: Facts) -> list[Count]:
    """The departments that something is late or open of."""
    return [each for each in facts.counts if not each.is_clean]


def for_head(title: str, count: Count, consequence: str, page: str) -> str:
    """In words of the own department; what is open or was late is named, nobody is."""
    lines = [f"【{title}】", f"{count.name}：{count_words(count)}。"]
    lines += [f"· {line_words(each)}" for each in count.lines[:MOST_OWN]]
    hidden = len(count.lines) - MOST_OWN
    lines += [f"· 另有 {hidden} 项"] if hidden > 0 else []
    lines += [consequence] if consequence and not count.is_clean else []
    lines += [FULL_TEXT.format(page=page)] if page else []
    return "\n".join(lines)


def line_words(late: Late) -> str:
    """职责A-1（2030年），3月6日到期，逾期 2 个工作日办结."""
    return f"{late.what}，{late.due_on.month}月{late.due_on.day}日到期，{state_words(late)}"


def state_words(late: Late) -> str:
    """未办; 逾期 2 个工作日办结."""
    if late.days is None:
        return "仍未办" if late.is_earlier else "未办"
    return f"逾期 {late.days} 个工作日办结" if late.days else "当天逾期办结"


def for_group(title: str, facts: Facts, consequence: str) -> str:
    """Departments and numbers alone: a group has readers whom it does not concern who is late."""
    late = behind(facts)
    lines = [f"【{title}】", f"合计：{count_words(facts.total)}。"]
    lines += [f"· {each.name}：{count_words(each)}" for each in late[:MOST_IN_GROUP]] or [NONE_LATE]
    hidden = len(late) - MOST_IN_GROUP
    lines += [f"· 另有 {hidden} 个部门"] if hidden > 0 else []
    lines += [consequence] if consequence and late else []
    return "\n".join(lines)


def rows_of(facts: Facts) -> Sequence[tuple[str, str]]:
    """For a card: six at most."""
    total = facts.total
    share = "" if total.share is None else f"，按时率 {total.share}%"
    rows = [("应办", f"{total.due} 项，按时 {total.on_time} 项{share}")]
    rows += [("逾期办结", late_words(total).removeprefix("逾期办结 "))] if total.late else []
    rows += [("逾期未办", f"{total.open + total.earlier} 项（其中以前逾期的 {total.earlier} 项）")]
    if total.supervised or total.closed:
        rows.append(("督办", f"在办 {total.supervised} 项，逾期 {total.overdue} 项，办结 {total.closed} 项"))
    named = behind(facts)
    if named:
        more = f" 等 {len(named)} 个部门" if len(named) > MOST_NAMED else ""
        rows.append(("涉及部门", "、".join(each.name for each in named[:MOST_NAMED]) + more))
    return rows
