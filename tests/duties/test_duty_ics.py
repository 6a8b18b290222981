"""The calendar of duties as phones read it: RFC 5545, line by line."""

from datetime import UTC, datetime, time

from domain.duties.happening import Happening
from domain.duties.ics import calendar_of, escaped
from domain.duties.rules import Annual, Daily, Immediate
from domain.duties.year import entries_of
from tests.duties.worlds import CAMPUS, FIRST, LAST, duty, world

NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)


def lines_of(duties, first=FIRST, last=LAST, known=None):
    return calendar_of(
        entries_of(duties, first, last, known or world()),
        name="示例学院,教务处",
        site="示例学院",
        campus=CAMPUS,
        events={},
        now=NOW,
    )


def unfolded(content):
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_day_is_a_day_and_keeps_its_id():
    lines = unfolded(lines_of([duty(Annual(month=9, day=20), "A-1", evidence="数据；汇总")]))

    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dutybell//Duties//ZH"]
    assert "X-WR-CALNAME:示例学院\\,教务处" in lines
    assert [line for line in lines if line.startswith("UID")] == ["UID:A-1/2025@示例学院", "UID:A-1/2026@示例学院"]
    assert "DTSTART;VALUE=DATE:20250920" in lines
    assert "DTEND;VALUE=DATE:20250921" in lines
    assert "DTSTAMP:20260901T020000Z" in lines
    assert "DESCRIPTION:2025年；每年9月20日前\\n成果：数据；汇总" in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2


def test_a_time_of_the_day_is_an_instant_of_utc_that_ends_as_it_is_due():
    lines = unfolded(lines_of([duty(Daily(by=time(23)))], FIRST, FIRST))

    assert "DTSTART:20250901T144500Z" in lines
    assert "DTEND:20250901T150000Z" in lines


def test_no_line_is_longer_than_seventy_five_octets_and_no_sign_is_cut():
    long = duty(Immediate(event="hazard_found"), evidence="排查记录、" * 40)
    at = datetime(2026, 5, 2, 2, tzinfo=UTC)
    known = world(happenings={"hazard_found": [Happening(id=7, code="hazard_found", at=at, subject="实训楼" * 30)]})

    content = lines_of([long], known=known)

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert any("排查记录、" * 40 in line for line in unfolded(content))
    assert "UID:D-1/event:7@示例学院" in unfolded(content)


def test_what_would_end_a_value_is_escaped_and_what_no_line_may_hold_is_dropped():
    assert escaped("甲;乙,丙\\丁\r\n戊\x07") == "甲\\;乙\\,丙\\\\丁\\n戊"
