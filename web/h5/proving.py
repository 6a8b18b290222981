"""Proofs of an approved leave on its page: what may be brought, what was, and a file that comes."""

from dataclasses import dataclass

from domain.attachment import AttachmentRefused
from handlers.leave_proofs import keep_proof, place_of_proof, proof_wanted
from storage.attachments import attachments_of
from web.h5 import wording
from web.h5.acting import Outcome
from web.h5.posted import Posted
from web.h5.visits import Visit

PROOF = "proof"


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that is there already."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Proving:
    """What the page offers; `label` is empty where nothing may be brought."""

    label: str
    files: tuple[Brought, ...]


async def proving_of(visit: Visit) -> Proving | None:
    """To whoever may see the files; to the applicant also the way to bring one."""
    place, matter = place_of_proof(visit.matter.form), visit.matter
    if not place or place not in matter.look(visit.turn.person, visit.turn.tx).seen:
        return None
    kind = await proof_wanted(visit.turn, matter)
    filled = str(matter.case.fields.get(place) or "")
    files = [each for each in await attachments_of(visit.turn.tx, matter.no) if each.field == place]
    late = tuple(Brought(str(each.id), each.name) for each in files if str(each.id) not in filled)
    if matter.kept.finished_at is None or (kind is None and not late):
        return None
    return Proving(kind.proof.what or "证明材料" if kind else "", late)


async def take_proof_here(visit: Visit, posted: Posted) -> Outcome:
    """Keep what was sent; all of it or nothing."""
    kind = await proof_wanted(visit.turn, visit.matter)
    if kind is None:
        return Outcome(visit=visit, said=(wording.NO_PROOF_WANTED,))
    if not posted.files:
        return Outcome(visit=visit, said=(wording.NO_FILE_CHOSEN,))
    try:
        async with visit.turn.tx.undoable():
            for sent in posted.files:
                await keep_proof(visit.turn, visit.matter, kind, sent.content, sent.name)
    except AttachmentRefused as refused:
        return Outcome(visit=visit, said=(str(refused),))
    return Outcome(visit=visit, is_done=True)
