"""Any form, any acts in any order, two replicas at once: what is booked, waited for and written down stays exact."""

from collections import Counter
from random import Random

from domain.flow.kinds import ActKind
from storage.database import Database
from tests.handlers.cases import broken
from tests.handlers.forms import with_forms
from tests.handlers.storm import ADMIN, APPLICANTS, Storm
from tests.handlers.two_platforms import give_role

FORMS = 5
GRANTED = 10 * 480
RULES = {
    "an approved leave is booked once, every other nets to nothing": """
        select r.no from requests r left join leave_ledger l on l.request_no = r.no group by r.no having
            (r.state = 'approved' and coalesce(sum(l.minutes), 0) <> -240)
            or (r.state <> 'approved' and coalesce(sum(l.minutes), 0) <> 0)
    """,
    "nothing is booked twice before it was taken back": """
        select request_no from leave_ledger where request_no is not null group by request_no
        having sum(sign(minutes)) not in (0, -1)
    """,
    "a balance is what was granted less what is approved": f"""
        select b.person_id from report.leave_balances b
        where b.leave_type = 'annual' and b.minutes <> {GRANTED} - 240 * (
            select count(*) from requests r
            where r.applicant_id = b.person_id and r.state = 'approved' and r.fields ->> 'leave_type' = '年假')
    """,
    "time is reserved exactly for what waits or is approved": """
        select r.no from requests r left join leave_periods p on p.request_no = r.no
        where coalesce(p.active, false) <> (r.state in ('pending', 'approved'))
    """,
    "every act has one audit row that names the real person and the one acted for": """
        select a.request_no || ' ' || a.no from acts a where 1 <> (
            select count(*) from audit u
            where u.object = 'request:' || a.request_no and u.detail ->> 'act' = a.no::text
              and u.actor = coalesce('person:' || a.actor_id, 'job:escalation')
              and (u.detail ->> 'on_behalf_of')::bigint is not distinct from a.on_behalf_of_id)
    """,
    "and no audit row tells of an act that never was": """
        select u.seq from audit u where u.detail ? 'act' and not exists (
            select from acts a where u.object = 'request:' || a.request_no and u.detail ->> 'act' = a.no::text)
    """,
    "nobody is asked twice over in one step": """
        select request_no from places group by request_no, step, person_id having count(*) > 1
    """,
    "one card per person, request and role": """
        select request_no from cards where state <> 'expired'
        group by request_no, person_id, role, platform, account, generation having count(*) > 1
    """,
}
MET = {
    ActKind.SUBMIT,
    ActKind.RESUBMIT,
    ActKind.AGREE,
    ActKind.REFUSE,
    ActKind.RETURN,
    ActKind.TRANSFER,
    ActKind.DELEGATE,
    ActKind.ADD,
    ActKind.TAKE_OUT,
    ActKind.WITHDRAW,
    ActKind.URGE,
    ActKind.COMMENT,
    ActKind.COPY,
    ActKind.READ,
    ActKind.UNDO,
    ActKind.ELAPSE,
    ActKind.JUMP,
    ActKind.END,
    ActKind.REPLACE,
}


async def test_whatever_is_done_at_once_on_two_replicas_every_book_agrees(college, address):
    await with_forms(college, "travel")
    give_role(college, "admin", ADMIN)
    for name in APPLICANTS:
        await college.grant(name, GRANTED / 480)
    other = Database(address)
    happened: Counter[ActKind] = Counter()

    for seed in range(FORMS):
        storm = Storm(college, (college.database, other), seed, Random(seed))
        await storm.rage()
        happened += storm.happened
    await other.close()

    assert {rule: found for rule, query in RULES.items() if (found := await college.rows(query))} == {}
    assert await broken(college) == []
    assert sorted(MET - (+happened).keys()) == [], happened
    assert await college.one("select count(*) from leave_ledger where minutes > 0 and request_no is not null")
