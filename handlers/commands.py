"""What each command does: one line of the table per word."""

from collections.abc import Awaitable, Callable, Mapping

from domain.texts import form_filling as form_words
from domain.texts import replies
from domain.words import Command, Word
from handlers import duty_commands, form_filling, numbered, punching, services, stand_ins
from handlers.about_me import tell_about_me
from handlers.assessments import show_assessment
from handlers.attendance import tell_month
from handlers.balance import tell_balance
from handlers.calendar import show_calendar
from handlers.case_handover import hand_over_cases
from handlers.case_words import CASE_WORDS, close_words
from handlers.correcting import tell_owners_or_correct
from handlers.covers import arrange_cover
from handlers.daily_questions import answer_question
from handlers.duty_list import show_duties
from handlers.exceptions import allow_exception
from handlers.explaining import explain_day
from handlers.extending import begin_extension
from handlers.form_dialogue import filling_of
from handlers.happening_words import tell_event
from handlers.lists import list_own, list_waiting
from handlers.make_ups import arrange_make_up
from handlers.matter import open_matter
from handlers.missed_punches import begin_correction
from handlers.month_closing import show_summary
from handlers.month_confirming import dispute
from handlers.org_runs import sync
from handlers.organisation import show_organisation
from handlers.posts import manage_posts
from handlers.quality import tell_quality
from handlers.receiving import receive_on
from handlers.returning import say_back
from handlers.reviews import link_account, list_reviews
from handlers.sent_rosters import show_roster
from handlers.supervisions import list_supervisions
from handlers.turn import Turn
from handlers.welcome import tell_help
from storage.dialogues import Dialogue, find_dialogue

Doing = Callable[[Turn, Command], Awaitable[None]]


async def obey(turn: Turn, command: Command) -> None:
    """Do what a command asks for. What changes something and has no card to press waits for a proven word."""
    if command.word in PROVEN and not turn.is_vouched:
        await turn.say(replies.NOT_PROVEN.format(contact=turn.office.contact))
        return
    await COMMANDS[command.word](turn, command)


async def _help(turn: Turn, _: Command) -> None:
    await tell_help(turn)


async def _leave(turn: Turn, command: Command) -> None:
    await services.begin_leave(turn, f"请假 {command.rest}")


async def _services(turn: Turn, command: Command) -> None:
    await services.list_or_start(turn, command.rest)


async def _waiting(turn: Turn, command: Command) -> None:
    await list_waiting(turn, command.number or 1)


async def _own(turn: Turn, command: Command) -> None:
    await list_own(turn, command.number or 1)


async def _balance(turn: Turn, command: Command) -> None:
    await tell_balance(turn, command.rest)


async def _stand_in(turn: Turn, command: Command) -> None:
    await stand_ins.appoint_in_chat(turn, command.rest)


async def _end_stand_in(turn: Turn, command: Command) -> None:
    await stand_ins.cancel_in_chat(turn, command.rest)


async def _cancel(turn: Turn, command: Command) -> None:
    if command.number is not None:
        await numbered.withdraw(turn, command)
        return
    dialogue = await find_dialogue(turn.tx, turn.person.id)
    if not await _close_question(turn, dialogue):
        await _cancel_draft(turn, dialogue)


async def _cancel_draft(turn: Turn, dialogue: Dialogue | None) -> None:
    filling = filling_of(dialogue)
    matter = await open_matter(turn, filling.number) if filling else None
    if matter is not None:
        await form_filling.cancel(turn, matter)
    else:
        await turn.say(replies.NOTHING_TO_CANCEL)


async def _back(turn: Turn, _: Command) -> None:
    dialogue = await find_dialogue(turn.tx, turn.person.id)
    if await _close_question(turn, dialogue):
        return
    if filling := filling_of(dialogue):
        await form_filling.step_back(turn, filling)
    else:
        await turn.say(replies.NOTHING_TO_GO_BACK)


async def _send_back(turn: Turn, command: Command) -> None:
    """退回 without a number is 返回 to whoever is filling something in."""
    dialogue = await find_dialogue(turn.tx, turn.person.id)
    await (_back if filling_of(dialogue) and command.number is None else numbered.send_back)(turn, command)


async def _hand_over(turn: Turn, command: Command) -> None:
    """交接 张三 给 李四, by HR or an administrator."""
    await hand_over_cases(turn, command.rest)


async def _skip(turn: Turn, _: Command) -> None:
    filling = filling_of(await find_dialogue(turn.tx, turn.person.id))
    if filling is None:
        await turn.say(form_words.NOTHING_TO_SKIP)
    else:
        await form_filling.skip(turn, filling)


