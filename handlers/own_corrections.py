"""纠错 by anybody about their own: the form that puts a field right, filled in with what is known."""

from domain.forms.directory import Directory
from domain.forms.drafting import Draft
from domain.forms.form import Form
from domain.forms.values import Stored
from domain.quality.amendment import Stage, alike
from domain.quality.system import Held, Mending
from domain.text_fold import clean
from domain.texts import quality as words
from handlers import form_filling
from handlers.amendments import value_held
from handlers.facts import directory_for, member_for
from handlers.own_corrections_end import AFTER
from handlers.own_facts import claimable
from handlers.services import forms_offered
from handlers.turn import Turn
from storage.amendments import ask, open_of
from storage.systems import load_registry

LONGEST_VALUE = 200  # characters
NOTHING = "无"  # what a form wants where a field was empty


async def begin_own(turn: Turn, said: str) -> bool:
    """纠错 职务 讲师. False if it names no field that a system has, so that it means something else."""
    label, _, value = clean(said).strip().partition(" ")
    held = (await load_registry(turn.tx)).labelled(label)
    if held is None:
        return False
    if held.field.mending is Mending.OFFICE:
        await turn.say(_closed(held))
    elif not await _is_under_way(turn, held):
        await _begin(turn, held, clean(value, LONGEST_VALUE).strip())
    return True


def _closed(held: Held) -> str:
    return words.CLOSED.format(label=held.field.label, office=held.system.department, system=held.system.name)


async def _is_under_way(turn: Turn, held: Held) -> bool:
    for each in await open_of(turn.tx, turn.person.id):
        if each.field == held.code:
            said = words.UNDER_WAY if each.request else words.ASKED_BEFORE
            number = f"单号 {each.request}"
            await turn.say(
                said.format(label=each.label, value=each.value or words.NOT_FILLED, number=number, no=each.request)
            )
            return True
    return False


async def _begin(turn: Turn, held: Held, value: str) -> None:
    before = await value_held(turn.tx, turn.office, turn.person, held.field.of) if held.field.of else ""
    if value and alike(before, value):
        await turn.say(words.SAME.format(label=held.field.label, value=before))
        return
    form = next((each for each in await forms_offered(turn) if each.key == held.field.mending), None)
    if form is None:
        await turn.say(words.NOT_OFFERED.format(office=held.system.department, system=held.system.name))
        return
    await turn.say(words.PROOF)
    values = await _known(turn, form, held, before, value)
    number = await form_filling.begin_with(turn, form, Draft(values=values))
    label = held.field.label
    await ask(turn.tx, turn.person.id, field=held.code, label=label, value=value, no=number, stage=Stage.ASKED)
    turn.note("amendment.ask", number, field=held.code)


async def _known(turn: Turn, form: Form, held: Held, before: str, value: str) -> dict[str, Stored]:
    """Whatever the form asks and somebody knows already."""
    directory = await directory_for(turn.tx, turn.office)
    home = directory.chain(member_for(directory, turn.person).home)[:1]
    known: dict[str, Stored | None] = {
        "department": {"id": home[0].id, "name": home[0].name} if home else None,
        "platform": held.system.name,
        "organiser": _department(directory, held.system.organiser),
        "manager": _department(directory, held.system.department),
        "content": f"本人的{held.field.label}",
        "section": held.field.section or None,
        "before": before or NOTHING,
        AFTER: value or None,
    }
    return {name: each for name, each in known.items() if each is not None and name in form.by_name}


def _department(directory: Directory, name: str) -> Stored | None:
    """The one that somebody leads, where both platforms have one."""
    found = sorted(directory.named(name), key=lambda each: not directory.leaders(each.id))
    return {"id": found[0].id, "name": found[0].name} if found else None


async def claim_words(turn: Turn) -> str:
    """How one asks to have one's own put right; empty where no registry was published."""
    labels = list(claimable(await load_registry(turn.tx)))
    return words.MAY_CLAIM.format(labels="、".join(labels), first=labels[0]) if labels else ""
