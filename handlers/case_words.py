"""The words that an act on a case still needs: a button has begun it, the next text is the reason or the name."""

from dataclasses import dataclass, replace

from domain.case_look import Look
from domain.flow import acts
from domain.flow.acts import Act
from domain.flow.kinds import ActKind
from domain.flow.outcome import Refused
from domain.flow.rights import may
from domain.flow.sentences import VERBS
from domain.request import Channel
from domain.texts import case_replies as words
from handlers import case_acts
from handlers.case_acts import Seen
from handlers.case_filling import ask_filling, fill_in, is_lacking
from handlers.case_vouching import hold_back_case
from handlers.course import Matter, attempt, open_matter, refuse_act
from handlers.turn import Turn
from storage.dialogues import Dialogue, close_dialogue, open_dialogue
from storage.phrases import phrases_of, use_phrase

CASE_WORDS = "case_words"
PLACEHOLDER = "…"  # stands for the reason while it is found out whether the act itself is possible
LONGEST_PHRASE = 30  # characters; what is longer is hardly said twice
MOST_PHRASES = 3
_WITH_REASON = (ActKind.REFUSE, ActKind.RETURN)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act that a button has begun."""

    kind: ActKind
    seen: Seen
    channel: Channel


async def ask_words(turn: Turn, matter: Matter, kind: ActKind, seen: Seen) -> bool:
    """Ask for what the act still needs. False when the act itself is refused, and that was said."""
    refused = await _why_not(turn, matter, kind, seen)
    if refused is not None:
        await refuse_act(turn, matter.no, kind, refused)
        return False
    if kind in _WITH_REASON and await hold_back_case(turn, matter, kind):
        return False
    state = {"kind": kind.value, "seen": seen.version, "step": seen.step, "channel": turn.channel.value}
    await open_dialogue(turn.tx, turn.person.id, Dialogue(CASE_WORDS, matter.no, state))
    await _ask(turn, matter, kind)
    return True


async def hear_words(turn: Turn, dialogue: Dialogue, said: str) -> None:
    """The text after `ask_words`. Words that cannot be taken leave the question open; all else closes it.

    The question was opened by a button or by vouched words, and that was the decision: a reason only completes it. A
    name is more than that, so it counts only where the words themselves are proven.
    """
    matter, wanted = await _asked_about(turn, dialogue), _wanted(dialogue)
    spoken = await _phrase_or(turn, said) if wanted.kind in _WITH_REASON else said
    asked = replace(turn, channel=wanted.channel, is_vouched=turn.is_vouched or wanted.kind in _WITH_REASON)
    is_possible = await _why_not(asked, matter, wanted.kind, wanted.seen) is None
    settled = await _do(asked, matter, wanted, spoken)
    if settled is not None:
        await turn.say(_done(settled.look(turn.person, turn.tx), wanted.kind), settled.no)
        if wanted.kind in _WITH_REASON and len(spoken) <= LONGEST_PHRASE:
            await use_phrase(turn.tx, turn.person.id, spoken)
    if settled is not None and wanted.kind is ActKind.FILL and is_lacking(turn, settled, wanted.seen.step):
        await ask_filling(turn, settled, wanted.seen.step)
    elif settled is not None or not is_possible:
        await close_dialogue(turn.tx, turn.person.id)


def _done(look: Look, kind: ActKind) -> str:
    return words.filled(look) if kind is ActKind.FILL else words.done(look, kind)


async def ask_words_again(turn: Turn, dialogue: Dialogue) -> None:
    """Ask once more."""
    await _ask(turn, await _asked_about(turn, dialogue), _wanted(dialogue).kind)


async def close_words(turn: Turn, dialogue: Dialogue) -> None:
    """Nothing was given: nothing is done, and that is said."""
    await close_dialogue(turn.tx, turn.person.id)
    await turn.say(words.WORDS_LEFT.format(verb=VERBS[_wanted(dialogue).kind], no=dialogue.request_no))


async def _ask(turn: Turn, matter: Matter, kind: ActKind) -> None:
    if kind is ActKind.FILL:
        await ask_filling(turn, matter, "")
        return
    phrases = await phrases_of(turn.tx, turn.person.id, MOST_PHRASES) if kind in _WITH_REASON else []
    await turn.say(words.ask_words(matter.look(turn.person, turn.tx), kind, phrases), matter.no)


async def _phrase_or(turn: Turn, said: str) -> str:
    """A number alone means one of the phrases that were offered."""
    phrases = await phrases_of(turn.tx, turn.person.id, MOST_PHRASES) if said.strip().isdecimal() else []
    place = int(said) if phrases else 0
    return phrases[place - 1] if 1 <= place <= len(phrases) else said


async def _why_not(turn: Turn, matter: Matter, kind: ActKind, seen: Seen) -> Refused | None:
    """Why the act would be refused whatever the words; None when only they are missing."""
    act = _trial(turn, kind, seen)
    if act is None:
        return may(matter.case, turn.person, kind, matter.policy, turn.tx.now, step=seen.step).refused
    outcome = await attempt(turn.tx, turn.office, matter, act)
    return outcome if isinstance(outcome, Refused) else None


def _trial(turn: Turn, kind: ActKind, seen: Seen) -> Act | None:
    """The act with a placeholder for its words, where words are all that it lacks."""
    person, at = turn.person, turn.tx.now
    match kind:
        case ActKind.REFUSE:
            return acts.Refuse(actor=person, at=at, seen=seen.version, step=seen.step, reason=PLACEHOLDER)
        case ActKind.RETURN:
            return acts.Return(actor=person, at=at, seen=seen.version, step=seen.step, reason=PLACEHOLDER)
        case _:
            return None


async def _do(turn: Turn, matter: Matter, wanted: Wanted, said: str) -> Matter | None:
    match wanted.kind:
        case ActKind.REFUSE:
            return await case_acts.refuse(turn, matter, wanted.seen, said)
        case ActKind.RETURN:
            return await case_acts.send_back(turn, matter, wanted.seen, said)
        case ActKind.TRANSFER:
            return await case_acts.transfer(turn, matter, wanted.seen, said)
        case ActKind.ADD:
            return await case_acts.add(turn, matter, wanted.seen, said)
        case ActKind.FILL:
            return await fill_in(turn, matter, wanted.seen.version, wanted.seen.step, said)
        case _:
            return await case_acts.replace_place(turn, matter, said)


async def _asked_about(turn: Turn, dialogue: Dialogue) -> Matter:
    matter = await open_matter(turn, dialogue.request_no) if dialogue.request_no else None
    if matter is None:
        raise LookupError("a question about a case has lost it")
    return matter


def _wanted(dialogue: Dialogue) -> Wanted:
    state = dialogue.state
    seen = state.get("seen")
    came = Seen(seen if isinstance(seen, int) else None, str(state.get("step") or ""))
    return Wanted(ActKind(str(state.get("kind"))), came, Channel(str(state.get("channel"))))
