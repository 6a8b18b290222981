"""One form that a page sent for a draft: read, kept, submitted. Whether it may be is decided by the handlers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from domain.attachment import AttachmentRefused
from domain.forms.drafting import Draft
from domain.forms.drafting_json import memory_of
from domain.forms.fields import MOST_FILES, Field, FieldType
from domain.forms.pages import Given
from domain.forms.values import Stored, is_empty
from handlers.form_filling import redraw, send
from handlers.form_sheet import draft_in, reader_in
from handlers.matter import Matter
from storage.attachments import drop_attachment, keep
from storage.cases import WITH_APPLICANT, save_case_draft
from web.h5.draft_sheet import is_file, moment_of, page_fields, wrong_in
from web.h5.posted import Posted, Sent
from web.h5.sheet.reading import read_sheet
from web.h5.visits import Visit

STALE = "这份草稿刚在别处改过，本页写的还没有存。请核对后再按一次，以本页写的为准。"
STALE_UNSEEN = "没有存上：这份草稿刚在别处改过。请重新打开本页。"
ONLY_PICTURES = "“{label}”只收图片。请重新选择。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of it. `given` is shown instead of what is kept; `problems` belong to no field."""

    visit: Visit
    is_submitted: bool = False
    is_over: bool = False
    is_stale: bool = False
    given: Given | None = None
    errors: Mapping[str, str] = field(default_factory=dict[str, str])
    problems: tuple[str, ...] = ()
    more_rows: Mapping[str, int] = field(default_factory=dict[str, int])


def is_fillable(visit: Visit) -> bool:
    """Whether there is a form to fill in for this person."""
    return visit.is_applicants and visit.matter.case.state in WITH_APPLICANT


async def take_form(visit: Visit, posted: Posted) -> Outcome:
    """Keep what was sent, and do what the pressed button says."""
    if not is_fillable(visit):
        return Outcome(visit=visit, is_over=True)
    verb, _, about = posted.control("do").partition(":")
    given: Given = {name: texts for name, texts in posted.texts.items() if not name.startswith(".")}
    if posted.control("seen") != str(visit.matter.case.version):
        return Outcome(visit=visit, is_stale=True, given=given, problems=(STALE,))
    outcome = await _keep(visit, _without_row(given, about) if verb == "cut" else given, posted.files)
    match verb:
        case "add":
            return replace(outcome, more_rows={about: 1})
        case "drop":
            return await _drop(outcome, about)
        case "submit":
            return await _submit(outcome)
        case _:
            return outcome


async def show_in_chat(visit: Visit) -> None:
    """Bring the draft's card up to date; not for every letter, since platforms let a card be redrawn seldom."""
    await redraw(visit.turn, visit.matter)


async def _keep(visit: Visit, given: Given, files: tuple[Sent, ...]) -> Outcome:
    """What fits is kept; what does not is shown again with its sentence."""
    matter = visit.matter
    before, fields = draft_in(matter).values, page_fields(matter.form)
    read = read_sheet(fields, given, before, moment_of(visit.turn, matter, fields))
    values, problems = dict(read.values), list[str]()
    for sent in files:
        problems.extend(await bring(visit, fields, sent, values))
    after = await _save(visit, values)
    shown = read.given if read.errors else None
    return Outcome(visit=after, given=shown, errors=read.errors, problems=tuple(problems))


async def _save(visit: Visit, values: Mapping[str, Stored]) -> Visit:
    """A draft in which nothing has changed stays the version it is, and so do its cards."""
    draft = draft_in(visit.matter)
    if _full(values) == _full(draft.values):
        return visit
    return await _keep_draft(visit, replace(draft, values=dict(values), asked="", offered=()))


async def _keep_draft(visit: Visit, draft: Draft) -> Visit:
    matter = visit.matter
    kept = await save_case_draft(visit.turn.tx, matter.kept, draft.values, memory_of(draft, matter.case.state))
    return replace(visit, matter=replace(matter, kept=kept))


async def _as_written(visit: Visit) -> Visit:
    """What a sentence has left open is settled by what stands on the page, to the minute."""
    reader, draft = reader_in(visit.matter), draft_in(visit.matter)
    if reader is None or reader.question(draft) is None:
        return visit
    return await _keep_draft(visit, reader.written(draft))


def _full(values: Mapping[str, Stored]) -> dict[str, Stored]:
    return {name: value for name, value in values.items() if not is_empty(value)}


async def bring(visit: Visit, fields: tuple[Field, ...], sent: Sent, values: dict[str, Stored]) -> list[str]:
    """Take one file in; the sentences why not."""
    wanted = next((each for each in fields if each.name == sent.field and is_file(each)), None)
    if wanted is None:
        return []
    there = values.get(wanted.name) or []
    try:
        kept = await keep(visit.turn.tx, visit.matter.no, visit.turn.person.id, wanted.name, sent.name, sent.content)
    except AttachmentRefused as refused:
        return [f"{sent.name}：{refused}"]
    if wanted.type is FieldType.PICTURE and not kept.media_type.startswith("image/"):
        return [ONLY_PICTURES.format(label=wanted.label)]
    if isinstance(there, list) and len(there) < MOST_FILES:
        values[wanted.name] = [*(each for each in there if _id_of(each) != str(kept.id)), _as_stored(kept.value)]
    return []


def _as_stored(value: Mapping[str, object]) -> Stored:
    return {name: each for name, each in value.items() if isinstance(each, str | int)}


def _id_of(value: Stored) -> str:
    return str(value["id"]) if isinstance(value, dict) else ""


async def _drop(outcome: Outcome, about: str) -> Outcome:
    """Take a file out again: field, colon, number."""
    name, _, number = about.partition(":")
    visit = outcome.visit
    values = dict(draft_in(visit.matter).values)
    there = values.get(name)
    if not isinstance(there, list) or number not in map(_id_of, there):
        return outcome
    values[name] = [each for each in there if _id_of(each) != number]
    await drop_attachment(visit.turn.tx, UUID(number))
    return replace(outcome, visit=await _save(visit, values))


def _without_row(given: Given, row: str) -> Given:
    return {name: texts for name, texts in given.items() if not name.startswith(f"{row}.")}


async def _submit(outcome: Outcome) -> Outcome:
    """Through the same door as the button in the chat, once nothing is missing."""
    visit = outcome.visit
    wrong = {**wrong_in(visit.matter), **outcome.errors}
    if wrong or outcome.problems:
        return replace(outcome, errors=wrong)
    visit = await _as_written(visit)
    if await send(visit.turn, visit.matter):
        return replace(outcome, is_submitted=True)
    return replace(outcome, problems=tuple(visit.turn.said))


def files_in(matter: Matter) -> dict[str, Stored]:
    """The files of each field for files."""
    values = draft_in(matter).values
    return {each.name: values.get(each.name) or [] for each in page_fields(matter.form) if is_file(each)}
