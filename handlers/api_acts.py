"""What another system does for a person: by the same rules, rights and records as if they did it in the chat."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.flow.case import State
from domain.forms.drafting import Draft
from domain.forms.drafting_json import memory_of
from domain.forms.planning import plan_of
from domain.ids import Minutes, RequestNo
from handlers import case_acts
from handlers.api_fields import read_fields
from handlers.case_acts import Seen
from handlers.facts import directory_for
from handlers.form_filling import send
from handlers.form_sheet import draft_in, reader_in
from handlers.matter import Matter, matter_of, open_matter
from handlers.services import forms_offered
from handlers.turn import Turn
from storage.cases import create_case, find_case, save_case_draft

NOT_OFFERED = "没有提交：没有这种表单，或者这个人现在不能发起。"


@dataclass(frozen=True, slots=True)
class NotSubmitted:
    """Nothing is left of it. `field` is the first that is wrong, empty where what was said tells why."""

    sentence: str = ""
    field: str = ""


async def submit_for(turn: Turn, form_key: str, given: Mapping[str, object]) -> RequestNo | NotSubmitted:
    """A draft that is filled in and submitted at once; whoever gets `NotSubmitted` takes all of it back."""
    form = next((form for form in await forms_offered(turn) if form.key == form_key), None)
    if form is None:
        return NotSubmitted(NOT_OFFERED)
    read = read_fields(form, given, await directory_for(turn.tx, turn.office))
    if read.wrong:
        name, sentence = next(iter(read.wrong.items()))
        return NotSubmitted(sentence, name)
    draft = Draft(values=read.values)
    plan = plan_of(form, Minutes(turn.office.shift.minutes))
    kept = await create_case(turn.tx, turn.person, form, plan, draft.values, memory_of(draft, State.DRAFT))
    matter = await _to_the_minute(turn, await matter_of(turn.tx, turn.office, kept))
    turn.note("request.draft", kept.no, version=kept.case.version)
    await send(turn, matter)
    after = await find_case(turn.tx, kept.no)
    return kept.no if after is not None and after.case.state is not State.DRAFT else NotSubmitted()


async def _to_the_minute(turn: Turn, matter: Matter) -> Matter:
    """A leave whose time comes as instants leaves nothing to be asked about it."""
    reader = reader_in(matter)
    if reader is None:
        return matter
    draft = reader.written(draft_in(matter))
    kept = await save_case_draft(turn.tx, matter.kept, draft.values, memory_of(draft, State.DRAFT))
    return replace(matter, kept=kept)


async def known_matter(turn: Turn, no: RequestNo) -> Matter | None:
    """The case, locked; None for one that is not there or not this person's to know."""
    matter = await open_matter(turn, no)
    return matter if matter is not None and matter.is_known_to(turn.person, turn.tx.now) else None


async def decide_for(turn: Turn, matter: Matter, seen: Seen, words: str, *, agrees: bool) -> bool:
    """Agree or refuse. False: it was refused, and what was said tells why."""
    if agrees:
        return await case_acts.agree(turn, matter, seen, words) is not None
    return await case_acts.refuse(turn, matter, seen, words) is not None
