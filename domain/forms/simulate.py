"""A form tried with everybody of the directory who may start it: whom each step asks, and what is wrong with that."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from domain.flow.plan import Empty, Kind, Own
from domain.forms.conditions import Facts, Filled, Now, surroundings_of, work_out
from domain.forms.directory import Directory, Member
from domain.forms.dry_checks import dry_findings, filled_samples
from domain.forms.expressions import Surroundings, names_in, truth
from domain.forms.fields import DEPARTMENTAL
from domain.forms.finding import Request, heads_of
from domain.forms.findings import Finding, Wrong
from domain.forms.form import Form
from domain.forms.resolving import StandInFor
from domain.forms.routing import OWN, Planned, holds, plan_people, plan_route
from domain.forms.samples import Values, typical_values
from domain.forms.stand_in_findings import stand_in_wrongs
from domain.forms.steps import Step
from domain.forms.values import Stored
from domain.forms.who import Applicant, Chosen, DepartmentHead, Members, PersonIn, fields_of, in_words, posts_of
from domain.ids import PersonId

NAMED = 3  # applicants named in a finding
Key = tuple[Wrong, str, str]


@dataclass(frozen=True, slots=True)
class Try:
    """One step as it would be for one applicant, among everybody the same holds for."""

    member: Member
    facts: Facts


def examine(
    form: Form,
    directory: Directory,
    now: Now,
    known: Collection[str] = (),
    stand_ins: Collection[StandInFor] = (),
) -> tuple[Finding, ...]:
    """Everything that is wrong with a form in this college, worst first. `known` are the keys of all forms, `stand_ins`
    everybody who is appointed, from now on or later.
    """
    deputies = frozenset(each.stand_in.id for each in stand_ins)
    people = starters(form, directory, now, deputies)
    found: list[Finding] = [*dry_findings(form, now), *_unknown(form, directory), *_without_heads(form, directory)]
    found.extend(_dangling(form, known))
    concerned: defaultdict[Key, list[Member]] = defaultdict(list)
    if directory.active and not people:
        found.append(Finding(form.key, Wrong.UNUSED, "starts", f"通讯录里没有人可以申请：{form.starts.source}"))
    samples = {step.key: _sample_of(form, step, now) for step in form.steps}
    for each in people:
        for key in _wrongs(form, each, samples, directory, now, stand_ins):
            concerned[key].append(each.member)
    for (wrong, place, cause), members in concerned.items():
        found.append(Finding(form.key, wrong, place, cause, _whom(members, len(people), directory)))
    return tuple(sorted(found, key=lambda finding: not finding.blocks))


def simulate(
    form: Form, member: Member, values: Mapping[str, Stored], directory: Directory, now: Now
) -> tuple[Planned, ...]:
    """The route that this person's request would take, filled in like that."""
    return plan_route(form, work_out(form, values, directory.facts(member), now), member, directory)


def starters(form: Form, directory: Directory, now: Now, apart: Collection[PersonId] = frozenset()) -> tuple[Try, ...]:
    """One of every group of people whom a form cannot tell apart, of those who may start it. Those of `apart` are
    groups of their own.
    """
    groups: dict[object, Try] = {}
    surroundings = surroundings_of(form, {}, Facts(), now)
    for member in directory.active:
        facts = directory.facts(member)
        likeness = (
            facts.kind,
            facts.posts,
            facts.departments,
            facts.position,
            member.home,
            member.leads,
            member.leaders,
            member.person.id if member.person.id in apart else None,
        )
        if likeness not in groups and _lets_in(form, facts, surroundings):
            groups[likeness] = Try(member, facts)
    return tuple(groups.values())


def may_start(form: Form, facts: Facts, now: Now) -> bool:
    """Whether this form is for that person. A condition without a value lets nobody in."""
    return _lets_in(form, facts, surroundings_of(form, {}, facts, now))


def _lets_in(form: Form, facts: Facts, surroundings: Surroundings) -> bool:
    if form.starts.constant is not None:
        return form.starts.constant
    surroundings.put("applicant", facts.value)
    return truth(form.starts, surroundings) is True


def _sample_of(form: Form, step: Step, now: Now) -> tuple[Values, ...]:
    """What to try a step with: for a condition that looks at the applicant everything, else the first that fits."""
    if step.when.constant is not None:
        return (typical_values(form),) if step.when.constant else ()
    tried = filled_samples(form, step.when, now, (Facts(),))
    if _depends_on_applicant(form, step):
        return tuple(dict(filled.values) for filled in tried)
    return tuple(dict(filled.values) for filled in tried if holds(step, filled))[:1]


def _depends_on_applicant(form: Form, step: Step) -> bool:
    computed = [field.value for field in form.fields if field.value]
    return any("applicant" in names_in(each) for each in (step.when, *computed))


def _wrongs(
    form: Form,
    tried: Try,
    samples: Mapping[str, tuple[Values, ...]],
    directory: Directory,
    now: Now,
    stand_ins: Collection[StandInFor],
) -> Iterator[Key]:
    signed = False
    route: list[Planned] = []
    for step in form.steps:
        values = _fitting(form, step, tried, samples[step.key], now)
        if values is None:
            continue
        planned = plan_people(step, Request(applicant=tried.member, values=values, directory=directory))
        signed = signed or bool(planned.asked and not planned.stuck)
        if not _is_named_later(step):
            route.append(planned)
        yield from _of_step(form, planned, tried.member, directory)
    if not signed and any(step.kind is not Kind.NOTICE for step in form.steps):
        yield Wrong.NO_ROUTE, "整条路线", "没有任何一步有人办，提交后等于没有审批"

    def together(one: Step, other: Step) -> bool:
        return _can_meet(form, tried, samples, now, one, other)

    yield from stand_in_wrongs(form, route, tried.member.person.id, stand_ins, together)


