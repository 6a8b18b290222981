"""我的信息: everything that the directory holds of the one who asks."""

from collections.abc import Iterator

from domain.forms.directory import Directory, Member
from domain.held import Held, sources
from domain.organisation import path_of, titles_of
from domain.platforms import platform_name
from domain.texts import about_me as words
from domain.texts.organisation import PATH
from domain.words import Command
from handlers.facts import directory_for, member_for
from handlers.own_facts import own_fields
from handlers.services import forms_offered
from handlers.turn import Turn
from storage.about import held_of
from storage.reach import reach_of

PROFILE = "staff_profile_update"  # the form by which staff bring their own file up to date, where the college has it


async def tell_about_me(turn: Turn, _: Command) -> None:
    """Every fact, its source, and the way to put it right."""
    directory = await directory_for(turn.tx, turn.office)
    held = await held_of(turn.tx, turn.person.id)
    told = (await reach_of(turn.tx, turn.person.id)).told
    platforms = dict.fromkeys(platform_name(at.source.platform) for at in told)
    rows = [*_rows(member_for(directory, turn.person), directory, held), ("通知发到", "、".join(platforms))]
    form = next((form.title for form in await forms_offered(turn) if form.key == PROFILE), "")
    own = await own_fields(turn, is_in_roster=held.roster is not None)
    origins = {} if own else sources(held, turn.office.owners)
    source = words.source(origins, held.since, held.changed_at, turn.office.campus)
    await turn.say(words.about(rows, source, words.correcting(turn.office.contact, form), own))


def _rows(member: Member, directory: Directory, held: Held) -> Iterator[tuple[str, str]]:
    yield "姓名", member.person.name
    yield "工号", member.person.staff_no or ""
    yield "身份", words.kind(directory.kind(member))
    yield "部门", "；".join(dict.fromkeys(PATH.join(path_of(each, directory)) for each in member.departments))
    yield "职务", "、".join(titles_of(member, directory))
    if member.leads:
        led = (directory.departments[each].name for each in sorted(member.leads) if each in directory.departments)
        yield "负责", "、".join(dict.fromkeys(led))
    leaders = (directory.members[each].person.name for each in member.leaders if each in directory.members)
    yield "直属上级", "、".join(leaders)
    if roster := held.roster:
        yield "在岗状态", roster.standing
        yield "人员类别", roster.category or ""
        yield "入职日期", roster.joined_on.isoformat() if roster.joined_on else ""
    yield "帐号", "、".join(map(platform_name, held.platforms))
