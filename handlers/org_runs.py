"""同步组织: HR starts a run of the directory, sees what would change, and has it applied, ignored or undone."""

from domain.actions import Action, Verb
from domain.events import Source
from domain.org_run import Cause, OrgRun, RunState
from domain.org_run_card import RunFace, run_card
from domain.platforms import is_called
from domain.text_fold import clean
from domain.texts import org_runs as words
from domain.words import Command
from handlers.org_show import is_watching, run_in, show_run, show_to
from handlers.roles import Role, holds_or_noted
from handlers.turn import Turn
from storage import cards
from storage.cards import StoredCard
from storage.org_runs import begin_run, decide_run, end_run, lock_run, overtake


async def sync(turn: Turn, command: Command) -> None:
    """同步组织, or of one platform: 同步组织 钉钉. What is under way already is not begun twice."""
    if not await holds_or_noted(turn, Role.HR, "sync"):
        await turn.say(words.NOT_HR.format(contact=turn.office.contact))
        return
    name = clean(command.rest).strip()
    chosen = [one for one in turn.office.sources if is_called(one, name)]
    if not chosen:
        await turn.say(words.NO_ACCOUNT.format(name=name) if name else words.NOTHING_CONFIGURED)
    for source in chosen:
        await _begin(turn, source)


async def _begin(turn: Turn, source: Source) -> None:
    for older in await overtake(turn.tx, source):
        await show_run(turn.tx, turn.office, older)
    run = await begin_run(turn.tx, source, Cause.ASKED)
    if await is_watching(turn.tx, run, turn.person.id):
        await turn.say(words.ALREADY)
        return
    await show_to(turn.tx, turn.office, run, turn.address)
    turn.tx.audit(f"person:{turn.person.id}", "org.ask", f"org_run:{run.id}", channel=turn.channel.value)


async def press_run(turn: Turn, card: StoredCard, action: Action) -> None:
    """A button of the card. Who may is asked at each act."""
    run = await lock_run(turn.tx, run_in(card.role))
    if run is None or not await holds_or_noted(turn, Role.HR, action.verb.value):
        await turn.say(words.NOT_YOURS)
        return
    match action.verb:
        case Verb.DETAIL:
            await turn.say(_sheet(turn, run))
        case Verb.BACK:
            await cards.redraw(turn.tx, card.id, run_card(run, turn.tx.now, turn.office.campus))
        case Verb.APPLY if run.excesses and run.is_valid(turn.tx.now):
            await cards.redraw(turn.tx, card.id, run_card(run, turn.tx.now, turn.office.campus, RunFace.CONFIRM))
        case Verb.APPLY | Verb.CONFIRM | Verb.IGNORE:
            await _decide(turn, run, action.verb)
        case Verb.REVERT:
            await _undo(turn, run)
        case Verb.CANCEL if run.state is RunState.READING:
            await _ignore(turn, run, action.verb)
        case _:
            await turn.say(words.NOT_NOW)


async def _decide(turn: Turn, run: OrgRun, verb: Verb) -> None:
    """Apply or ignore it, while that is still what the card says."""
    if not run.is_valid(turn.tx.now):
        late = run.state in {RunState.READY, RunState.EXPIRED}
        await turn.say(words.TOO_LATE if late else words.NOT_NOW)
        await show_run(turn.tx, turn.office, run)
        return
    if verb is Verb.IGNORE:
        await _ignore(turn, run, verb)
        return
    applying = await decide_run(turn.tx, run, RunState.APPLYING, turn.person.id)
    _note(turn, applying, verb)
    await show_run(turn.tx, turn.office, applying)


async def _ignore(turn: Turn, run: OrgRun, verb: Verb) -> None:
    """Nothing is written; whoever reads just now finds that it was not wanted any more."""
    decided = await decide_run(turn.tx, run, RunState.IGNORED, turn.person.id)
    ignored = await end_run(turn.tx, decided, RunState.IGNORED)
    _note(turn, ignored, verb)
    await show_run(turn.tx, turn.office, ignored)


async def _undo(turn: Turn, run: OrgRun) -> None:
    if not run.may_be_undone(turn.tx.now):
        await turn.say(words.NOT_NOW)
        await show_run(turn.tx, turn.office, run)
        return
    undoing = await decide_run(turn.tx, run, RunState.UNDOING, turn.person.id)
    _note(turn, undoing, Verb.REVERT)
    await show_run(turn.tx, turn.office, undoing)


def _note(turn: Turn, run: OrgRun, verb: Verb) -> None:
    who = f"person:{turn.person.id}"
    turn.tx.audit(who, f"org.{verb}", f"org_run:{run.id}", channel=turn.channel.value, fingerprint=run.fingerprint)


def _sheet(turn: Turn, run: OrgRun) -> str:
    """Where all of it can be seen: a card has room for ten."""
    source = turn.address.source
    where = f"{turn.office.pages}/h5/org/{run.id}?at={source.platform}:{source.account}"
    return words.SHEET.format(address=where)
