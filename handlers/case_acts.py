"""Every act that people do on a case by words or buttons: what they wrote becomes the engine's act.

Each returns the case as it is afterwards, None when nothing happened and they were told why.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from domain.flow import acts
from domain.flow.acts import Act, Where
from domain.flow.kinds import ActKind
from domain.flow.sentences import VERBS
from domain.people import Person
from domain.text_fold import clean
from domain.texts import case_replies as words
from domain.texts import replies
from handlers.case_people import people_in, person_in
from handlers.course import Matter, carry_out
from handlers.turn import Turn

LONGEST_WORDS = 500  # characters of a reason, an opinion or a comment; longer ones belong into an attachment

_TO_STEP = re.compile(r"(?:退)?[到至回]\s*[「“\"]?(?P<label>[^\s「」“”\"，,：:]+)[」”\"]?[\s，,：:]*(?P<rest>.*)")
_WHERE = re.compile(r"(?P<where>前|后|并签|并|前签|后签|之前|之后)(?:$|[\s，,：:]+)(?P<rest>.*)")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the button was drawn from: a version and the step it is about. Nothing for typed words."""

    version: int | None = None
    step: str = ""


TYPED = Seen()


async def agree(turn: Turn, matter: Matter, seen: Seen = TYPED, opinion: str = "") -> Matter | None:
    """同意, 办好了 or an opinion."""
    said = await _fitting(turn, matter, "意见", opinion)
    if said is None:
        return None
    act = acts.Agree(actor=turn.person, at=turn.tx.now, seen=seen.version, step=seen.step, opinion=said)
    return await carry_out(turn, matter, act)


async def refuse(turn: Turn, matter: Matter, seen: Seen, reason: str) -> Matter | None:
    """驳回 with a reason."""
    said = await _fitting(turn, matter, "驳回理由", reason)
    if said is None:
        return None
    act = acts.Refuse(actor=turn.person, at=turn.tx.now, seen=seen.version, step=seen.step, reason=said)
    return await carry_out(turn, matter, act)


async def send_back(turn: Turn, matter: Matter, seen: Seen, said: str) -> Matter | None:
    """退回 to the applicant, or 退回 N 到 部门负责人审批 with the reason after it."""
    target = await _step_in(turn, matter, clean(said))
    reason = await _fitting(turn, matter, "退回理由", target.rest) if target else None
    if target is None or reason is None:
        return None
    act = acts.Return(
        actor=turn.person, at=turn.tx.now, seen=seen.version, step=seen.step, reason=reason, to=target.key
    )
    return await carry_out(turn, matter, act)


async def transfer(turn: Turn, matter: Matter, seen: Seen, said: str) -> Matter | None:
    """转交 to another for good."""

    def act(to: Person, rest: str) -> Act:
        return acts.Transfer(actor=turn.person, at=turn.tx.now, seen=seen.version, step=seen.step, to=to, reason=rest)

    return await _to_somebody(turn, matter, ActKind.TRANSFER, said, act)


async def delegate(turn: Turn, matter: Matter, seen: Seen, said: str) -> Matter | None:
    """委派: an opinion that comes back."""

    def act(to: Person, rest: str) -> Act:
        return acts.Delegate(actor=turn.person, at=turn.tx.now, seen=seen.version, step=seen.step, to=to, reason=rest)

    return await _to_somebody(turn, matter, ActKind.DELEGATE, said, act)


async def add(turn: Turn, matter: Matter, seen: Seen, said: str) -> Matter | None:
    """加签 before, after or beside oneself; beside where nothing is said."""

    def act(signer: Person, rest: str) -> Act:
        where, reason = _where_in(rest)
        return acts.Add(
            actor=turn.person,
            at=turn.tx.now,
            seen=seen.version,
            step=seen.step,
            signer=signer,
            where=where,
            reason=reason,
        )

    return await _to_somebody(turn, matter, ActKind.ADD, said, act)


async def take_out(turn: Turn, matter: Matter, said: str) -> Matter | None:
    """减签 of somebody one has added."""

    def act(signer: Person, rest: str) -> Act:
        del rest
        return acts.TakeOut(actor=turn.person, at=turn.tx.now, signer=signer)

    return await _to_somebody(turn, matter, ActKind.TAKE_OUT, said, act)


async def replace_place(turn: Turn, matter: Matter, said: str) -> Matter | None:
    """改派, an administrator's: another takes the place that is stuck, else the first one that waits."""
    waiting = next((assignment.person for _, assignment in matter.case.open_places()), None)
    leaving = None if matter.case.stuck else waiting

    def act(to: Person, rest: str) -> Act:
        return acts.Replace(actor=turn.person, at=turn.tx.now, to=to, leaving=leaving, reason=rest)

    return await _to_somebody(turn, matter, ActKind.REPLACE, said, act)


