"""Filling in a leave: from the first sentence over questions and changes to a draft that can be submitted."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.act import Refused
from domain.actions import Verb
from domain.approval import why_not_edit
from domain.ids import RequestNo
from domain.leave import FORM, FORM_VERSION, leave_from
from domain.request import State
from domain.sentence.answer import choose as choose_option
from domain.sentence.answer import read_answer
from domain.sentence.read import read_leave
from domain.sentence.reading import LeaveReading
from domain.texts import filling as words
from domain.texts import replies
from handlers.filling import Fields, campus_now, draw_draft, fields_of, is_choice, reading_of
from handlers.own import submit
from handlers.turn import Turn
from storage.dialogues import Dialogue, find_dialogue, open_dialogue
from storage.requests import Filed, create_draft, lock_request, save_draft

TOPIC = "leave"
STEPS_KEPT = 10  # how many times 返回 leads further back
_REASON = re.compile(r"(?:事由|原因|理由)(?:改成|改为|换成|是|写)?[ :：,，]*(?P<reason>.+)")
_CHANGE = re.compile(r"(?:把|将)?(?:时间|日期|类型|类别|假别)?(?:改成|改为|改到|改|换成|换为|换到|换)[ :：,，]*")


class Stage(StrEnum):
    """What the next text means."""

    ASKING = "asking"  # it answers the open question
    CONFIRMING = "confirming"  # all is known: a button is awaited, a text is something new
    EDITING = "editing"  # it says what to change
    PARKED = "parked"  # something else came in between


@dataclass(frozen=True, slots=True)
class Filling:
    """The dialogue about one draft; `earlier` are the drafts that 返回 leads back to, the oldest first."""

    number: RequestNo
    stage: Stage
    earlier: tuple[Fields, ...] = ()


def filling_of(dialogue: Dialogue | None) -> Filling | None:
    """The draft that a dialogue is about, if it is about one."""
    if dialogue is None or dialogue.topic != TOPIC or dialogue.request_no is None:
        return None
    earlier = dialogue.state.get("earlier")
    known = tuple(each for each in earlier if isinstance(each, dict)) if isinstance(earlier, list) else ()
    return Filling(dialogue.request_no, Stage(str(dialogue.state.get("stage"))), known)


async def keep(turn: Turn, filling: Filling) -> None:
    """Remember where the dialogue stands."""
    state = {"stage": filling.stage.value, "earlier": [dict(each) for each in filling.earlier[-STEPS_KEPT:]]}
    await open_dialogue(turn.tx, turn.person.id, Dialogue(TOPIC, filling.number, state))


async def begin(turn: Turn, text: str) -> None:
    """A sentence that asks for leave becomes a draft; one that cannot be is refused with the cause and leaves none."""
    office = turn.office
    reading = read_leave(text, now=campus_now(turn), shift=office.shift, calendar=office.calendar)
    if reading.refusal:
        await turn.say(reading.refusal)
        return
    number = await create_draft(turn.tx, turn.person.id, FORM, FORM_VERSION, fields_of(reading, turn))
    filed = await lock_request(turn.tx, number)
    if filed is not None:
        turn.note("request.draft", number, version=filed.request.version)
        await _go_on(turn, filed, reading, Filling(number, Stage.ASKING), done="")


async def answer(turn: Turn, filling: Filling, text: str) -> None:
    """A typed answer or change. What cannot be read leaves the draft as it was and is answered."""
    filed = await lock_request(turn.tx, filling.number)
    if filed is None or await _refused(turn, filed, Verb.EDIT, None):
        return
    changes = filling.stage is not Stage.ASKING
    before = reading_of(filed.fields, turn)
    after = (_with_reason(before, text) if changes else None) or _reread(turn, before, text)
    if after.refusal:
        await turn.say(words.NO_CHANGE_READ if changes and after.span else after.refusal)
    else:
        await _store(turn, filed, after, filling, words.CHANGED if changes else words.ANSWERED)


async def send(turn: Turn, filed: Filed, seen: int | None = None) -> bool:
    """提交. What has become doubtful since the draft was drawn, such as a time now past, is asked first."""
    if filed.request.state is State.DRAFT and filed.request.applicant == turn.person.id:
        reading = reading_of(filed.fields, turn)
        if reading.questions and leave_from(filed.fields) is not None:
            await turn.say(words.ASKED_AGAIN + reading.questions[0].text, filed.request.no)
            await _store(turn, filed, reading, await _filling_about(turn, filed.request.no), done="")
            return True
    return await submit(turn, filed, seen)


async def choose(turn: Turn, filed: Filed, seen: int, place: int) -> bool:
    """A pressed option. False when it was refused and said why."""
    if await _refused(turn, filed, Verb.CHOOSE, seen):
        return False
    before = reading_of(filed.fields, turn)
    options = before.questions[0].options if before.questions else ()
    if place >= len(options):
        turn.note("request.refuse", filed.request.no, attempt=Verb.CHOOSE.value, cause="not_offered")
        await turn.say(replies.NOT_OFFERED, filed.request.no)
        return False
    office = turn.office
    after = choose_option(
        before, options[place].patch, now=campus_now(turn), shift=office.shift, calendar=office.calendar
    )
    if after.refusal:
        await turn.say(after.refusal, filed.request.no)
        return False
    await _store(turn, filed, after, await _filling_about(turn, filed.request.no), done="")
    return True


async def edit(turn: Turn, filed: Filed, seen: int | None) -> bool:
    """修改: the next text says what to change. False when it was refused and said why."""
    if await _refused(turn, filed, Verb.EDIT, seen):
        return False
    filling = await _filling_about(turn, filed.request.no)
    await keep(turn, replace(filling, stage=Stage.EDITING))
    await turn.say(words.ASK_CHANGE, filed.request.no)
    return True


async def step_back(turn: Turn, filling: Filling) -> None:
    """返回: a change is not made, or the last answer is taken back."""
    filed = await lock_request(turn.tx, filling.number)
    if filed is None or await _refused(turn, filed, Verb.BACK, None):
        return
    if filling.stage is Stage.EDITING:
        await keep(turn, replace(filling, stage=Stage.CONFIRMING))
        await turn.say(words.UNCHANGED, filling.number)
    elif not filling.earlier:
        await turn.say(words.FIRST_STEP, filling.number)
    else:
        *earlier, fields = filling.earlier
        await _go_back(turn, replace(filling, earlier=tuple(earlier)), fields)


async def resume(turn: Turn, filling: Filling) -> None:
    """Show the draft again and ask what is still open."""
    filed = await lock_request(turn.tx, filling.number)
    if filed is None or await _refused(turn, filed, Verb.EDIT, None):
        return
    await _go_on(turn, filed, reading_of(filed.fields, turn), filling, done=words.UNCHANGED)


async def redraw(turn: Turn, filed: Filed) -> None:
    """Bring the card of the person's own draft up to date."""
    if filed.request.applicant == turn.person.id:
        await draw_draft(turn, filed, reading_of(filed.fields, turn))


