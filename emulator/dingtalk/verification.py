"""Saving a callback address: an encrypted check_url must be answered by an encrypted success."""

from dataclasses import dataclass

from emulator.dingtalk.envelope import opens_as_success, seal
from emulator.dingtalk.org import CallbackAddress, Org
from emulator.dingtalk.world import World


@dataclass(frozen=True, slots=True)
class Verification:
    """`reason` is empty when the address may be saved; `is_answered`: somebody was there at all."""

    reason: str
    is_answered: bool

    @property
    def is_passed(self) -> bool:
        """Whether the address may be saved."""
        return not self.reason


async def verify(world: World, org: Org, address: CallbackAddress) -> Verification:
    """Ask the address once."""
    request = seal(org, address, {"EventType": "check_url"}, world.clock())
    answer = await world.poster.post(request, world.timing.verification)
    if answer.status is None:
        return Verification(answer.error, is_answered=False)
    if not answer.is_good:
        return Verification(f"HTTP status {answer.status}", is_answered=True)
    return Verification(opens_as_success(org, address, answer.body), is_answered=True)
