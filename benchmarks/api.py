"""The list of requests through the served program: 50,000 people, two years of requests, 100 questions a second."""

import random
import re
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop
from sqlalchemy import text

from benchmarks import client, product
from benchmarks.table import Figure
from domain.api_tokens import Token, hash_of, token_text
from storage.api_tokens import add_token
from storage.database import Database
from storage.embedded import embedded

PEOPLE, REQUESTS_EACH = 50_000, 12  # six a year
OPEN_EVERY = 100  # one request of so many waits for somebody
PACE, SECONDS = 100, 10
P99 = 30.0  # milliseconds
PUBLIC, SECRET = bytes(6), bytes(32)
FILL = (
    """
    insert into people (staff_no, name, position)
    select 'T' || n, '教师' || n, '教师' from generate_series(1, :people) n
    """,
    """
    insert into requests (form, form_version, applicant_id, state, fields, created_at, submitted_at, finished_at)
    select (array['teacher_leave', 'seal_use', 'purchase'])[1 + at.place % 3], 1, at.applicant,
        case when at.is_open then 'pending' else 'approved' end, '{"reason": "家里有事"}',
        at.begins, at.begins, case when at.is_open then null else at.begins + interval '1 day' end
    from (
        select p.id as applicant, (cast(:n as int) + p.id) as place, (cast(:n as int) * p.id) % :every = 0 as is_open,
            cast(:now as timestamptz) - (cast(:each as int) - cast(:n as int)) * interval '60 days' as begins
        from people p
    ) at
    """,
    """
    insert into places (request_no, no, step, label, person_id, asked_at)
    select no, 1, 'head', '部门负责人审批', 1 + applicant_id % :people, submitted_at
    from requests where state = 'pending'
    """,
    "analyze",
)
FILTERS = ("", "&form=purchase", "&state=pending", "&applicant=T{number}", "&after={cursor:x}")


def measure() -> list[Figure]:
    """A page of fifty each, with all kinds of filters."""
    with ExitStack() as stack:
        folder = stack.enter_context(product.folder())
        port = product.free_port()
        configuration = product.write_configuration(folder, port)
        product.run(configuration, "migrate")
        uvloop.run(_fill(folder / "postgres"))
        ours = product.serve(configuration, port)
        stack.callback(ours.stop)
        uvloop.run(client.pace(port, _questions(PACE), per_second=PACE))  # warms up
        outcome = uvloop.run(client.pace(port, _questions(PACE * SECONDS), per_second=PACE))
        if outcome.refused:
            raise RuntimeError(f"refused {outcome.refused} questions")
    p99 = outcome.quantile(0.99)
    figures = f"{outcome.quantile(0.5):.1f} / {p99:.1f} ms"
    return [Figure(f"request list at {PACE}/s: p50 / p99", figures, f"p99 ≤ {P99:.0f} ms", is_met=p99 <= P99)]


async def _fill(place: Path) -> None:
    now = datetime.now(UTC)
    async with embedded(place) as address:
        database = Database(address)
        async with database.begin(now) as tx:
            for statement in FILL:
                for n in range(1, REQUESTS_EACH + 1 if ":n " in statement else 2):
                    named = {"people": PEOPLE, "each": REQUESTS_EACH, "every": OPEN_EVERY, "now": now, "n": n}
                    wanted = {name: value for name, value in named.items() if re.search(rf":{name}\b", statement)}
                    await tx.conn.execute(text(statement), wanted)
            token = Token(
                name="bench",
                hash=hash_of(SECRET.hex()),
                scopes=frozenset({"requests"}),
                expires_at=now + timedelta(days=1),
            )
            await add_token(tx, token, PUBLIC.hex())
        await database.close()


def _questions(count: int) -> list[bytes]:
    chosen = random.Random(count)
    token = token_text(PUBLIC, SECRET)
    questions: list[bytes] = []
    for place in range(count):
        number, cursor = chosen.randint(1, PEOPLE), chosen.randint(1100, PEOPLE * REQUESTS_EACH)
        query = FILTERS[place % len(FILTERS)].format(number=number, cursor=cursor)
        head = (
            f"GET /api/v1/requests?limit=50{query} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
        )
        questions.append(head.encode())
    return questions
