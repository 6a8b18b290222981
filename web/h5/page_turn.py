"""A turn that is taken on a page: what the handlers say is shown there instead of being sent to the chat."""

from dataclasses import dataclass, field

from domain.ids import RequestNo
from handlers.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTurn(Turn):
    """`said` are the answers, in their order."""

    said: list[str] = field(default_factory=list[str])

    async def say(self, text: str, number: RequestNo | None = None) -> None:
        """Keep it for the page."""
        del number
        if text not in self.said:
            self.said.append(text)
