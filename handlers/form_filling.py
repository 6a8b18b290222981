"""Filling in a form by chat: from its start over questions and changes to a draft that is submitted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from domain.actions import Verb
from domain.flow import acts
from domain.flow.case import State
from domain.flow.kinds import ActKind
from domain.flow.rights import may
from domain.form_draft_card import is_pressed
from domain.forms import drafting
from domain.forms.drafting import Draft, Question
from domain.forms.drafting_json import draft_of, memory_of
from domain.forms.fields import Field
from domain.forms.form import Form
from domain.forms.leave_reader import is_change
from domain.forms.planning import plan_of
from domain.forms.values import Stored
from domain.ids import Minutes, RequestNo
from domain.request import Channel
from domain.texts import form_filling as words
from domain.texts import refusals, replies
from handlers.case_show import refresh_case
from handlers.course import carry_out
from handlers.form_dialogue import Filling, Stage, filling_about, keep
from handlers.form_sheet import (
    copies_of_draft,
    draft_in,
    draw_draft,
    fields_in,
    is_out_here,
    lost_in,
    moment_for,
    page_of,
    question_in,
    question_text,
    reader_in,
    reader_of,
    values_to_submit,
)
from handlers.matter import Matter, matter_of, open_matter
from handlers.turn import Turn
from storage.cases import create_case, save_case_draft
from storage.dialogues import close_dialogues_about

_KINDS = {State.DRAFT: ActKind.SUBMIT, State.RETURNED: ActKind.RESUBMIT}


async def begin(turn: Turn, form: Form) -> None:
    """A new draft, and its first question."""
    await _begin(turn, form, Draft())


async def begin_with(turn: Turn, form: Form, draft: Draft) -> RequestNo:
    """The same with what was understood of a word's rest; its number."""
    return await _begin(turn, form, draft)


async def begin_said(turn: Turn, form: Form, text: str) -> None:
    """The same with what a sentence says of it; one that cannot be is refused with the cause and leaves no draft."""
    reader = await reader_of(turn, form)
    draft, refusal = reader.begin(text) if reader else (Draft(), "")
    if refusal:
        await turn.say(refusal)
    else:
        await _begin(turn, form, draft)


async def _begin(turn: Turn, form: Form, draft: Draft) -> RequestNo:
    plan = plan_of(form, Minutes(turn.office.shift.minutes))
    memory = memory_of(draft, State.DRAFT)
    kept = await create_case(turn.tx, turn.person, form, plan, draft.values, memory)
    matter = await matter_of(turn.tx, turn.office, kept)
    turn.note("request.draft", kept.no, version=kept.case.version)
    await _go_on(turn, matter, Filling(kept.no, Stage.ASKING), *_introduction(turn, matter))
    return kept.no


def _introduction(turn: Turn, matter: Matter) -> list[str]:
    """What is wanted. A sentence needs none where it can say all of that."""
    draft, reader = draft_in(matter), reader_in(matter)
    required, others = drafting.missing_of(matter.form, draft, matter.resolver.filled(draft.values))
    if reader and all(reader.is_about(field) for field in required):
        return []
    return [words.introduced(matter.form, matter.no, required, others, page_of(turn, matter))]


async def answer(turn: Turn, filling: Filling, text: str) -> None:
    """What was typed, by labels or for the open question. What cannot be read is answered and changes nothing."""
    matter = await _open(turn, filling)
    if matter is None:
        return
    before, reader = draft_in(matter), reader_in(matter)
    changes = filling.stage is not Stage.ASKING or (reader is not None and is_change(text))
    moment, work = moment_for(turn, matter), matter.resolver.filled
    taken = drafting.take(matter.form, before, text, moment, work, reader, changes=changes)
    if not taken.named:
        await turn.say(words.NO_CHANGE_READ.format(example=words.example(fields_in(matter))), filling.number)
        return
    done = words.ANSWERED if filling.stage is Stage.ASKING else words.CHANGED
    await _store(turn, matter, filling, taken.draft, *taken.wrong, done="" if taken.wrong else done)


async def put(turn: Turn, matter: Matter, field: Field, value: Stored, said: str) -> None:
    """A value that came another way than typed. `said` is what is answered."""
    filling = await filling_about(turn, matter.no)
    await _store(turn, matter, filling, drafting.put(draft_in(matter), field, value), said)


