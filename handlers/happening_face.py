"""What the card of something that is being told shows: its facts in words, what it starts, and what may be pressed."""

from collections.abc import Sequence

from domain.duties.duty import Duty
from domain.duties.event_file import Origin
from domain.duties.event_kinds import EventKind
from domain.duties.happening import Happening
from domain.duties.report import Ask, Draft, by_use, departments_of, likeness, next_ask, started_by, waiting_for
from domain.duties.report_card import MOST_CHOICES, Face
from domain.duties.world import World
from domain.ids import PersonId
from domain.leave_length import describe_day
from domain.office import Office
from domain.texts import happenings as words
from handlers.happening_rights import Rights
from handlers.turn import Turn
from storage.happening_drafts import told_lately

NOT_YET = 0  # the number of a happening that is not noted


def ask_of(office: Office, rights: Rights, draft: Draft) -> Ask:
    """What is to be asked next."""
    return next_ask(draft, office.event_kinds.by_code.get(draft.code), waiting_for(rights.catalogue, draft))


async def face_of(turn: Turn, rights: Rights, draft: Draft) -> Face:
    """Everything that the card shows now."""
    office, ask, duties = turn.office, ask_of(turn.office, rights, draft), waiting_for(rights.catalogue, draft)
    departments = departments_of(duties)
    return Face(
        draft=draft,
        ask=ask,
        name=office.event_kinds.name_of(draft.code) if draft.code else "",
        when=words.day_of(draft.at.astimezone(office.campus), turn.today) if draft.at else "",
        deadline=describe_day(draft.deadline, today=turn.today) if draft.deadline else "",
        lines=lines_of(turn, draft, duties) if ask in {Ask.WHO, Ask.SHOWN} else (),
        choices=[each.name for each in await kinds_to_choose(turn, rights, draft)]
        if ask is Ask.KIND
        else (words.ALL, *own_departments(office, rights, turn.person.id, departments)),
        example=departments[0] if departments else "",
    )


def lines_of(turn: Turn, draft: Draft, duties: Sequence[Duty]) -> tuple[str, ...]:
    """Who must act, by when."""
    if draft.at is None:
        return ()
    happening = Happening(
        id=NOT_YET,
        code=draft.code,
        at=draft.at,
        subject=draft.subject,
        is_planned=draft.at > turn.tx.now,
        only=frozenset(draft.only),
        deadline=draft.deadline,
    )
    office = turn.office
    world = World(calendar=office.calendar, campus=office.campus, shifts=office.shifts)
    return tuple(
        words.line(
            each.duty.department,
            office.posts.titles.get(each.duty.post, ""),
            each.duty.title,
            each.occurrence.due_on if each.occurrence else None,
            turn.today,
        )
        for each in started_by(duties, happening, world)
    )


async def kinds_to_choose(turn: Turn, rights: Rights, draft: Draft) -> tuple[EventKind, ...]:
    """The documents that its words are likest to, of those that this person may tell."""
    kinds = turn.office.event_kinds.by_code.values()
    told = [kind for kind in kinds if kind.origin is Origin.DOCUMENT and rights.may_tell(kind)]
    usual = by_use(told, await told_lately(turn.tx, turn.person.id))
    return tuple(sorted(usual, key=lambda kind: -likeness(kind, draft.subject)))[:MOST_CHOICES]


def own_departments(office: Office, rights: Rights, person: PersonId, departments: Sequence[str]) -> tuple[str, ...]:
    """Those of the departments in which this person is."""
    member = rights.directory.members.get(person)
    chains = [rights.directory.chain(each) for each in (member.departments if member else ())]
    names = {name for chain in chains for each in chain for name in office.posts.names_of(each.name)}
    return tuple(each for each in departments if office.posts.names_of(each) & names)
