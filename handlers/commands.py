"""What each command does: one line of the table per word."""

from collections.abc import Awaitable, Callable
from typing import assert_never

from domain.ids import RequestNo
from domain.leave import leave_from
from domain.request import State
from domain.texts import guide, replies
from domain.words import Command, Word
from handlers import fill
from handlers.balance import tell_balance
from handlers.decide import approve, ask_reason, reject, say_decided
from handlers.fill import filling_of
from handlers.lists import list_own, list_waiting
from handlers.own import urge, withdraw
from handlers.progress import tell_progress
from handlers.targets import find_target
from handlers.turn import Turn
from handlers.welcome import tell_help
from storage.dialogues import close_dialogue, find_dialogue
from storage.request_lists import requests_of, waiting_for
from storage.requests import Filed, find_request, lock_request

OPEN = (State.PENDING,)
TO_WITHDRAW = (State.DRAFT, State.PENDING)


async def obey(turn: Turn, command: Command) -> None:
    """Do what a command asks for."""
    match command.word:
        case Word.HELP:
            await tell_help(turn)
        case Word.LEAVE:
            await fill.begin(turn, f"请假 {command.rest}")
        case Word.TODO:
            await list_waiting(turn, command.number or 1)
        case Word.MINE:
            await list_own(turn, command.number or 1)
        case Word.BALANCE:
            await tell_balance(turn)
        case Word.AGREE | Word.REJECT | Word.WITHDRAW | Word.URGE | Word.PROGRESS:
            await _act_on_number(turn, command)
        case Word.CANCEL:
            await _cancel(turn, command)
        case Word.BACK:
            await _go_back(turn)
        case (
            Word.RETURNED
            | Word.PUNCH
            | Word.MISSED_PUNCH
            | Word.SERVICES
            | Word.SYNC
            | Word.ABOUT_ME
            | Word.CORRECT
            | Word.CALENDAR
            | Word.ORGANISATION
            | Word.EXPLAIN
            | Word.WHY
        ):
            await turn.say(guide.not_offered(command.word.value))
        case _:
            assert_never(command.word)
