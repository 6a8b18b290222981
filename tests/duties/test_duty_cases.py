"""Every worked case of duty_cases.toml, the file that HR reads, comes out as it says."""

import tomllib
from datetime import UTC, datetime, time, timedelta

import pytest

from domain.duties.answer import Answer
from domain.duties.happening import Happening
from domain.duties.occurring import occurrences, why_not
from domain.duties.rule_reading import READERS, rule_from
from tests.duties.worlds import CALENDAR, CAMPUS, FIRST, LAST, ROOT, calendar, duty, world

CASES = tomllib.loads((ROOT / "tests/duties/duty_cases.toml").read_text(encoding="utf-8"))["cases"]
ACADEMIC_YEARS = 2
MIDNIGHT = time()


def rule_of(raw):
    rule = rule_from(raw)
    assert not isinstance(rule, tuple), [str(each) for each in rule]
    return rule


def on_campus(moment):
    return moment.replace(tzinfo=CAMPUS)


def happenings_of(case, code):
    found = case.get("event", [])
    until = case.get("until")
    return {
        code: [
            Happening(id=number, code=code, at=on_campus(at), until=on_campus(until) if until else None)
            for number, at in enumerate(found if isinstance(found, list) else [found], 1)
        ]
    }


def world_of(case):
    rule = case["rule"]
    answer = case.get("answer")
    done = case.get("done")
    closes = case.get("closes")
    return world(
        calendar=calendar(is_closed=True) if case.get("closed") else CALENDAR,
        closes=time.fromisoformat(closes) if closes else None,
        happenings=happenings_of(case, rule.get("event") or rule.get("after_event", "")),
        answers={"D-1": Answer(duty="D-1", rule=rule_of(answer), said_by=1, said_at=datetime(2026, 1, 5, tzinfo=UTC))}
        if answer
        else {},
        done={"D-1": [datetime.combine(done, time(12), CAMPUS)]} if done else {},
    )


def due_at(said):
    """A day lasts until 24:00; an instant is itself."""
    if isinstance(said, datetime):
        return on_campus(said)
    return datetime.combine(said + timedelta(days=1), MIDNIGHT, CAMPUS)


def day_of(said):
    return said.date() if isinstance(said, datetime) else said


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']['kind']}: {case['why']}")
def test_a_duty_falls_due_as_worked_out_by_hand(case):
    owed = duty(rule_of(case["rule"]))

    found = occurrences(owed, case.get("from", FIRST), case.get("to", LAST), world_of(case))

    assert {each.period: (each.due_on, each.due_at) for each in found} == {
        period: (day_of(said), due_at(said)) for period, said in case["due"].items()
    }
    assert len(found) == len(case["due"])
    check_first(case, found)


def check_first(case, found):
    if "opens" in case:
        assert found[0].opens_at.astimezone(CAMPUS).date() == case["opens"]
    if "half" in case:
        assert found[0].half_on == case["half"]
    if "label" in case:
        assert found[0].label == case["label"]
    assert {each.minimum for each in found} <= {case.get("times", 1)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']['kind']}: {case['why']}")
def test_what_has_no_date_says_why_and_what_has_one_says_nothing(case):
    reason = why_not(duty(rule_of(case["rule"])), world_of(case))

    assert (reason.reason.value if reason else None) == case.get("why_not")
    assert reason is None or reason.text


def test_the_cases_know_every_kind_of_rule():
    assert {case["rule"]["kind"] for case in CASES} == set(READERS)
