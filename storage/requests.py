"""Requests and their steps: rows to values and back. Who may change them is decided elsewhere, under `lock_request`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.ids import PersonId, RequestNo
from domain.request import Approver, Channel, Decision, Request, State, Step, StepState, Verdict
from storage.database import Tx
from storage.people import REACHABLE
from storage.rows import AnyRow
from storage.tables import decisions, people, requests, step_approvers, steps


@dataclass(frozen=True, slots=True)
class Filed:
    """A request with what was filled in; the fields' meaning belongs to the form."""

    request: Request
    fields: Mapping[str, object]


async def create_draft(tx: Tx, applicant: PersonId, form: str, version: int, fields: Mapping[str, object]) -> RequestNo:
    """A new draft; its number is the one it keeps."""
    query = (
        insert(requests)
        .values(form=form, form_version=version, applicant_id=applicant, fields=dict(fields), created_at=tx.now)
        .returning(requests.c.no)
    )
    return RequestNo((await tx.conn.execute(query)).scalar_one())


async def find_request(tx: Tx, number: RequestNo) -> Filed | None:
    """The request as it stands, to be shown."""
    return next(iter(await load_requests(tx, [number])), None)


async def lock_request(tx: Tx, number: RequestNo) -> Filed | None:
    """The request, to be changed: nobody else changes it until the transaction ends."""
    await tx.conn.execute(select(requests.c.no).where(requests.c.no == number).with_for_update())
    return await find_request(tx, number)


async def load_requests(tx: Tx, numbers: Sequence[RequestNo]) -> list[Filed]:
    """Several requests in the order given; unknown numbers are left out."""
    query = (
        select(requests, people.c.name.label("applicant_name"))
        .join(people, people.c.id == requests.c.applicant_id)
        .where(requests.c.no.in_(numbers))
    )
    rows = {row.no: row for row in await tx.conn.execute(query)}
    stepped = await _load_steps(tx, rows)
    return [_filed(rows[number], stepped[number]) for number in numbers if number in rows]


async def save_draft(tx: Tx, number: RequestNo, fields: Mapping[str, object]) -> None:
    """New contents of a draft, hence a new version: cards drawn before are stale."""
    query = update(requests).where(requests.c.no == number, requests.c.state == State.DRAFT)
    await tx.conn.execute(query.values(fields=dict(fields), version=requests.c.version + 1))


async def save_request(tx: Tx, before: Request, after: Request) -> None:
    """Write the step from one value to the next; steps are made when the request is submitted."""
    values = {
        "state": after.state,
        "version": after.version,
        "submitted_at": after.submitted_at,
        "finished_at": after.finished_at,
        "urged_at": after.urged_at,
    }
    await tx.conn.execute(update(requests).where(requests.c.no == after.no).values(values))
    known = {step.ordinal: step for step in before.steps}
    for step in after.steps:
        if step != known.get(step.ordinal):
            await _save_step(tx, after.no, step, known.get(step.ordinal))


async def _save_step(tx: Tx, number: RequestNo, step: Step, before: Step | None) -> None:
    times = {"state": step.state, "opened_at": step.opened_at, "closed_at": step.closed_at}
    query = upsert(steps).values(request_no=number, ordinal=step.ordinal, label=step.label, **times)
    await tx.conn.execute(query.on_conflict_do_update(index_elements=["request_no", "ordinal"], set_=times))
    known = before.approvers if before else ()
    asked = [
        {"request_no": number, "ordinal": step.ordinal, "person_id": a.person, "source": a.source}
        for a in step.approvers
        if a not in known
    ]
    if asked:
        await tx.conn.execute(insert(step_approvers), asked)
    if step.decision and (before is None or before.decision is None):
        await _save_decision(tx, number, step.ordinal, step.decision)


async def _save_decision(tx: Tx, number: RequestNo, ordinal: int, decision: Decision) -> None:
    query = insert(decisions).values(
        request_no=number,
        step=ordinal,
        actor_id=decision.actor,
        action=decision.verdict,
        comment=decision.comment,
        channel=decision.channel,
        decided_at=decision.at,
    )
    await tx.conn.execute(query)


async def _load_steps(tx: Tx, numbers: Iterable[int]) -> defaultdict[int, list[Step]]:
    wanted = list(numbers)
    asked = await _load_approvers(tx, wanted)
    decided = await _load_decisions(tx, wanted)
    found: defaultdict[int, list[Step]] = defaultdict(list)
    query = select(steps).where(steps.c.request_no.in_(wanted)).order_by(steps.c.request_no, steps.c.ordinal)
    for row in await tx.conn.execute(query):
        key = (row.request_no, row.ordinal)
        found[row.request_no].append(_step(row, tuple(asked[key]), decided.get(key)))
    return found


async def _load_approvers(tx: Tx, numbers: Sequence[int]) -> defaultdict[tuple[int, int], list[Approver]]:
    query = (
        select(step_approvers, people.c.name, REACHABLE.label("is_active"))
        .join(people, people.c.id == step_approvers.c.person_id)
        .where(step_approvers.c.request_no.in_(numbers))
        .order_by(step_approvers.c.person_id)
    )
    found: defaultdict[tuple[int, int], list[Approver]] = defaultdict(list)
    for row in await tx.conn.execute(query):
        found[row.request_no, row.ordinal].append(
            Approver(PersonId(row.person_id), row.name, row.source, is_active=row.is_active)
        )
    return found


async def _load_decisions(tx: Tx, numbers: Sequence[int]) -> dict[tuple[int, int], Decision]:
    query = (
        select(decisions, people.c.name)
        .join(people, people.c.id == decisions.c.actor_id)
        .where(decisions.c.request_no.in_(numbers))
    )
    return {(row.request_no, row.step): _decision(row) for row in await tx.conn.execute(query)}


def _decision(row: AnyRow) -> Decision:
    return Decision(
        actor=PersonId(row.actor_id),
        actor_name=row.name,
        verdict=Verdict(row.action),
        comment=row.comment,
        channel=Channel(row.channel),
        at=row.decided_at,
    )


def _step(row: AnyRow, approvers: tuple[Approver, ...], decision: Decision | None) -> Step:
    return Step(
        ordinal=row.ordinal,
        label=row.label,
        approvers=approvers,
        state=StepState(row.state),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        decision=decision,
    )


def _filed(row: AnyRow, found: list[Step]) -> Filed:
    request = Request(
        no=RequestNo(row.no),
        form=row.form,
        form_version=row.form_version,
        applicant=PersonId(row.applicant_id),
        applicant_name=row.applicant_name,
        created_at=row.created_at,
        state=State(row.state),
        version=row.version,
        submitted_at=row.submitted_at,
        finished_at=row.finished_at,
        urged_at=row.urged_at,
        steps=tuple(found),
    )
    return Filed(request, row.fields)
