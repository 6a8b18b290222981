"""A gate's question through the served program: 30,000 students, three years of passes, 200 questions a second."""

import random
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

STUDENTS, PASSES_EACH = 30_000, 10
PACE, SECONDS = 200, 10
P99 = 20.0  # milliseconds
PUBLIC, SECRET = bytes(6), bytes(32)
FILL = (
    """
    insert into people (staff_no, name, position)
    select 'S' || n, '学生' || n, '学生' from generate_series(1, :students) n
    """,
    """
    insert into requests (form, form_version, applicant_id, state, fields, created_at, submitted_at, finished_at)
    select 'student_leave', 1, p.id, 'approved', '{}', :now, :now, :now from people p, generate_series(1, :each)
    """,
    """
    insert into gate_passes (request_no, person_id, starts_at, ends_at, made_at)
    select r.no, r.applicant_id, at.begins, at.begins + interval '9 hours', :now
    from (select no, applicant_id, row_number() over (partition by applicant_id) as n from requests) r
    cross join lateral (
        select cast(:now as timestamptz) - interval '1 hour' - (r.n - 1) * interval '50 days' as begins
    ) at
    """,
    "insert into campus_cards (number, person_id) select 'C' || id, id from people",
    "analyze",
)


def measure() -> list[Figure]:
    """Half of them by card."""
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
        flood = uvloop.run(client.flood(port, _questions(900)))  # below what one token may ask in a second
    p99 = outcome.quantile(0.99)
    figures = f"{outcome.quantile(0.5):.1f} / {p99:.1f} ms"
    return [
        Figure(f"gate question at {PACE}/s: p50 / p99", figures, f"p99 ≤ {P99:.0f} ms", is_met=p99 <= P99),
        Figure("gate questions, 32 in flight", f"{flood.per_second:,.0f}/s, p99 {flood.quantile(0.99):.1f} ms"),
    ]


async def _fill(place: Path) -> None:
    now = datetime.now(UTC)
    async with embedded(place) as address:
        database = Database(address)
        async with database.begin(now) as tx:
            for statement in FILL:
                named = {"students": STUDENTS, "each": PASSES_EACH, "now": now}
                wanted = {name: value for name, value in named.items() if f":{name}" in statement}
                await tx.conn.execute(text(statement), wanted)
            token = Token(
                name="bench",
                hash=hash_of(SECRET.hex()),
                scopes=frozenset({"gate"}),
                expires_at=now + timedelta(days=1),
            )
            await add_token(tx, token, PUBLIC.hex())
        await database.close()


def _questions(count: int) -> list[bytes]:
    chosen = random.Random(count)
    token = token_text(PUBLIC, SECRET)
    questions: list[bytes] = []
    for place in range(count):
        number = chosen.randint(1, STUDENTS)
        query = f"card=C{number}" if place % 2 else f"staff_no=S{number}"
        head = f"GET /api/v1/gate?{query} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
        questions.append(head.encode())
    return questions
