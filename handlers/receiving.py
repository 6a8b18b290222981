"""用钉钉收 and 用企业微信收: a person chooses where they are told."""

from domain.texts import receiving as words
from handlers.turn import Turn
from storage.reach import addresses_of, choose_platform


async def receive_on(turn: Turn, platform: str) -> None:
    """Without an account there nothing changes."""
    if not await choose_platform(turn.tx, turn.person.id, platform):
        await turn.say(words.no_account(platform, turn.office.contact))
        return
    who = f"person:{turn.person.id}"
    turn.tx.audit(who, "person.receive", who, platform=platform, channel=turn.channel.value)
    told = await addresses_of(turn.tx, turn.person.id)
    await turn.say(words.chosen(platform, while_moving=len(told) > 1))
