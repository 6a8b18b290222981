"""The words of a form's step as the engine takes them: people with reason, weight and veto, and those above them."""

from collections.abc import Iterable
from itertools import zip_longest

from domain.flow.resolver import Named
from domain.forms.directory import Directory, Member
from domain.forms.finding import Asked, Request, above, find
from domain.forms.steps import Step
from domain.forms.who import Post, Role


def named_by(step: Step, request: Request) -> tuple[Named, ...]:
    """Whom the words of a step find, whatever its rules make of them."""
    return tuple(
        Named(
            asked.member.person,
            asked.why,
            weight=_weight(step, asked.member, request.directory),
            has_veto=any(_holds_one(asked.member, whose, request.directory) for whose in step.veto),
        )
        for asked in find(step.who, request)
    )


def levels_over(step: Step, request: Request) -> tuple[tuple[Named, ...], ...]:
    """Those above, level by level: over the applicant where they or nobody would be asked, else over who is asked."""
    found = [asked.member for asked in find(step.who, request)]
    if not found or request.applicant.person.id in {member.person.id for member in found}:
        found = [request.applicant]
    ladders = [above(member, request.directory) for member in found]
    return tuple(
        _unique(asked for level in levels for asked in level) for levels in zip_longest(*ladders, fillvalue=())
    )


def _weight(step: Step, member: Member, directory: Directory) -> int:
    """The heaviest of the posts and roles somebody holds; anybody else weighs 1."""
    return max((w.weight for w in step.weights if _holds_one(member, w.whose, directory)), default=1)


def _holds_one(member: Member, whose: Post | Role, directory: Directory) -> bool:
    if isinstance(whose, Post):
        return whose.code in directory.posts_of(member.person.id)
    return member.person.id in directory.roles.get(whose.name, ())


def _unique(asked: Iterable[Asked]) -> tuple[Named, ...]:
    return tuple({each.member.person.id: named(each) for each in asked}.values())


def named(asked: Asked) -> Named:
    """Somebody who was found, with the weight of anybody."""
    return Named(asked.member.person, asked.why)
