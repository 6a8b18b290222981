"""Every (actor, case, act) of a small world: `may` against an oracle that knows only plain facts of each case."""

from dataclasses import dataclass
from itertools import product

from domain.flow import acts
from domain.flow.kinds import ActKind
from domain.flow.outcome import Done
from domain.flow.plan import Own
from domain.flow.rights import may
from tests.unit.flow_college import (
    ADMIN,
    CLOCK,
    GONE,
    HR,
    LI,
    POLICY,
    QIAN,
    STRANGER,
    SUN,
    WANG,
    ZHAO,
    ZHOU,
    Directory,
    Kind,
    Mode,
    desk,
    leave,
    replace,
    step,
)

ACTORS = (LI, WANG, ZHAO, QIAN, SUN, ZHOU, ADMIN, HR, STRANGER, GONE, CLOCK, replace(WANG, is_active=False))
DECIDING = ("agree", "refuse", "return", "transfer", "delegate", "add")


@dataclass
class Facts:
    """What somebody who wrote the story down would know of it; nothing is read from the case."""

    desk: object
    state: str
    signs: tuple = ()  # may decide and pass on
    advises: tuple = ()  # were asked for an opinion
    stands_in: tuple = ()
    handles: tuple = ()  # have something to do and to fill in
    knows: tuple = ()  # were asked at any time
    copied: tuple = ()
    unread: tuple = ()
    added_by: tuple = ()  # somebody whose added signer has not decided
    undoes: tuple = ()
    is_urged: bool = False
    is_begun: bool = False
    applicant: object = LI


def expected(facts, person, kind):  # noqa: PLR0911, PLR0912 one rule per line, in the order of the act list
    """The rules once more, naively."""
    pending = facts.state == "pending"
    is_applicant = person.id == facts.applicant.id
    is_admin = person.id == ADMIN.id
    if not person.is_active:
        return False
    if person is CLOCK:
        of_pending = ("elapse", "begin_stand_in", "end_stand_in", "hand_over")
        return (pending and kind in of_pending) or (facts.state == "draft" and kind == "expire")
    if kind in ("submit", "drop"):
        return is_applicant and facts.state == "draft"
    if kind == "resubmit":
        return is_applicant and facts.state == "returned"
    if kind == "withdraw":
        return is_applicant and (
            facts.state in ("pending", "returned") or (facts.state == "approved" and not facts.is_begun)
        )
    if kind == "urge":
        return is_applicant and pending and not facts.is_urged
    if kind == "comment":
        return facts.state != "draft" and (is_applicant or is_admin or person in (*facts.knows, *facts.copied))
    if kind == "copy":
        return facts.state != "draft" and (is_applicant or is_admin or person in facts.knows)
    if kind == "read":
        return person in facts.unread
    if kind == "undo":
        return person in facts.undoes
    if kind in ("elapse", "expire"):
        return False
    if kind == "hand_over" and person is HR:
        return pending
    if kind in ("begin_stand_in", "end_stand_in", "hand_over", "jump", "replace"):
        return is_admin and not is_applicant and pending
    if kind == "end":
        return is_admin and not is_applicant and facts.state in ("pending", "returned")
    if kind == "take_out":
        return pending and (person in facts.added_by or (is_admin and not is_applicant and facts.added_by != ()))
    if kind == "fill":
        return person in facts.handles
    if kind in ("agree", "refuse") and person in facts.advises:
        return True
    if person in facts.signs:
        return True
    if person in facts.stands_in:
        return kind in ("agree", "refuse", "return")
    return person in facts.handles and kind != "refuse"


def head(**words):
    return step("head", [WANG, ZHAO], **words)


def stories():
    """Each with the facts as told."""
    yield Facts(desk(head(), submitted=False), "draft")
    yield Facts(desk(head()), "pending", signs=(WANG, ZHAO), knows=(WANG, ZHAO))
    yield Facts(desk(head(mode=Mode.ALL)).agree(WANG), "pending", signs=(ZHAO,), knows=(WANG, ZHAO))
    yield Facts(desk(head(mode=Mode.IN_TURN)), "pending", signs=(WANG,), knows=(WANG,))
    yield Facts(desk(head(mode=Mode.IN_TURN)).agree(WANG), "pending", signs=(ZHAO,), knows=(WANG, ZHAO))
    yield Facts(desk(head(), step("dean", [QIAN])).agree(ZHAO), "pending", signs=(QIAN,), knows=(WANG, ZHAO, QIAN))
    yield Facts(desk(head()).agree(ZHAO), "approved", knows=(WANG, ZHAO))
    yield Facts(desk(head()).agree(ZHAO).later(days=20), "approved", knows=(WANG, ZHAO), is_begun=True)
    side = desk(step("a", [WANG], together="x"), step("b", [QIAN], together="x"))
    yield Facts(side, "pending", signs=(WANG, QIAN), knows=(WANG, QIAN))
    repair = step("repair", [SUN], kind=Kind.HANDLE, fills=frozenset({"cost"}))
    yield Facts(desk(repair), "pending", handles=(SUN,), knows=(SUN,))
    yield Facts(desk(step("head", [LI], own=Own.ALLOW)), "pending", signs=(LI,), knows=(LI,))
    yield Facts(desk(step("head", [LI, WANG])), "pending", signs=(WANG,), knows=(WANG,))
    yield Facts(desk(head(), applicant=ADMIN), "pending", signs=(WANG, ZHAO), knows=(WANG, ZHAO), applicant=ADMIN)
    yield from stories_of_endings()
    yield from stories_of_places()
    yield from stories_of_stand_ins()
    yield from stories_of_copies()


