"""One token for all, fetched once, replaced once, and never readable where it is kept."""

import asyncio
from datetime import timedelta

import pytest

from adapters import tokens as tokens_module
from adapters.ports import PlatformBusy, PlatformMisconfigured
from adapters.tokens import Fetched, Seal, TokenKeeper, token_name
from tests.memory_tokens import MemoryTokens
from tests.wecom.stand_in import OK

NAME = "wecom:ww1:1000002:0123456789ab"


class Source:
    """Gives T1, T2, … and counts."""

    def __init__(self, expires_in: float = 7200, failures: list | None = None) -> None:
        self.given = 0
        self.expires_in = expires_in
        self.failures = failures or []

    async def __call__(self) -> Fetched:
        self.given += 1
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        return Fetched(f"T{self.given}", timedelta(seconds=self.expires_in))


def keeper(store: MemoryTokens, source: Source, secret: str = "s") -> TokenKeeper:
    return TokenKeeper(name=NAME, secret=secret, store=store, fetch=source, clock=store.clock)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.second = 1000.0

    def __call__(self) -> float:
        return self.second


async def test_a_hundred_callers_at_once_cause_one_fetch():
    source = Source()
    subject = keeper(MemoryTokens(), source)

    found = await asyncio.gather(*(subject.current() for _ in range(100)))

    assert {token.value for token in found} == {"T1"}
    assert source.given == 1


async def test_three_replicas_share_one_token():
    store, source = MemoryTokens(), Source()
    replicas = [keeper(store, source) for _ in range(3)]

    found = await asyncio.gather(*(replica.current() for replica in replicas for _ in range(50)))

    assert {token.value for token in found} == {"T1"}
    assert source.given == 1


async def test_a_storm_of_refusals_on_three_replicas_causes_one_fetch():
    store, source = MemoryTokens(), Source()
    replicas = [keeper(store, source) for _ in range(3)]
    failed = await asyncio.gather(*(replica.current() for replica in replicas))

    successors = await asyncio.gather(
        *(replica.successor(old) for replica, old in zip(replicas, failed, strict=True) for _ in range(70))
    )

    assert {token.value for token in successors} == {"T2"}
    assert source.given == 2


async def test_a_late_refusal_of_an_old_token_does_not_touch_the_new_one():
    store, source = MemoryTokens(), Source()
    subject = keeper(store, source)
    old = await subject.current()
    new = await subject.successor(old)

    assert await subject.successor(old) == new
    assert source.given == 2


async def test_another_replicas_token_is_taken_over_without_a_fetch():
    store, source = MemoryTokens(), Source()
    one, other = keeper(store, source), keeper(store, source)
    old = await one.current()
    assert (await other.current()).value == "T1"
    await one.successor(old)

    assert (await other.successor(old)).value == "T2"
    assert source.given == 2


async def test_a_token_is_given_up_before_it_runs_out():
    clock, source = Clock(), Source(expires_in=7200)
    subject = keeper(MemoryTokens(clock), source)
    await subject.current()

    clock.second += 7200 - 301
    assert (await subject.current()).value == "T1"
    clock.second += 2
    assert (await subject.current()).value == "T2"


async def test_a_token_that_cannot_be_opened_is_replaced():
    store, source = MemoryTokens(), Source()
    await keeper(store, source).current()
    sealed, generation, until = store.rows[NAME]
    store.rows[NAME] = (sealed[:-1] + bytes([sealed[-1] ^ 1]), generation, until)

    assert (await keeper(store, source).current()).value == "T2"


async def test_another_secret_cannot_open_the_token():
    store, source = MemoryTokens(), Source()
    await keeper(store, source).current()

    assert (await keeper(store, source, secret="other").current()).value == "T2"


def test_a_sealed_token_shows_nothing_and_belongs_to_its_name():
    sealed = Seal(NAME, "s").close("the-token")

    assert b"the-token" not in sealed
    assert Seal(NAME, "s").open(sealed) == "the-token"
    assert Seal(NAME + "x", "s").open(sealed) is None
    assert Seal(NAME, "t").open(sealed) is None
    assert Seal(NAME, "s").open(b"") is None
    assert Seal(NAME, "s").close("the-token") != sealed


def test_a_name_holds_a_fingerprint_and_never_the_secret():
    name = token_name("wecom", "ww1", "1000002", "very-secret")

    assert name.startswith("wecom:ww1:1000002:")
    assert "secret" not in name
    assert (
        len(
            {
                token_name("wecom", "ww1", "1000002", "b"),
                token_name("wecom", "ww1", "1000003", "a"),
                token_name("wecom", "ww2", "1000002", "a"),
                name,
            }
        )
        == 4
    )


def test_a_token_shows_itself_to_no_log():
    assert "T1" not in repr(Fetched("T1", timedelta()))
    assert "T1" not in repr(tokens_module.Token("T1", 1, 0.0))


async def test_a_wrong_secret_is_asked_once_in_five_minutes():
    clock, source = Clock(), Source(failures=[PlatformMisconfigured("40001", "…")] * 2)
    subject = keeper(MemoryTokens(clock), source)

    for _ in range(200):
        clock.second += 1.4
        with pytest.raises(PlatformMisconfigured):
            await subject.current()
    assert source.given == 1

    clock.second += 300
    with pytest.raises(PlatformMisconfigured):
        await subject.current()
    assert source.given == 2

    clock.second += 301
    assert (await subject.current()).value == "T3"