async def open_field(turn: Turn, filling: Filling, field: Field) -> None:
    """Ask for one field by its name, whatever was asked before."""
    if matter := await _open(turn, filling):
        await _store(turn, matter, filling, replace(draft_in(matter), asked=field.name, offered=()))


async def skip(turn: Turn, filling: Filling) -> None:
    """跳过: the open question is left empty where that is allowed."""
    matter = await _open(turn, filling)
    if matter is None:
        return
    question = question_in(matter)
    if question is None:
        await turn.say(words.NOT_ASKED, filling.number)
    elif question.is_required:
        await turn.say(words.REQUIRED.format(label=question.field.label) + question_text(turn, matter, question))
    else:
        await _store(turn, matter, filling, drafting.skip(draft_in(matter), question), done=words.UNCHANGED)


async def choose(turn: Turn, matter: Matter, seen: int | None, place: int) -> bool:
    """A pressed option. False when it was refused and said why."""
    if await _refused(turn, matter, Verb.CHOOSE, seen):
        return False
    draft = draft_in(matter)
    taken = drafting.choose(matter.form, draft, matter.resolver.filled(draft.values), place, reader_in(matter))
    if taken is None:
        turn.note("request.refuse", matter.kept.no, attempt=Verb.CHOOSE.value, cause="not_offered")
        await turn.say(replies.NOT_OFFERED, matter.kept.no)
        return False
    await _store(turn, matter, await filling_about(turn, matter.kept.no), taken.draft, *taken.wrong)
    return True


async def edit(turn: Turn, matter: Matter, seen: int | None = None) -> bool:
    """修改: the next text says what to change. False when it was refused and said why."""
    if await _refused(turn, matter, Verb.EDIT, seen):
        return False
    filling = await filling_about(turn, matter.kept.no)
    await keep(turn, replace(filling, stage=Stage.EDITING))
    await turn.say(words.ask_change(fields_in(matter), page_of(turn, matter)), matter.kept.no)
    return True


async def send(turn: Turn, matter: Matter, seen: int | None = None) -> bool:
    """提交. What is missing or against a rule by now is asked first. False when it was refused and said why."""
    if await _refused(turn, matter, Verb.SUBMIT, seen):
        return False
    question = question_in(matter)
    if question is not None:
        await _go_on(turn, matter, await filling_about(turn, matter.kept.no), _why_incomplete(matter, question))
        return True
    return await carry_out(turn, matter, _submission(turn, matter, seen)) is not None


def _submission(turn: Turn, matter: Matter, seen: int | None) -> acts.Submit | acts.Resubmit:
    values, now = values_to_submit(matter), turn.tx.now
    if matter.case.state is State.DRAFT:
        by = matter.kept.prepared_by
        return acts.Submit(actor=turn.person, at=now, fields=values, seen=seen, prepared_by=by)
    return acts.Resubmit(actor=turn.person, at=now, fields=values, seen=seen)


def _why_incomplete(matter: Matter, question: Question) -> str:
    """What was clear when it was drawn and is no longer, such as a time now past, is asked once more."""
    reader = reader_in(matter)
    if not question.text or reader is None:
        return words.incomplete(question.cause or words.MISSING.format(label=question.field.label))
    was_clear = all(draft_in(matter).values.get(field.name) for field in (reader.fields.type, reader.fields.period))
    return f"{words.ASKED_AGAIN}{question.text}" if was_clear else words.incomplete(question.text)


async def cancel(turn: Turn, matter: Matter, seen: int | None = None) -> bool:
    """取消: drop a draft and show what is lost; of a returned case only what was changed since. False when refused."""
    if await _refused(turn, matter, Verb.CANCEL, seen):
        return False
    if matter.case.state is State.RETURNED:
        kept = await save_case_draft(turn.tx, matter.kept, matter.case.fields)
        await refresh_case(turn.tx, replace(matter, kept=kept), turn.person)
        await close_dialogues_about(turn.tx, matter.kept.no, turn.person.id)
        await turn.say(words.REFILL_LEFT.format(no=matter.form.number(matter.kept.no)), matter.kept.no)
        return True
    lost = lost_in(matter)
    if await carry_out(turn, matter, acts.Drop(actor=turn.person, at=turn.tx.now, seen=seen)) is None:
        return False
    await turn.say(words.dropped(matter.form, matter.kept.no, lost), matter.kept.no)
    return True


