"""Requests whose approvers have all left go on with whom the directory names now."""

from domain.flow.acts import HandOver
from domain.flow.case import Run
from domain.flow.naming import Choice, Nobody, Skip, choose_among
from domain.flow.resolver import CLOCK
from domain.office import Office
from domain.people import Person
from handlers.course import settle_act
from handlers.matter import Matter, open_case
from storage.alerts import raise_alert
from storage.database import Tx
from storage.request_lists import deserted

AT_ONCE = 200  # requests per transaction
BY = "job:handover"


async def hand_over(tx: Tx, office: Office) -> int:
    """Give what waits only for people who left to others; how many went on. After the directory has changed."""
    moved = 0
    for number in await deserted(tx, AT_ONCE):
        matter = await open_case(tx, office, number)
        run = _deserted_run(matter) if matter else None
        if matter is not None and run is not None:
            moved += await _hand_over(tx, office, matter, run)
    return moved


def _deserted_run(matter: Matter) -> Run | None:
    """The step under way in which nobody is left who could answer."""
    return next(
        (run for run in matter.case.runs if run.open and not any(place.person.is_active for place in run.open)), None
    )


async def _hand_over(tx: Tx, office: Office, matter: Matter, run: Run) -> bool:
    to = _successor(matter, run)
    if to is not None:
        act = HandOver(actor=CLOCK, at=tx.now, leaver=run.open[0].person, to=to)
        if isinstance(await settle_act(tx, office, matter, act, by=BY), Matter):
            return True
    number = matter.form.number(matter.no)
    await raise_alert(
        tx,
        f"deserted:{matter.no}",
        f"单号 {number} 的审批人都已离职，通讯录里也没有接替的人，请{office.contact}处理。",
    )
    return False


def _successor(matter: Matter, run: Run) -> Person | None:
    """Whom the step would ask now."""
    step, fields, resolver = matter.case.plan.step(run.key), matter.case.fields, matter.resolver
    choice = Choice(
        applicant=matter.case.applicant.id,
        named=resolver.resolve(step, fields),
        above=lambda: resolver.above(step, fields),
        admins=matter.policy.admins,
    )
    found = choose_among(choice, step)
    return None if isinstance(found, Skip | Nobody) else next((each.person for each in found), None)
