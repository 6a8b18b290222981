"""All duties together, and what can only be wrong with them together: posts, events and circles nobody knows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from domain.duties.by_event import event_named_by
from domain.duties.duty import Duty
from domain.duties.event_file import Events, Origin
from domain.duties.rules import (
    AfterEvent,
    BeforeEvent,
    DuringEvent,
    EveryNYears,
    ExternalDeadline,
    Immediate,
    MinDuration,
    NotDuring,
    OnEvent,
    OnlyDuring,
    Rule,
    Weekly,
)
from domain.forms.document import meant, shown

COLLEGE_WIDE = "全校"  # the department of duties that belong to none


@dataclass(frozen=True)
class Catalogue:
    """The duties in force, in the order of the catalogue."""

    duties: Mapping[str, Duty] = field(default_factory=dict[str, Duty])

    @cached_property
    def by_post(self) -> Mapping[str, tuple[Duty, ...]]:
        """The duties of each post."""
        return _grouped((duty.post, duty) for duty in self.duties.values())

    @cached_property
    def by_form(self) -> Mapping[str, tuple[Duty, ...]]:
        """The duties that each form fulfils."""
        return _grouped((duty.form, duty) for duty in self.duties.values() if duty.form)

    @cached_property
    def by_event(self) -> Mapping[str, tuple[Duty, ...]]:
        """The duties that each event starts."""
        return _grouped((event, duty) for duty in self.duties.values() if (event := event_of(duty.rule)))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one duty in the eyes of the others. `key` names its part."""

    duty: str
    key: str
    cause: str

    def __str__(self) -> str:
        return f"{self.duty} 的 {self.key}：{self.cause}"


def event_of(rule: Rule) -> str:
    """The event that a rule waits for or guards; empty where it has none."""
    match rule:
        case AfterEvent() | BeforeEvent() | OnEvent() | Immediate() | DuringEvent() | MinDuration():
            return rule.event
        case NotDuring() | OnlyDuring() | EveryNYears():
            return rule.event
        case Weekly():
            return rule.after_event
        case ExternalDeadline():
            return event_named_by(rule)
        case _:
            return ""


def faults_of(duties: Sequence[Duty], events: Events, posts: Collection[str], forms: Collection[str]) -> list[Fault]:
    """Everything, in the order of the duties."""
    circles = _circles({duty.code: event_of(duty.rule) for duty in duties}, events)
    return [fault for duty in duties for fault in _faults(duty, events, posts, forms, circles)]


def _faults(
    duty: Duty, events: Events, posts: Collection[str], forms: Collection[str], circles: Mapping[str, str]
) -> Iterator[Fault]:
    for key, code in (("post", duty.post), ("checker", duty.checker)):
        if code and code not in posts:
            near = meant(code, sorted(posts))
            yield Fault(duty.code, key, f"posts.toml 里没有岗位 {shown(code)}{near}")
    event = event_of(duty.rule)
    if event and event not in events:
        near = meant(event, sorted(events))
        yield Fault(duty.code, "rule.event", f"events.toml 里没有 {shown(event)}{near}")
    if duty.form and duty.form not in forms:
        yield Fault(duty.code, "form", f"没有表单 {shown(duty.form)}{meant(duty.form, sorted(forms))}")
    if circle := circles.get(duty.code):
        yield Fault(duty.code, "rule.event", f"这几项职责互相等待：{circle}")


def _circles(waits: Mapping[str, str], events: Events) -> Mapping[str, str]:
    """For each duty that waits, in the end, for its own end: the way around."""
    found: dict[str, str] = {}
    for code in waits:
        way = [code]
        while (earlier := _earlier(waits.get(way[-1], ""), events)) and earlier not in way:
            way.append(earlier)
        if earlier == code:
            found[code] = " → ".join([*way, code])
    return found


def _earlier(event: str, events: Events) -> str:
    """The duty whose end is that event."""
    word = events.get(event)
    return word.of if word and word.origin is Origin.DUTY else ""


def _grouped(pairs: Iterator[tuple[str, Duty]]) -> Mapping[str, tuple[Duty, ...]]:
    groups: dict[str, tuple[Duty, ...]] = {}
    for key, duty in pairs:
        groups[key] = (*groups.get(key, ()), duty)
    return groups
