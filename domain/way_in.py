"""How a platform reaches somebody who has no account there yet: a telephone number, or a mail address."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WayIn:
    """Handed through to the platform, and kept nowhere else for longer than until it has answered. Never shown."""

    mobile: str = field(default="", repr=False)
    email: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.mobile or self.email)

    def suffices(self, platform: str) -> bool:
        """Whether that platform takes a new member with it: DingTalk wants a number, WeCom one of the two."""
        return bool(self.mobile) if platform == "dingtalk" else bool(self)
