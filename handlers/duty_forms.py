"""A duty that a form fulfils is done when the form's case is: one case, one time."""

from domain.flow.case import State
from domain.flow.outcome import Done
from domain.office import Office
from handlers.duty_done import open_owed, settle
from handlers.matter import Matter
from storage.database import Tx
from storage.duties import load_catalogue
from storage.obligations import ObligationState, open_among


async def finish_by_case(tx: Tx, office: Office, matter: Matter, done: Done) -> None:
    """Of the applicant's duties with this form, the one that is due first."""
    if done.case.state is not State.APPROVED:
        return
    duties = (await load_catalogue(tx)).by_form.get(matter.kept.form, ())
    if not duties:
        return
    applicant = done.case.applicant.id
    for number in (await open_among(tx, applicant, [duty.code for duty in duties]))[:1]:
        owed = await open_owed(tx, number)
        if owed is not None and owed.it.state is ObligationState.OPEN:
            await settle(tx, office, owed, applicant, f"单号 {matter.form.number(matter.no)}")