def stories_of_endings():
    refused, withdrawn, ended, returned, dropped = (desk(head()) for _ in range(5))
    refused.refuse(WANG)
    yield Facts(refused, "rejected", knows=(WANG, ZHAO))
    withdrawn.does(acts.Withdraw, LI)
    yield Facts(withdrawn, "withdrawn", knows=(WANG, ZHAO))
    ended.does(acts.End, ADMIN, reason="重复")
    yield Facts(ended, "rejected", knows=(WANG, ZHAO))
    returned.does(acts.Return, ZHAO, reason="请改")
    yield Facts(returned, "returned", knows=(WANG, ZHAO))
    dropped = desk(head(), submitted=False)
    dropped.does(acts.Drop, LI)
    yield Facts(dropped, "withdrawn")
    expired = desk(head(), submitted=False)
    expired.does(acts.Expire, CLOCK)
    yield Facts(expired, "expired")
    again = desk(head(), step("dean", [QIAN])).agree(WANG)
    again.does(acts.Return, QIAN, reason="请改", to="head")
    yield Facts(again, "pending", signs=(WANG, ZHAO), knows=(WANG, ZHAO, QIAN))
    undone = desk(head(safe=True)).agree(WANG, in_batch=True)
    yield Facts(undone, "approved", knows=(WANG, ZHAO), undoes=(WANG,))
    late = desk(head(safe=True)).agree(WANG, in_batch=True).later(minutes=9)
    yield Facts(late, "approved", knows=(WANG, ZHAO))
    urged = desk(head())
    urged.does(acts.Urge, LI)
    yield Facts(urged, "pending", signs=(WANG, ZHAO), knows=(WANG, ZHAO), is_urged=True)
    stuck = desk(head(), step("dean", [])).agree(WANG)
    yield Facts(stuck, "pending", knows=(WANG, ZHAO))


def stories_of_places():
    moved, asked, before, beside, replaced, left = (desk(head()) for _ in range(6))
    moved.does(acts.Transfer, WANG, to=SUN)
    yield Facts(moved, "pending", signs=(SUN, ZHAO), knows=(WANG, ZHAO, SUN))
    asked.does(acts.Delegate, WANG, to=SUN)
    yield Facts(asked, "pending", signs=(ZHAO,), advises=(SUN,), knows=(WANG, ZHAO, SUN), added_by=(WANG,))
    before.does(acts.Add, WANG, signer=SUN, where=acts.Where.BEFORE)
    yield Facts(before, "pending", signs=(ZHAO, SUN), knows=(WANG, ZHAO, SUN), added_by=(WANG,))
    beside.does(acts.Add, WANG, signer=SUN, where=acts.Where.BESIDE)
    beside.agree(WANG)
    yield Facts(beside, "pending", signs=(SUN,), knows=(WANG, ZHAO, SUN), added_by=(WANG,))
    replaced.does(acts.Replace, ADMIN, leaving=WANG, to=QIAN, reason="调离")
    yield Facts(replaced, "pending", signs=(QIAN, ZHAO), knows=(WANG, ZHAO, QIAN))
    left.does(acts.HandOver, CLOCK, leaver=ZHAO, to=ZHOU)
    yield Facts(left, "pending", signs=(WANG, ZHOU), knows=(WANG, ZHAO, ZHOU))
    own = desk(head(), applicant=ADMIN)
    own.does(acts.Add, WANG, signer=SUN, where=acts.Where.BEFORE)
    yield Facts(own, "pending", signs=(ZHAO, SUN), knows=(WANG, ZHAO, SUN), added_by=(WANG,), applicant=ADMIN)
    taken = desk(head())
    taken.does(acts.Add, WANG, signer=SUN, where=acts.Where.BEFORE)
    taken.does(acts.TakeOut, WANG, signer=SUN)
    yield Facts(taken, "pending", signs=(WANG, ZHAO), knows=(WANG, ZHAO, SUN))


