"""How differences between a directory reading and what is known are put into words."""

from collections.abc import Collection, Iterator, Mapping

from domain.directory_doubts import Doubt, KnownPerson
from domain.directory_reading import DepartmentFacts, MemberFacts

Names = Mapping[str, str]  # of departments by the platform's id


def called(facts: MemberFacts) -> str:
    """Name and staff number, or the account where there is none: names are not unique."""
    return f"{facts.name}（{facts.staff_no or facts.user_id}）"


def person_words(person: KnownPerson) -> str:
    """A person of ours, told apart from their namesakes."""
    return f"{person.name}（{person.staff_no or '无工号'}）"


def doubted(doubt: Doubt) -> tuple[str, str, str]:
    """Of an account in doubt: what it is called, nothing before, and why it was not taken in."""
    facts, owner = doubt.facts, doubt.owner
    reasons = [f"平台上的工号 {doubt.staff_no} 属于 {person_words(owner)}"] if owner else []
    if doubt.candidates:
        reasons.append(f"可能是 {'、'.join(map(person_words, doubt.candidates))} 的帐号")
    return f"{facts.name}（{facts.user_id}）", "", f"{'；'.join(reasons)}。没有登记，请人事发 核对帐号 决定"


def department_words(facts: DepartmentFacts, names: Names) -> str:
    """Name and place of a department."""
    above = names.get(facts.parent or "")
    return f"{above} / {facts.name}" if above else facts.name


def unequal(
    before: MemberFacts | None, after: MemberFacts, names: Names, only: Collection[str] | None = None
) -> tuple[str, str]:
    """What differs, before and after, and nothing else; `only` of these labels."""
    old = dict(_described(before, names)) if before else {}
    new = dict(_described(after, names))
    labels = [label for label in new if new[label] != old.get(label, "") and (only is None or label in only)]
    return _joined(old, labels), _joined(new, labels)


def _joined(words: Mapping[str, str], labels: list[str]) -> str:
    return "；".join(f"{label} {words[label]}" for label in labels if words.get(label))


def _described(facts: MemberFacts, names: Names) -> Iterator[tuple[str, str]]:
    def called_departments(keys: frozenset[str]) -> str:
        return "、".join(sorted(names.get(key, key) for key in keys))

    yield "姓名", facts.name
    yield "帐号", facts.user_id
    yield "工号", facts.staff_no or ""
    yield "职务", facts.position
    yield "主部门", names.get(facts.main_department or "", "")
    yield "部门", called_departments(facts.departments)
    yield "负责", called_departments(facts.leads)
    yield "直属上级", "、".join(sorted(facts.leaders))
