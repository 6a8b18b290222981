"""Every hour: whoever has not said that they are back, or owes a proof, is asked; in time those above, or HR, hear."""

from handlers.late_returns import ask_late
from handlers.leave_proofs import ask_for_proofs
from handlers.repricing import end_silent
from jobs.runs import Run
from storage.database import Tx


async def see_to_returns(tx: Tx, run: Run) -> str:
    """Each of them is said once, however often this runs."""
    office = run.surroundings.office
    late, silent, owed = await ask_late(tx, office), await end_silent(tx, office), await ask_for_proofs(tx, office)
    return f"未销假 {late} 次，假期重算没有答复 {silent} 次，欠证明 {owed} 份"
