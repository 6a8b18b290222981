"""What people are told without having asked."""

from domain.office import Office


def alert(text: str) -> str:
    """To the administrators: what happened and what to do, as it was noted."""
    return f"系统告警：{text}"


def more_alerts(count: int) -> str:
    """To the administrators, after as many as one can read at once."""
    return f"系统告警：另有 {count} 条，稍后接着发；现在可运行 run.py check 查看。"


def linked(platform: str, office: Office) -> str:
    """To a person, everywhere they can be told: another account now acts for them."""
    return f"您的{platform}帐号已登记，待办、余额、申请与原来的相同。如果不是您本人的帐号，请马上联系{office.contact}。"