def stories_of_stand_ins():
    away = Directory(deputies={WANG.id: SUN, SUN.id: ZHOU})
    everybody = (WANG, ZHAO, SUN)
    yield Facts(desk(head(), directory=away), "pending", signs=(WANG, ZHAO), stands_in=(SUN,), knows=everybody)
    back = desk(head(), directory=Directory(deputies={WANG.id: SUN}))
    back.does(acts.EndStandIn, CLOCK, principal=WANG)
    yield Facts(back, "pending", signs=(WANG, ZHAO), knows=everybody)
    gone = leave(desk(head(), directory=Directory(deputies={WANG.id: SUN})), WANG)
    yield Facts(gone, "pending", signs=(WANG, ZHAO), knows=everybody)  # an account of theirs that is open again may
    applicant = desk(head(), directory=Directory(deputies={WANG.id: LI, ZHAO.id: WANG}))
    yield Facts(applicant, "pending", signs=(WANG, ZHAO), knows=(WANG, ZHAO))
    yield Facts(desk(head(), directory=Directory(deputies={WANG.id: SUN})).agree(SUN), "approved", knows=everybody)


def stories_of_copies():
    copies = Directory(copies={"start": (QIAN, ZHOU)})
    unread, read = desk(head(), directory=copies), desk(head(), directory=copies)
    signs = (WANG, ZHAO)
    yield Facts(unread, "pending", signs=signs, knows=signs, copied=(QIAN, ZHOU), unread=(QIAN, ZHOU))
    read.does(acts.Read, QIAN)
    yield Facts(read, "pending", signs=signs, knows=signs, copied=(QIAN, ZHOU), unread=(ZHOU,))
    given = desk(head()).agree(WANG)
    given.does(acts.GiveCopy, ZHAO, to=(SUN,))
    yield Facts(given, "approved", knows=signs, copied=(SUN,), unread=(SUN,))


WORDS = {
    ActKind.SUBMIT: (acts.Submit, {"fields": {"days": 1}}),
    ActKind.RESUBMIT: (acts.Resubmit, {"fields": {"days": 1}}),
    ActKind.AGREE: (acts.Agree, {}),
    ActKind.REFUSE: (acts.Refuse, {"reason": "不行"}),
    ActKind.RETURN: (acts.Return, {"reason": "请改"}),
    ActKind.TRANSFER: (acts.Transfer, {"to": STRANGER}),
    ActKind.DELEGATE: (acts.Delegate, {"to": STRANGER}),
    ActKind.ADD: (acts.Add, {"signer": STRANGER, "where": acts.Where.AFTER}),
    ActKind.FILL: (acts.Fill, {"fields": {"cost": 1}}),
    ActKind.WITHDRAW: (acts.Withdraw, {}),
    ActKind.DROP: (acts.Drop, {}),
    ActKind.URGE: (acts.Urge, {}),
    ActKind.EXPIRE: (acts.Expire, {}),
    ActKind.COMMENT: (acts.Comment, {"words": "看一下"}),
    ActKind.COPY: (acts.GiveCopy, {"to": (replace(STRANGER, id=77),)}),
    ActKind.READ: (acts.Read, {}),
    ActKind.UNDO: (acts.Undo, {}),
    ActKind.END: (acts.End, {"reason": "重复"}),
    ActKind.JUMP: (acts.Jump, {"reason": "安排", "to": "head"}),
}


def table():
    return [
        (number, facts, person, kind)
        for (number, facts), person, kind in product(enumerate(stories()), ACTORS, ActKind)
    ]


def test_the_right_to_every_act_is_what_the_oracle_says():
    rows = table()

    wrong = [
        (number, person.name, kind.value)
        for number, facts, person, kind in rows
        if bool(may(facts.desk.case, person, kind, POLICY, facts.desk.now)) != expected(facts, person, kind.value)
    ]

    assert wrong == []
    assert len(rows) >= 2000
    assert sum(expected(facts, person, kind.value) for _, facts, person, kind in rows) > 200


def test_and_whoever_may_does_it():
    """The same right inside the engine: with sensible words, whoever may succeeds and nobody else."""
    wrong = []
    for number, facts, person, kind in table():
        if kind in WORDS and not (kind is ActKind.JUMP and facts.desk.case.plan.place("head") is None):
            act_type, words = WORDS[kind]
            copy = replace(facts.desk)
            done = isinstance(copy.tries(act_type, person, **words), Done)
            if done != expected(facts, person, kind.value):
                wrong.append((number, person.name, kind.value))

    assert wrong == []


def test_a_refusal_says_why_in_a_whole_sentence():
    refusals = [may(facts.desk.case, person, kind, POLICY, facts.desk.now) for _, facts, person, kind in table()]

    assert all(right or right.refused.sentence.endswith("。") for right in refusals)
    assert not any("{" in right.refused.sentence for right in refusals if not right)