async def end(turn: Turn, matter: Matter, reason: str) -> Matter | None:
    """终止, an administrator's."""
    said = await _fitting(turn, matter, "理由", reason)
    act = acts.End(actor=turn.person, at=turn.tx.now, reason=said or "")
    return await carry_out(turn, matter, act) if said is not None else None


async def jump(turn: Turn, matter: Matter, said: str) -> Matter | None:
    """跳转 N 到 步骤 理由, an administrator's."""
    target = _target(matter, clean(said), frozenset(step.key for step in matter.case.plan.steps))
    to, reason = (target.key, target.rest) if target else ("", clean(said))
    act = acts.Jump(actor=turn.person, at=turn.tx.now, to=to, reason=reason)
    return await carry_out(turn, matter, act)


async def comment(turn: Turn, matter: Matter, said: str) -> Matter | None:
    """评论, heard by the applicant and by those whose turn it is."""
    spoken = await _fitting(turn, matter, "留言", said)
    act = acts.Comment(actor=turn.person, at=turn.tx.now, words=spoken or "")
    return await carry_out(turn, matter, act) if spoken is not None else None


async def give_copy(turn: Turn, matter: Matter, said: str) -> Matter | None:
    """抄送 to one or several."""
    people = await people_in(turn, matter, VERBS[ActKind.COPY], said)
    act = acts.GiveCopy(actor=turn.person, at=turn.tx.now, to=people)
    return await carry_out(turn, matter, act) if people else None


async def withdraw(turn: Turn, matter: Matter, seen: Seen = TYPED, reason: str = "") -> Matter | None:
    """撤回, by the applicant."""
    said = await _fitting(turn, matter, "理由", reason)
    act = acts.Withdraw(actor=turn.person, at=turn.tx.now, seen=seen.version, reason=said or "")
    return await carry_out(turn, matter, act) if said is not None else None


async def urge(turn: Turn, matter: Matter) -> Matter | None:
    """催办, by the applicant."""
    return await carry_out(turn, matter, acts.Urge(actor=turn.person, at=turn.tx.now))


async def read(turn: Turn, matter: Matter) -> Matter | None:
    """已阅, by somebody who has a copy."""
    return await carry_out(turn, matter, acts.Read(actor=turn.person, at=turn.tx.now))


@dataclass(frozen=True, slots=True)
class Target:
    """A step by its key, empty for the applicant, and what was written after it."""

    key: str
    rest: str


async def _to_somebody(
    turn: Turn, matter: Matter, kind: ActKind, said: str, act: Callable[[Person, str], Act]
) -> Matter | None:
    meant = await person_in(turn, matter, VERBS[kind], said)
    rest = await _fitting(turn, matter, f"{VERBS[kind]}理由", meant.rest) if meant else None
    if meant is None or rest is None:
        return None
    return await carry_out(turn, matter, act(meant.person, rest))


async def _fitting(turn: Turn, matter: Matter, what: str, said: str) -> str | None:
    """The words without what cannot be seen; None after saying that they are too long."""
    spoken = clean(said)
    if len(spoken) <= LONGEST_WORDS:
        return spoken
    await turn.say(replies.too_long(what, len(spoken), LONGEST_WORDS), matter.no)
    return None


async def _step_in(turn: Turn, matter: Matter, said: str) -> Target | None:
    """The step that is named; None after saying that there is none of that name before the speaker's."""
    places = matter.look(turn.person, turn.tx).places
    earlier = matter.case.plan.before(places[0][0].key) if places else frozenset[str]()
    if not _TO_STEP.fullmatch(said):
        return Target("", said)
    target = _target(matter, said, earlier)
    if target is None:
        labels = "、".join(["申请人", *(s.label for s in matter.case.plan.steps if s.key in earlier)])
        found = _TO_STEP.fullmatch(said)
        await turn.say(words.NO_SUCH_STEP.format(label=found["label"] if found else "", labels=labels), matter.no)
    return target


def _target(matter: Matter, said: str, allowed: frozenset[str]) -> Target | None:
    found = _TO_STEP.fullmatch(said)
    if found is None:
        return None
    if found["label"] in ("申请人", "发起人"):
        return Target("", found["rest"])
    steps = [step for step in matter.case.plan.steps if step.key in allowed]
    same = [step for step in steps if step.label == found["label"]]
    near = same or [step for step in steps if found["label"] in step.label]
    return Target(near[0].key, found["rest"]) if len(near) == 1 else None


def _where_in(rest: str) -> tuple[Where, str]:
    found = _WHERE.fullmatch(rest)
    if found is None:
        return Where.BESIDE, rest
    before = "前" in found["where"]
    return Where.BEFORE if before else Where.AFTER if "后" in found["where"] else Where.BESIDE, found["rest"]