async def step_back(turn: Turn, filling: Filling) -> None:
    """返回: a change is not made, or the last answer is taken back."""
    matter = await _open(turn, filling)
    if matter is None:
        return
    if filling.stage is Stage.EDITING:
        await keep(turn, replace(filling, stage=Stage.CONFIRMING))
        await turn.say(words.UNCHANGED, filling.number)
    elif not filling.earlier:
        await turn.say(words.FIRST_STEP, filling.number)
    else:
        *earlier, memory = filling.earlier
        values = cast("Mapping[str, Stored]", memory.get("values", {}))
        back = await _save(turn, matter, replace(draft_of(State.RETURNED, {}, memory), values=values))
        await _go_on(turn, back, replace(filling, earlier=tuple(earlier)), words.BACK)


async def resume(turn: Turn, filling: Filling) -> None:
    """Show the draft again and ask what is still open."""
    if matter := await _open(turn, filling):
        await _go_on(turn, matter, filling, words.resumed(matter.form, matter.kept.no))


async def redraw(turn: Turn, matter: Matter) -> None:
    """Bring the card of the person's own draft up to date."""
    if matter.case.applicant.id == turn.person.id:
        await draw_draft(turn, matter, await copies_of_draft(turn, matter))


async def _store(turn: Turn, matter: Matter, filling: Filling, draft: Draft, *said: str, done: str = "") -> None:
    before = draft_in(matter)
    after = await _save(turn, matter, draft)
    earlier = filling.earlier if before.values == draft.values else (*filling.earlier, _memory(before))
    await _go_on(turn, after, replace(filling, earlier=earlier), *said, done=done)


async def _save(turn: Turn, matter: Matter, draft: Draft) -> Matter:
    kept = await save_case_draft(turn.tx, matter.kept, draft.values, memory_of(draft, matter.case.state))
    return replace(matter, kept=kept)


def _memory(draft: Draft) -> Mapping[str, object]:
    return memory_of(draft, State.RETURNED)


async def _go_on(turn: Turn, matter: Matter, filling: Filling, *said: str, done: str = "") -> None:
    """Ask the next question, or show all of it to confirm. `done` is said where only an older card changes."""
    question = question_in(matter)
    await keep(turn, replace(filling, stage=Stage.ASKING if question else Stage.CONFIRMING))
    lines, is_press = list(said), turn.channel is Channel.CARD
    is_drawn = question is None or is_pressed(question) or is_press
    copies = await copies_of_draft(turn, matter) if is_drawn else []
    is_shown = is_drawn and (is_press or not is_out_here(turn, copies))
    if not is_shown and (question or done):
        lines.append(question_text(turn, matter, question) if question else done)
    if lines:
        await turn.say("\n".join(lines), filling.number)  # before a new card, which stands at the end of the chat
    if is_drawn:
        await draw_draft(turn, matter, copies)


async def _open(turn: Turn, filling: Filling) -> Matter | None:
    """The draft, locked; None after saying why nothing of it can be changed."""
    matter = await open_matter(turn, filling.number)
    if matter is None or await _refused(turn, matter, Verb.EDIT, None):
        return None
    return matter


async def _refused(turn: Turn, matter: Matter, verb: Verb, seen: int | None) -> bool:
    """Whether it is not theirs to fill in now, or the card is older than the draft; then that is said."""
    kind = _KINDS.get(matter.case.state, ActKind.SUBMIT)
    refused = may(matter.case, turn.person, kind, matter.policy, turn.tx.now).refused
    if refused is not None:
        turn.note("request.refuse", matter.kept.no, attempt=verb.value, cause=refused.cause.value)
        await turn.say(refused.sentence, matter.kept.no)
    elif seen is not None and seen != matter.case.version:
        turn.note("request.refuse", matter.kept.no, attempt=verb.value, cause="stale")
        await turn.say(refusals.STALE, matter.kept.no)
    else:
        return False
    return True