async def _close_question(turn: Turn, dialogue: Dialogue | None) -> bool:
    """Whether words were awaited for a decision; then the decision is not taken."""
    is_open = dialogue is not None and dialogue.topic == CASE_WORDS
    if dialogue is not None and is_open:
        await close_words(turn, dialogue)
    return is_open


async def _on_dingtalk(turn: Turn, _: Command) -> None:
    await receive_on(turn, "dingtalk")


async def _on_wecom(turn: Turn, _: Command) -> None:
    await receive_on(turn, "wecom")


COMMANDS: Mapping[Word, Doing] = {
    Word.HELP: _help,
    Word.LEAVE: _leave,
    Word.WAITING: _waiting,
    Word.MINE: _own,
    Word.BALANCE: _balance,
    Word.AGREE: numbered.agree,
    Word.AGREE_ALL: numbered.agree_all,
    Word.REJECT: numbered.reject,
    Word.SEND_BACK: _send_back,
    Word.TRANSFER: numbered.transfer,
    Word.PREPARE: numbered.prepare,
    Word.ADD_SIGNER: numbered.add_signer,
    Word.TAKE_OUT: numbered.take_out,
    Word.DELEGATE: numbered.delegate,
    Word.REASSIGN: numbered.replace_place,
    Word.JUMP: numbered.jump,
    Word.END: numbered.end,
    Word.READ: numbered.read,
    Word.FILL: numbered.fill,
    Word.HAND_OVER: _hand_over,
    Word.COMMENT: numbered.comment,
    Word.COPY: numbered.give_copy,
    Word.STAND_IN: _stand_in,
    Word.EXCEPTION: allow_exception,
    Word.COVER: arrange_cover,
    Word.MAKE_UP: arrange_make_up,
    Word.END_STAND_IN: _end_stand_in,
    Word.WITHDRAW: numbered.withdraw,
    Word.URGE: numbered.urge,
    Word.PROGRESS: numbered.progress,
    Word.WHY: numbered.why,
    Word.CANCEL: _cancel,
    Word.BACK: _back,
    Word.SKIP: _skip,
    Word.SERVICES: _services,
    Word.RETURNED: say_back,
    Word.EXTEND: begin_extension,
    Word.PUNCH: punching.punch,
    Word.PUNCHES: punching.list_punches,
    Word.MISSED_PUNCH: begin_correction,
    Word.SYNC: sync,
    Word.ROSTER: show_roster,
    Word.ABOUT_ME: tell_about_me,
    Word.CORRECT: tell_owners_or_correct,
    Word.QUALITY: tell_quality,
    Word.SUPPLY: answer_question,
    Word.CALENDAR: show_calendar,
    Word.ORGANISATION: show_organisation,
    Word.EXPLAIN: explain_day,
    Word.ATTENDANCE: tell_month,
    Word.MONTH_SUMMARY: show_summary,
    Word.DISPUTE: dispute,
    Word.REVIEWS: list_reviews,
    Word.LINK: link_account,
    Word.POSTS: manage_posts,
    Word.TELL_EVENT: tell_event,
    Word.DUTIES: show_duties,
    Word.ON_DINGTALK: _on_dingtalk,
    Word.ON_WECOM: _on_wecom,
    Word.DONE: duty_commands.done,
    Word.LATER: duty_commands.later,
    Word.NOT_TODAY: duty_commands.not_today,
    Word.NOT_MINE: duty_commands.not_mine,
    Word.REMIND_AT: duty_commands.set_hour,
    Word.SUPERVISIONS: list_supervisions,
    Word.REPORT_PROGRESS: numbered.report_progress,
    Word.ASSESSMENT: show_assessment,
}
PROVEN = {
    Word.SUPPLY,
    Word.PUNCH,
    Word.RETURNED,
    Word.DISPUTE,
    Word.CORRECT,
    Word.LINK,
    Word.POSTS,
    Word.TELL_EVENT,
    Word.ON_DINGTALK,
    Word.ON_WECOM,
    Word.STAND_IN,
    Word.EXCEPTION,
    Word.COVER,
    Word.MAKE_UP,
    Word.END_STAND_IN,
    Word.HAND_OVER,
    Word.AGREE_ALL,
    Word.PREPARE,
    Word.DONE,
    Word.NOT_MINE,
    Word.REMIND_AT,
    Word.REPORT_PROGRESS,
}