def _can_meet(
    form: Form, tried: Try, samples: Mapping[str, tuple[Values, ...]], now: Now, one: Step, other: Step
) -> bool:
    """Whether a request that reaches one of two steps reaches the other too."""
    for values in (*samples[one.key], *samples[other.key]):
        filled = work_out(form, values, tried.facts, now)
        if holds(one, filled) and holds(other, filled):
            return True
    return False


def _is_named_later(step: Step) -> bool:
    """Whether the applicant names who is asked: nobody knows them yet."""
    return bool(fields_of(step.who)) or Chosen() in step.who


def _fitting(form: Form, step: Step, tried: Try, samples: tuple[Values, ...], now: Now) -> Values | None:
    """Values with which the step takes place for that applicant."""
    if step.when.constant is not None or not _depends_on_applicant(form, step):
        return samples[0] if samples else None
    for values in samples:
        filled: Filled = work_out(form, values, tried.facts, now)
        if holds(step, filled):
            return dict(filled.values)
    return None


def _of_step(form: Form, planned: Planned, member: Member, directory: Directory) -> Iterator[Key]:
    step = planned.step
    said = "、".join(in_words(who, directory.posts.titles, form.labels) for who in step.who)
    if _is_named_later(step):
        return  # whom the applicant will name is not known; what their choice may lead to is looked at elsewhere
    if planned.stuck and step.empty is Empty.UP and _is_at_the_top(member, directory):
        yield Wrong.TOP, "最高负责人", "本人申请时上面没有人可审批，请管理员处理"
    elif planned.stuck:
        yield Wrong.EMPTY, step.label, f"{said}：{planned.stuck}"
    elif planned.raised.startswith(OWN):
        yield Wrong.RAISED, "各步", planned.raised
    elif planned.raised and planned.asked:
        yield Wrong.RAISED, step.label, f"{said}：{planned.raised}"
    elif planned.asked and _approves_own(planned, member):
        yield Wrong.OWN, step.label, f"{said}：申请人就是审批人，own = allow 会让他批自己的申请"


def _is_at_the_top(member: Member, directory: Directory) -> bool:
    """Whether somebody leads the root: over them there is nobody whom a form could name."""
    chain = directory.chain(member.home)
    return bool(chain) and chain[-1].id in member.leads


def _approves_own(planned: Planned, member: Member) -> bool:
    """Whether an approval is asked of the applicant as the holder of something, not as the applicant."""
    step = planned.step
    if step.kind is not Kind.APPROVE or step.own is not Own.ALLOW or Applicant() in step.who:
        return False
    return any(each.person.id == member.person.id for each in planned.asked)


def _unknown(form: Form, directory: Directory) -> Iterator[Finding]:
    """Posts, roles and departments that nothing defines."""
    asked = [(step.label, step.who) for step in form.steps] + [(f"抄送 {copy.at}", copy.who) for copy in form.copies]
    for place, whos in asked:
        for code in posts_of(whos):
            if code not in directory.posts.by_code:
                yield Finding(form.key, Wrong.UNKNOWN, place, f"岗位表里没有 post:{code}，请写进 content/posts.toml")
        for who in whos:
            if isinstance(who, Members) and directory.departments and not directory.named(who.department):
                yield Finding(form.key, Wrong.UNKNOWN, place, f"通讯录里没有叫“{who.department}”的部门")


def _dangling(form: Form, known: Collection[str]) -> Iterator[Finding]:
    """References to a kind of request that there is not."""
    for field in form.fields:
        if known and field.form and field.form not in known:
            yield Finding(form.key, Wrong.UNKNOWN, field.label, f"没有代号为 {field.form} 的表单")


def _without_heads(form: Form, directory: Directory) -> Iterator[Finding]:
    """Departments that may be chosen in a field and have nobody to ask."""
    for step in form.steps:
        for who in step.who:
            if isinstance(who, DepartmentHead) and who.field and form.by_name[who.field].type in DEPARTMENTAL:
                lacking = [d.name for d in directory.departments.values() if not heads_of(d.id, directory)]
                if lacking:
                    cause = f"“{form.labels[who.field]}”选{_some(lacking)}时没有负责人"
                    yield Finding(form.key, Wrong.NO_HEAD, step.label, cause)
            if isinstance(who, PersonIn) and step.own is Own.ALLOW and step.kind is Kind.APPROVE:
                cause = f"“{form.labels[who.field]}”可以填申请人自己，own = allow 会让他批自己的申请"
                yield Finding(form.key, Wrong.OWN, step.label, cause)


def _whom(members: list[Member], total: int, directory: Directory) -> str:
    if len(members) == total:
        return "所有申请人"
    return _some(
        [f"{(directory.facts(m).department or '无部门')} {m.person.position or m.person.name}" for m in members]
    )


def _some(names: list[str]) -> str:
    shown = "、".join(names[:NAMED])
    return f"{shown} 等 {len(names)} 个" if len(names) > NAMED else shown
