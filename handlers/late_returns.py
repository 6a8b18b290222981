"""A leave is over and nobody has said that they are back: its person is asked, then those above are told."""

from domain.forms.directory import Directory
from domain.forms.finding import Request, find
from domain.forms.who import Counsellor, DepartmentHead, Leader
from domain.ids import PersonId
from domain.leave_return import Absence
from domain.leave_types import STAFF
from domain.office import Office
from domain.overdue_return import STALE, Stage, due_stages
from domain.texts import leave_returns as words
from handlers.facts import directory_for, hours_for, member_for
from handlers.matter import Matter, matters
from handlers.tell import tell
from storage.database import Tx
from storage.leave_returns import overdue

LONGEST_PAUSE = STALE * 5  # days off in a row during which nobody is written to


async def ask_late(tx: Tx, office: Office) -> int:
    """Do what is due, each once; how much was due by now."""
    now = tx.now.astimezone(office.campus)
    late = [each for each in await overdue(tx, tx.now - LONGEST_PAUSE) if each.needs_return(office.shift.minutes)]
    hours = {each.person: await hours_for(tx, office, each.person) for each in late}
    due = [(each, stages) for each in late if (stages := due_stages(each, now, hours[each.person]))]
    if not due:
        return 0
    directory = await directory_for(tx, office)
    known = await matters(tx, office, [each.no for each, _ in due])
    for absence, stages in due:
        for stage in stages:
            await _do(tx, office, directory, known[absence.no], absence, stage)
    return sum(len(stages) for _, stages in due)


async def _do(tx: Tx, office: Office, directory: Directory, matter: Matter, absence: Absence, stage: Stage) -> None:
    key = f"late:{absence.no}:{absence.end.isoformat()}:{stage}"
    if stage in {Stage.EVENING, Stage.MORNING}:
        await tell(tx, absence.person, words.asked(absence, office.campus), key=key, request_no=absence.no)
        return
    number = f"单号 {matter.form.number(absence.no)}"
    text = words.not_back(matter.case.applicant.name, number, absence, office.campus)
    for person in _above(directory, matter, stage):
        await tell(tx, person, text, key=f"{key}:{person}", request_no=absence.no)


def _above(directory: Directory, matter: Matter, stage: Stage) -> list[PersonId]:
    """The direct leader, a student's counsellor; then the head of the department, who is not told a second time."""
    applicant = member_for(directory, matter.case.applicant)
    request = Request(applicant=applicant, values={}, directory=directory)
    is_staff = directory.kind(applicant) == STAFF
    nearest = [each.member.person.id for each in find([Leader(1) if is_staff else Counsellor()], request)]
    if stage is Stage.LEADER:
        return [each for each in nearest if each != applicant.person.id]
    heads = [each.member.person.id for each in find([DepartmentHead()], request)]
    return [each for each in heads if each not in {applicant.person.id, *nearest}]
