"""What people are told about cases without having asked."""

from collections.abc import Callable, Mapping

from domain.case_look import Look
from domain.flow.case import State
from domain.flow.outcome import Moment
from domain.flow.plan import Again
from domain.flow.sentences import last_change, who
from domain.leave_length import describe_length
from domain.texts import case_words as words

KEPT = "已同意的步骤，看到的内容没有改的，不再审。"


def told(look: Look, moment: Moment, step: str) -> str:
    """One sentence for one moment."""
    return _TOLD[moment](look, step)


def asked_again(look: Look) -> str:
    """It has come to somebody who holds its card already, which a platform redraws without a sound."""
    return f"又轮到您办理：{_what(look)}。请看卡片，或发 待办。"


def copied(look: Look) -> str:
    """The same for a copy."""
    return f"抄送给您：{_what(look)}。请看卡片。"


def reminded(look: Look, by: str) -> str:
    """It waits for this person; `by` is who urges, empty where it is the clock."""
    urged = f"{by}请您抽空处理" if by else "请您抽空处理，这一步快到或已过时限"
    return f"{urged}：{_what(look)}。可点卡片上的按钮，或回复 同意 {look.case.no}。"


def warned(look: Look, left: int) -> str:
    """It waits for this person, and the limit comes near; `left` are minutes of work."""
    how = f"可点卡片上的按钮，或回复 同意 {look.case.no}。"
    return f"还剩约 {describe_length(left)}工作时间，请及时办理：{_what(look)}。{how}"


def escalated(look: Look, late: str, step: str) -> str:
    """Somebody above is told that another is late."""
    label = look.case.plan.step(step).label
    return f"{late}的「{label}」已过时限还没有办理：{_what(look)}。请您督促；办理仍归{late}。"


def _what(look: Look) -> str:
    return f"{look.number}，{look.summary}"


def _noticed(look: Look, step: str) -> str:
    return f"告知您（{look.case.plan.step(step).label}）：{_what(look)}。"


def _returned(look: Look, step: str) -> str:
    del step
    entry = last_change(look.case)
    by, why = (who(entry), entry.words) if entry else ("", "")
    kept = KEPT if look.form.again is Again.CHANGED else ""
    return f"{by}退回了您的{look.form.title}（{look.number}），理由：{why}。请修改后重新提交，点卡片上的 修改。{kept}"


def _commented(look: Look, step: str) -> str:
    del step
    entry = look.case.history[-1]
    return f"{entry.actor.name}在{look.number}上留言：{entry.words}（{look.title}）"


def _stuck(look: Look, step: str) -> str:
    run = look.case.run(step)
    label = look.case.plan.step(step).label
    return f"有单停住了：{_what(look)}。「{label}」{run.reason}。请发 改派 {look.case.no} 姓名 理由，指定审批人。"


def _undone(look: Look, step: str) -> str:
    del step
    return f"刚才的批量同意已撤销，您的{look.form.title}（{look.number}）仍在审批中。"


def _ended(look: Look, step: str) -> str:
    del step
    return _own_end(look) if look.is_applicants else _end_for_others(look)


def _own_end(look: Look) -> str:
    entry = last_change(look.case)
    closing = f"{words.decided(look.case.plan, entry, look.policy.campus)}" if entry else ""
    if look.case.state is State.APPROVED:
        until = look.policy.reversible_until
        hint = f"开始前可发 撤回 {look.case.no} 收回。" if until is not None and until > look.at else ""
        return f"您的{look.form.title}已通过。{look.outline}。{closing}。{hint}"
    why = f"，理由：{entry.words}" if entry and entry.words else ""
    return f"您的{look.form.title}没有通过。{look.outline}。{closing}{why}"


def _end_for_others(look: Look) -> str:
    return f"{look.case.applicant.name}已撤回：{_what(look)}。您无需再处理。"


_TOLD: Mapping[Moment, Callable[[Look, str], str]] = {
    Moment.NOTICED: _noticed,
    Moment.ENDED: _ended,
    Moment.RETURNED: _returned,
    Moment.COMMENTED: _commented,
    Moment.STUCK: _stuck,
    Moment.UNDONE: _undone,
}
