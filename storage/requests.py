"""Requests and their steps: rows to values and back. Who may change them is decided elsewhere, under `lock_request`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, text, update

from domain.ids import PersonId, RequestNo
from domain.request import Approver, Channel, Decision, Request, State, Step, StepState, Verdict
from storage.database import Tx
from storage.rows import AnyRow
from storage.tables import requests, step_approvers

# One statement for all of a request: loading the parts one by one takes thrice as long.
LOCK = text("select no, plan is not null as is_case from requests where no = :no for update")
SAVE = text("""
    update requests
    set state = :state, version = :version, submitted_at = cast(:submitted_at as timestamptz),
        finished_at = cast(:finished_at as timestamptz), urged_at = cast(:urged_at as timestamptz)
    where no = :no
""")
SAVE_STEP = text("""
    insert into steps (request_no, ordinal, label, state, opened_at, closed_at)
    values (:request_no, :ordinal, :label, :state, cast(:opened_at as timestamptz), cast(:closed_at as timestamptz))
    on conflict (request_no, ordinal) do update
    set state = excluded.state, opened_at = excluded.opened_at, closed_at = excluded.closed_at
""")
DECIDE = text("""
    insert into decisions (request_no, step, actor_id, action, comment, channel, decided_at)
    values (:request_no, :step, :actor_id, :action, :comment, :channel, :decided_at)
""")
LOAD = text("""
    select r.*, applicant.name as applicant_name, (
        select json_agg(json_build_object(
            'ordinal', s.ordinal, 'label', s.label, 'state', s.state,
            'opened_at', s.opened_at, 'closed_at', s.closed_at,
            'approvers', (
                select json_agg(json_build_object(
                    'person_id', a.person_id, 'name', p.name, 'source', a.source,
                    'is_active', p.status = 'active' and exists (
                        select 1 from accounts where accounts.person_id = p.id and accounts.active
                    )
                ) order by a.person_id)
                from step_approvers a join people p on p.id = a.person_id
                where a.request_no = s.request_no and a.ordinal = s.ordinal
            ),
            'decision', (
                select json_build_object(
                    'actor_id', d.actor_id, 'name', p.name, 'action', d.action, 'comment', d.comment,
                    'channel', d.channel, 'decided_at', d.decided_at
                )
                from decisions d join people p on p.id = d.actor_id
                where d.request_no = s.request_no and d.step = s.ordinal
                order by d.id limit 1
            )
        ) order by s.ordinal)
        from steps s where s.request_no = r.no
    ) as steps
    from requests r join people applicant on applicant.id = r.applicant_id
    where r.no = any(:numbers) and r.plan is null
""")


class Runs(StrEnum):
    """On which of the two engines a request runs; they share one space of numbers."""

    LEAVE = "leave"
    CASE = "case"


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
    """The request, to be changed: nobody else changes it until the transaction ends. None for a case's number too."""
    return await find_request(tx, number) if await lock_number(tx, number) is Runs.LEAVE else None


async def lock_number(tx: Tx, number: RequestNo) -> Runs | None:
    """Lock whatever has this number; what kind it is, or None if nothing has it."""
    row = (await tx.conn.execute(LOCK, {"no": number})).first()
    if row is None:
        return None
    return Runs.CASE if row.is_case else Runs.LEAVE


async def load_requests(tx: Tx, numbers: Sequence[RequestNo]) -> list[Filed]:
    """Several leaves in the order given; unknown numbers and those of cases are left out."""
    rows = await tx.conn.execute(LOAD, {"numbers": list(numbers)})
    found = {row.no: _filed(row) for row in rows}
    return [found[number] for number in numbers if number in found]


async def save_draft(tx: Tx, number: RequestNo, fields: Mapping[str, object]) -> None:
    """New contents of a draft, hence a new version: cards drawn before are stale."""
    query = update(requests).where(requests.c.no == number, requests.c.state == State.DRAFT)
    await tx.conn.execute(query.values(fields=dict(fields), version=requests.c.version + 1))


async def save_request(tx: Tx, before: Request, after: Request) -> None:
    """Write the step from one value to the next; steps are made when the request is submitted."""
    values = {
        "no": after.no,
        "state": after.state,
        "version": after.version,
        "submitted_at": after.submitted_at,
        "finished_at": after.finished_at,
        "urged_at": after.urged_at,
    }
    await tx.conn.execute(SAVE, values)
    known = {step.ordinal: step for step in before.steps}
    changed = [step for step in after.steps if step != known.get(step.ordinal)]
    await tx.conn.execute(SAVE_STEP, [_step_values(after.no, step) for step in changed])
    for step in changed:
        await _save_people(tx, after.no, step, known.get(step.ordinal))


def _step_values(number: RequestNo, step: Step) -> dict[str, object]:
    return {
        "request_no": number,
        "ordinal": step.ordinal,
        "label": step.label,
        "state": step.state,
        "opened_at": step.opened_at,
        "closed_at": step.closed_at,
    }


async def _save_people(tx: Tx, number: RequestNo, step: Step, before: Step | None) -> None:
    """Who is asked now, and who has decided."""
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
    values = {
        "request_no": number,
        "step": ordinal,
        "actor_id": decision.actor,
        "action": decision.verdict,
        "comment": decision.comment,
        "channel": decision.channel,
        "decided_at": decision.at,
    }
    await tx.conn.execute(DECIDE, values)


def _filed(row: AnyRow) -> Filed:
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
        steps=tuple(_step(step) for step in row.steps or ()),
    )
    return Filed(request, row.fields)


def _step(step: Mapping[str, Any]) -> Step:
    decision = step["decision"]
    return Step(
        ordinal=step["ordinal"],
        label=step["label"],
        approvers=tuple(_approver(each) for each in step["approvers"] or ()),
        state=StepState(step["state"]),
        opened_at=_instant(step["opened_at"]),
        closed_at=_instant(step["closed_at"]),
        decision=_decision(decision) if decision else None,
    )


def _approver(each: Mapping[str, Any]) -> Approver:
    return Approver(PersonId(each["person_id"]), each["name"], each["source"], is_active=each["is_active"])


def _decision(decision: Mapping[str, Any]) -> Decision:
    return Decision(
        actor=PersonId(decision["actor_id"]),
        actor_name=decision["name"],
        verdict=Verdict(decision["action"]),
        comment=decision["comment"],
        channel=Channel(decision["channel"]),
        at=datetime.fromisoformat(decision["decided_at"]),
    )


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
