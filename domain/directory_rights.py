"""Which posts a change of departments would move: a department's name is what forms find their people by.

Whoever may rename a department on the platform must not thereby make somebody head of personnel: a person's word is
asked for, however small the change.
"""

from collections.abc import Iterator

from domain.directory_plan import DepartmentChange, Plan
from domain.forms.posts import BELOW, Posts
from domain.text_fold import fold_text

NAMED = 3  # posts by their titles


def posts_at_stake(plan: Plan, posts: Posts) -> tuple[str, ...]:
    """A sentence for each department that comes to a name of which posts are made. None while a college is begun."""
    if all(change.was is None for change in plan.changed_departments.values()):
        is_beginning = len(plan.changed_departments) == len(plan.departments)
        if is_beginning:
            return ()
    return tuple(_sentences(plan, posts))


def _sentences(plan: Plan, posts: Posts) -> Iterator[str]:
    for change in plan.changed_departments.values():
        titles = _titles(change, posts)
        if titles and change.becomes is not None:
            before = f"（原名{change.was.name}）" if change.was and change.was.name != change.becomes.name else ""
            more = f" 等 {len(titles)} 个岗位" if len(titles) > NAMED else ""
            yield f"部门{change.becomes.name}{before}关系到岗位 {'、'.join(titles[:NAMED])}{more}"


def _titles(change: DepartmentChange, posts: Posts) -> list[str]:
    """The posts of the name that the department did not have before."""
    if change.becomes is None:
        return []
    new = posts.names_of(change.becomes.name) - (posts.names_of(change.was.name) if change.was else frozenset())
    return [rule.title for rule in posts.rules if new & {fold_text(name.split(BELOW)[-1]) for name in rule.departments}]
