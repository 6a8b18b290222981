"""The post office of pushes: what happened goes in as a letter and is carried in the background."""

import asyncio
import secrets
from collections.abc import Coroutine, Sequence

from emulator.clock import Clock
from emulator.dingtalk import faults
from emulator.dingtalk.carrier import Carrier
from emulator.dingtalk.faults import Faults, PushEffect
from emulator.dingtalk.ledger import Ledger, LetterRow
from emulator.dingtalk.letter import Letter, OnAnswer, Said
from emulator.dingtalk.org import Org


class Courier:
    """Takes letters. They do not wait for each other, except for what one person does over HTTP."""

    def __init__(self, *, clock: Clock, ledger: Ledger, switches: Faults[PushEffect], carrier: Carrier) -> None:
        self._clock = clock
        self._ledger = ledger
        self._switches = switches
        self._carrier = carrier
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

    def post(self, org: Org, said: Said, on_answer: OnAnswer | None = None) -> Letter:
        """Take a letter. What becomes of it is seen in the ledger."""
        letter = Letter(
            no=len(self._ledger.letters) + 1,
            at=self._clock(),
            org=org,
            said=said,
            frame_id=secrets.token_hex(16),
            on_answer=on_answer,
        )
        effect = self._switches.draw(said.kind)
        self._note(letter, effect)
        self._dispatch(letter, effect)
        return letter

    def _note(self, letter: Letter, effect: PushEffect | None) -> None:
        self._ledger.letters.append(
            LetterRow(
                no=letter.no,
                at=letter.at,
                client_id=letter.org.client_id,
                user_id=letter.said.user_id,
                kind=letter.said.kind,
                key=letter.said.key,
                data=letter.text,
                fault=type(effect).__name__ if effect else "",
            )
        )

    def _dispatch(self, letter: Letter, effect: PushEffect | None) -> None:
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
                self._begin(self._carry(letter, effect))

    async def _carry_later(self, letter: Letter, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._carry(letter, None)

    async def _carry_in_turn(self, letters: Sequence[Letter]) -> None:
        for letter in letters:
            await self._carry(letter, None)

    async def _carry(self, letter: Letter, effect: PushEffect | None) -> None:
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
