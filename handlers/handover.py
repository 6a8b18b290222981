"""Requests whose approvers have all left go on with whom the directory names now."""

from dataclasses import replace

from domain import approval
from domain.leave import leave_from
from domain.office import Office
from domain.route import plan_route, successors
from handlers.show import show
from storage.alerts import raise_alert
from storage.chart import chart_of
from storage.database import Tx
from storage.request_lists import deserted
from storage.requests import Filed, lock_request, save_request

AT_ONCE = 200  # requests per transaction


async def hand_over(tx: Tx, office: Office) -> int:
    """Give every deserted step new approvers; how many got some. To be called after the directory has changed."""
    moved = 0
    for number in await deserted(tx, AT_ONCE):
        filed = await lock_request(tx, number)
        step = filed.request.open_step if filed else None
        if filed is not None and step is not None and step.is_deserted:
            moved += await _hand_over(tx, filed, office)
    return moved


async def _hand_over(tx: Tx, filed: Filed, office: Office) -> bool:
    request, leave = filed.request, leave_from(filed.fields)
    chart = await chart_of(tx, request.applicant)
    planned = plan_route(request.applicant, chart, leave.minutes, office.leave) if leave else ()
    after = approval.hand_over(request, successors(request.steps, planned))
    if after == request:
        await raise_alert(
            tx,
            f"deserted:{request.no}",
            f"单号 {request.no} 的审批人都已离职，通讯录里也没有接替的人，请{office.contact}处理。",
        )
        return False
    await save_request(tx, request, after)
    step = after.open_step
    tx.audit("job:handover", "request.hand_over", f"request:{request.no}", step=step.ordinal if step else None)
    await show(tx, replace(filed, request=after), office)
    return True
