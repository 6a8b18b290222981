"""The post office of callbacks: what happened goes in as a letter and is carried in the background.

By default the callbacks of one member to one application keep their order, and each waits until the one before it was
acknowledged or given up. WeCom promises no order at all: `Reorder`, `Delay` and `Duplicate` show an application that.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence

from emulator.clock import Clock
from emulator.wecom import faults
from emulator.wecom.attempts import Carrier
from emulator.wecom.faults import CallbackEffect, Faults
from emulator.wecom.ledger import Ledger, LetterRow
from emulator.wecom.letter import Letter, Sender, compose
from emulator.wecom.said import Said

# The second of the start in the upper bits: no two runs give the same MsgId, and each is far above 2**53, so that an
# application which keeps it as a float is found out.
SECOND_BITS = 31
Lane = tuple[str, int | None, str]
Waiting = deque[tuple[Letter, CallbackEffect | None]]


class Courier:
    """Takes letters and carries them, one at a time in each lane."""

    def __init__(self, *, clock: Clock, ledger: Ledger, switches: Faults[CallbackEffect], carrier: Carrier) -> None:
        self._clock = clock
        self._first_msg_id = int(clock().timestamp()) << SECOND_BITS
        self._ledger = ledger
        self._switches = switches
        self._carrier = carrier
        self._lanes: dict[Lane, Waiting] = {}
        self._held: list[Letter] = []
        self._open = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Drop what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def settled(self) -> None:
        """Wait until nothing is under way; what `Reorder` still holds back is sent first."""
        self._release_held()
        await self._idle.wait()

    def post(self, said: Said, sender: Sender) -> Letter:
        """Take a letter. What becomes of it is seen in the ledger."""
        no = len(self._ledger.letters) + 1
        letter = compose(said, sender, no=no, msg_id=self._first_msg_id + no, at=self._clock())
        effect = self._switches.draw(f"callback/{said.kind}")
        self._note(letter, effect)
        self._dispatch(letter, effect)
        return letter

    def _note(self, letter: Letter, effect: CallbackEffect | None) -> None:
        self._ledger.letters.append(
            LetterRow(
                no=letter.no,
                at=letter.at,
                corp_id=letter.corp_id,
                agent_id=letter.agent_id,
                user_id=letter.user_id,
                kind=letter.kind,
                msg_id=letter.msg_id,
                xml=letter.xml.decode(),
                fault=type(effect).__name__ if effect else "",
            )
        )

    def _dispatch(self, letter: Letter, effect: CallbackEffect | None) -> None:
        if isinstance(effect, faults.Drop):
            return
        self._open += 1
        self._idle.clear()
        match effect:
            case faults.Delay(seconds):
                self._begin(self._carry_later(letter, seconds))
            case faults.Reorder(window):
                self._held.append(letter)
                if len(self._held) >= window:
                    self._release_held()
            case _:
                self._enqueue(letter, effect)

    def _enqueue(self, letter: Letter, effect: CallbackEffect | None) -> None:
        waiting = self._lanes.get(letter.lane)
        if waiting is not None:
            waiting.append((letter, effect))
            return
        self._lanes[letter.lane] = deque([(letter, effect)])
        self._begin(self._run(letter.lane))

    async def _run(self, lane: Lane) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await self._carry(*waiting.popleft())
        del self._lanes[lane]

    async def _carry_later(self, letter: Letter, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._carry(letter, None)

    async def _carry_in_turn(self, letters: Sequence[Letter]) -> None:
        for letter in letters:
            await self._carry(letter, None)

    async def _carry(self, letter: Letter, effect: CallbackEffect | None) -> None:
        try:
            await self._carrier.carry(letter, effect)
        finally:
            self._open -= 1
            if not self._open:
                self._idle.set()

    def _release_held(self) -> None:
        if self._held:
            letters = list(self._held)
            self._held.clear()
            self._switches.dice.shuffle(letters)
            self._begin(self._carry_in_turn(letters))

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