async def test_a_crowd_shares_one_failure():
    source = Source(failures=[PlatformBusy("timeout", "…")])
    subject = keeper(MemoryTokens(), source)

    outcomes = await asyncio.gather(*(subject.current() for _ in range(50)), return_exceptions=True)

    assert {type(outcome) for outcome in outcomes} == {PlatformBusy}
    assert source.given == 1


async def test_after_a_failed_fetch_another_replica_need_not_wait_for_the_right():
    store, source = MemoryTokens(), Source(failures=[PlatformBusy("timeout", "…")])
    with pytest.raises(PlatformBusy):
        await keeper(store, source).current()

    assert not store.rights
    assert (await keeper(store, source).current()).value == "T2"


async def test_a_failure_that_is_repeated_does_not_grow():
    source = Source(failures=[PlatformMisconfigured("40001", "…")])
    subject = keeper(MemoryTokens(), source)
    depths = []

    for _ in range(5):
        with pytest.raises(PlatformMisconfigured) as caught:
            await subject.current()
        depths.append(len(caught.traceback))

    assert depths[1:] == [depths[1]] * 4


async def test_a_caller_who_gives_up_does_not_stop_the_others():
    gate = asyncio.Event()

    async def fetch() -> Fetched:
        await gate.wait()
        return Fetched("T1", timedelta(hours=2))

    subject = TokenKeeper(name=NAME, secret="s", store=MemoryTokens(), fetch=fetch)
    impatient = asyncio.create_task(subject.current())
    patient = asyncio.create_task(subject.current())
    await asyncio.sleep(0)
    impatient.cancel()
    gate.set()

    assert (await patient).value == "T1"
    assert impatient.cancelled()


async def test_a_replica_that_died_while_fetching_is_waited_for_only_so_long(monkeypatch):
    """Its right to fetch ends after ten seconds; the wait is bounded in any case."""
    monkeypatch.setattr(tokens_module, "POLL_SECONDS", 0)
    store = MemoryTokens()
    assert await store.begin_refresh(NAME, 0)

    with pytest.raises(PlatformBusy, match="token"):
        await keeper(store, Source()).current()


async def test_the_successor_of_a_dead_replica_fetches(monkeypatch):
    monkeypatch.setattr(tokens_module, "POLL_SECONDS", 0.001)
    store, source = MemoryTokens(), Source()
    await store.begin_refresh(NAME, 0)
    waiting = asyncio.create_task(keeper(store, source).current())
    await asyncio.sleep(0)

    store.rights.clear()

    assert (await waiting).value == "T1"


async def test_closing_stops_a_fetch_that_hangs():
    async def hang() -> Fetched:
        await asyncio.Event().wait()
        raise AssertionError

    subject = TokenKeeper(name=NAME, secret="s", store=MemoryTokens(), fetch=hang)
    waiting = asyncio.create_task(subject.current())
    await asyncio.sleep(0)

    await subject.aclose()

    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize("code", [42001, 40014, 40001])
async def test_two_hundred_calls_that_are_all_refused_fetch_one_token_more(code, wecom, new_client):
    wecom.token_code = code
    wecom.pause = 0.02
    replicas = [new_client() for _ in range(3)]
    for replica in replicas:
        await replica.check_token()
    wecom.forget_tokens()

    replies = await asyncio.gather(
        *(replicas[number % 3].post("/cgi-bin/message/send", {"n": number}) for number in range(200))
    )

    assert replies == [OK] * 200
    assert wecom.token_asked <= 2
    assert len(wecom.calls("/cgi-bin/message/send")) <= 400


class Nothing(set):
    """A set that stays empty."""

    def add(self, _element):
        pass


async def test_a_platform_that_refuses_every_token_is_not_asked_for_ever(wecom, client):
    wecom.valid = Nothing()

    with pytest.raises(PlatformBusy, match="42001"):
        await client.get("/cgi-bin/agent/get")

    assert wecom.token_asked == 2
    assert len(wecom.asked) == 2


async def test_a_wrong_secret_is_told_as_such_and_not_hammered(wecom, new_client):
    client = new_client(secret="wrong")

    for _ in range(20):
        with pytest.raises(PlatformMisconfigured, match="40001"):
            await client.get("/cgi-bin/agent/get")

    assert wecom.token_asked == 1
    assert wecom.asked == []


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({"errcode": 40013, "errmsg": "invalid corpid"}, PlatformMisconfigured),
        ({"errcode": 60020, "errmsg": "from ip: 1.2.3.4"}, PlatformMisconfigured),
        ({"errcode": 41004, "errmsg": "secret missing"}, PlatformMisconfigured),
        ({"errcode": 45009, "errmsg": "freq"}, PlatformBusy),
        ({"errcode": -1, "errmsg": "busy"}, PlatformBusy),
        ({"errcode": 0, "errmsg": "ok"}, PlatformBusy),
        ({"errcode": 0, "access_token": "", "expires_in": 7200}, PlatformBusy),
        ({"errcode": 0, "access_token": "x", "expires_in": 0}, PlatformBusy),
        ({"errcode": 0, "access_token": "x", "expires_in": "soon"}, PlatformBusy),
        ({"access_token": "x"}, PlatformBusy),
    ],
)
async def test_other_answers_to_the_question_for_a_token(answer, failure, wecom, client):
    wecom.token_answer = answer

    with pytest.raises(failure):
        await client.get("/cgi-bin/agent/get")


async def test_two_applications_never_use_each_others_token(wecom, tokens, new_client):
    await new_client().check_token()
    with pytest.raises(PlatformMisconfigured):
        await new_client(secret="of another application").check_token()

    assert len(tokens.rows) == 1
