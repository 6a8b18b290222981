"""Everything that can be asked below people and requests. A new operation is one entry."""

from http import HTTPStatus
from typing import Final

from domain.api_tokens import Scope
from web.api import models, people, requests, webhooks
from web.api.operation import AnyOperation, Operation

STAFF_NO = r"[^/]{1,64}"
NUMBER = r"[1-9][0-9]{0,14}"  # below LARGEST_NUMBER
_PERSON: Final = {HTTPStatus.NOT_FOUND: "没有这个人"}
_REQUEST: Final = {HTTPStatus.NOT_FOUND: "没有这张单"}

OPERATIONS: Final[tuple[AnyOperation, ...]] = (
    Operation(
        method="GET",
        path="/api/v1/people",
        name="listPeople",
        summary="通讯录里的人，离职的也在内",
        scope=Scope.PEOPLE,
        given=models.PeopleAsked,
        answer=models.People,
        carry=people.list_people,
    ),
    Operation(
        method="GET",
        path="/api/v1/people/{staff_no}",
        name="getPerson",
        summary="一个人",
        scope=Scope.PEOPLE,
        given=models.Nothing,
        answer=models.Person,
        carry=people.one_person,
        parts={"staff_no": STAFF_NO},
        errors=_PERSON,
    ),
    Operation(
        method="GET",
        path="/api/v1/people/{staff_no}/leave-balances",
        name="getLeaveBalances",
        summary="一个人各种假的余额",
        scope=Scope.LEAVE,
        given=models.Nothing,
        answer=models.Balances,
        carry=people.leave_balances,
        parts={"staff_no": STAFF_NO},
        errors=_PERSON,
    ),
    Operation(
        method="GET",
        path="/api/v1/people/{staff_no}/attendance-days",
        name="listAttendanceDays",
        summary="一个人各天的考勤结果",
        scope=Scope.ATTENDANCE,
        given=models.DaysAsked,
        answer=models.Days,
        carry=people.attendance_days,
        parts={"staff_no": STAFF_NO},
        errors=_PERSON,
    ),
    Operation(
        method="GET",
        path="/api/v1/departments",
        name="listDepartments",
        summary="部门和负责人",
        scope=Scope.DEPARTMENTS,
        given=models.Paged,
        answer=models.Departments,
        carry=people.list_departments,
    ),
    Operation(
        method="GET",
        path="/api/v1/requests",
        name="listRequests",
        summary="提交过的申请，新的在前",
        scope=Scope.REQUESTS,
        given=models.RequestsAsked,
        answer=models.Requests,
        carry=requests.list_requests,
    ),
    Operation(
        method="GET",
        path="/api/v1/requests/{no}",
        name="getRequest",
        summary="一张单和它的经过",
        scope=Scope.REQUESTS,
        given=models.Nothing,
        answer=models.FullRequest,
        carry=requests.one_request,
        parts={"no": NUMBER},
        errors=_REQUEST,
    ),
    Operation(
        method="POST",
        path="/api/v1/requests",
        name="submitRequest",
        summary="代人提交一张申请；填不全、不合规则就不留下任何东西",
        scope=Scope.SUBMIT,
        given=models.Submission,
        answer=models.FullRequest,
        carry=requests.submit,
        status=HTTPStatus.CREATED,
    ),
    Operation(
        method="POST",
        path="/api/v1/requests/{no}/decisions",
        name="decideRequest",
        summary="代人同意或驳回；须正轮到这个人办，要签名的步骤不能代办",
        scope=Scope.DECIDE,
        given=models.Decision,
        answer=models.FullRequest,
        carry=requests.decide,
        parts={"no": NUMBER},
        errors={
            HTTPStatus.NOT_FOUND: "没有这张单，或者这个人不能知道它",
            HTTPStatus.CONFLICT: "没有办成，detail 说明原因",
        },
    ),
    Operation(
        method="GET",
        path="/api/v1/webhook-calls",
        name="listWebhookCalls",
        summary="发给 webhook 的通知和每次发送的结果",
        scope=Scope.WEBHOOKS,
        given=models.CallsAsked,
        answer=models.Calls,
        carry=webhooks.list_calls,
    ),
    Operation(
        method="POST",
        path="/api/v1/webhook-calls/{no}/replays",
        name="replayWebhookCall",
        summary="再发一次已发完或已放弃的通知；webhook-id 不变",
        scope=Scope.WEBHOOKS,
        given=models.Nothing,
        answer=models.Replayed,
        carry=webhooks.replay,
        parts={"no": NUMBER},
        status=HTTPStatus.CREATED,
        errors={HTTPStatus.CONFLICT: "没有重发"},
    ),
)