async def _go_back(turn: Turn, filling: Filling, fields: Fields) -> None:
    await save_draft(turn.tx, filling.number, fields)
    filed = await lock_request(turn.tx, filling.number)
    if filed is not None:
        await _go_on(turn, filed, reading_of(filed.fields, turn), filling, done=words.BACK)


async def _store(turn: Turn, filed: Filed, after: LeaveReading, filling: Filling, done: str) -> None:
    await save_draft(turn.tx, filed.request.no, fields_of(after, turn))
    fresh = await lock_request(turn.tx, filed.request.no)
    if fresh is not None:
        kept = replace(filling, earlier=(*filling.earlier, filed.fields))
        await _go_on(turn, fresh, after, kept, done)


async def _go_on(turn: Turn, filed: Filed, reading: LeaveReading, filling: Filling, done: str) -> None:
    """Ask the next question, or show all of it to confirm. `done` is said where only an older card changes."""
    had_card = await draw_draft(turn, filed, reading)
    if not reading.questions:
        await keep(turn, replace(filling, stage=Stage.CONFIRMING))
        if had_card and done:
            await turn.say(done, filed.request.no)
        return
    await keep(turn, replace(filling, stage=Stage.ASKING))
    ask = reading.questions[0]
    if (had_card and done) or not (had_card or is_choice(ask)):
        await turn.say(ask.text, filed.request.no)


async def _filling_about(turn: Turn, number: RequestNo) -> Filling:
    """The dialogue about this draft, or a new one where another is open."""
    filling = filling_of(await find_dialogue(turn.tx, turn.person.id))
    return filling if filling and filling.number == number else Filling(number, Stage.ASKING)


async def _refused(turn: Turn, filed: Filed, verb: Verb, seen: int | None) -> bool:
    refused: Refused | None = why_not_edit(filed.request, turn.act(seen))
    if refused is not None:
        await turn.refuse(filed.request.no, verb, refused)
    return refused is not None


def _reread(turn: Turn, before: LeaveReading, text: str) -> LeaveReading:
    office = turn.office
    said = _CHANGE.sub("", text, count=1) if _CHANGE.match(text) else text
    return read_answer(
        said, before.questions, draft=before, now=campus_now(turn), shift=office.shift, calendar=office.calendar
    )


def _with_reason(reading: LeaveReading, text: str) -> LeaveReading | None:
    match = _REASON.fullmatch(text)
    return replace(reading, reason=match["reason"].strip(), refusal=None) if match else None
