"""Which acts the page of a case offers besides the decision: what the one place that grants rights allows, no more."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.case_look import Look
from domain.flow.case import Part, RunState, State
from domain.flow.kinds import ActKind
from domain.flow.rights import added, is_added_by
from web.h5.deciding import Turn

Choice = tuple[str, str]
"""What a page sends, and what it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """An administrator's acts. `back` and `forward` are the steps to jump to, `places` those that another may take."""

    back: tuple[Choice, ...] = ()
    forward: tuple[Choice, ...] = ()
    places: tuple[Choice, ...] = ()
    end: bool = False

    @property
    def jump(self) -> bool:
        """Whether there is a step to jump to."""
        return bool(self.back or self.forward)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What is not an administrator's. `return_to` are the steps they may send it back to, `added` whom they may take
    out, each with a label; `undo` says until when an agreement may be taken back.
    """

    return_to: tuple[Choice, ...] = ()
    transfer: bool = False
    delegate: bool = False
    add: bool = False
    added: tuple[Choice, ...] = ()
    copy: bool = False
    comment: bool = False
    withdraw: bool = False
    urge: bool = False
    read: bool = False
    undo: str = ""

    @property
    def is_any(self) -> bool:
        """Whether there is anything to offer."""
        return self != Acts()


def acts_of(look: Look, turn: Turn | None) -> Acts:
    """Of the step that waits for the viewer, and of the case."""
    key = turn.key if turn else ""
    return Acts(
        return_to=_ways_back(look, key) if turn and look.may(ActKind.RETURN, key) else (),
        transfer=bool(turn) and look.may(ActKind.TRANSFER, key),
        delegate=bool(turn) and look.may(ActKind.DELEGATE, key),
        add=bool(turn) and look.may(ActKind.ADD, key),
        added=tuple(_added(look)) if look.may(ActKind.TAKE_OUT) else (),
        copy=look.case.state is not State.DRAFT and look.may(ActKind.COPY),
        comment=look.may(ActKind.COMMENT),
        withdraw=look.may(ActKind.WITHDRAW),
        urge=look.may(ActKind.URGE),
        read=look.may(ActKind.READ),
        undo=_until(look) if look.may(ActKind.UNDO) else "",
    )


def ruling_of(look: Look) -> Ruling:
    """Of an administrator."""
    may_jump = look.may(ActKind.JUMP)
    return Ruling(
        back=tuple(_steps(look, is_ahead=False)) if may_jump else (),
        forward=tuple(_steps(look, is_ahead=True)) if may_jump else (),
        places=tuple(_places(look)) if look.may(ActKind.REPLACE) else (),
        end=look.may(ActKind.END),
    )


def folds_of(acts: Acts, ruling: Ruling) -> frozenset[str]:
    """The buttons of what is folded together on the page: where a refusal leads back to."""
    shown = {
        "return": acts.return_to,
        "transfer": acts.transfer,
        "delegate": acts.delegate,
        "add": acts.add,
        "take_out": acts.added,
        "copy": acts.copy,
        "comment": acts.comment,
        "withdraw": acts.withdraw,
        "replace": ruling.places,
        "jump": ruling.jump,
        "end": ruling.end,
    }
    return frozenset(verb for verb, is_there in shown.items() if is_there)


def _ways_back(look: Look, key: str) -> tuple[Choice, ...]:
    """To the applicant, or to a step that took place before this one."""
    plan = look.case.plan
    passed = {run.key for run in look.case.runs if run.assignments}
    earlier = tuple((s.key, f"“{s.label}”这一步") for s in plan.steps if s.key in plan.before(key) & passed)
    return (("", "申请人修改"), *earlier)


def _added(look: Look) -> Iterator[Choice]:
    """Whoever was added and has not decided; an administrator may take out any of them."""
    by_admin = look.policy.is_admin(look.viewer) and not look.is_applicants
    for place in added(look.case):
        if by_admin or is_added_by(place, look.viewer):
            how = "委派" if place.part is Part.ADVICE else "加签"
            yield str(place.person.id), f"{place.person.name}（{how}）"


def _until(look: Look) -> str:
    undoable = look.case.undoable
    return f"{undoable.until.astimezone(look.policy.campus):%H:%M}" if undoable else ""


def _steps(look: Look, *, is_ahead: bool) -> Iterator[Choice]:
    """The engine skips to a step that waits for its turn, and begins any other one anew."""
    for step, run in zip(look.case.plan.steps, look.case.runs, strict=True):
        if (run.state is RunState.WAITING) == is_ahead:
            yield step.key, f"{step.label}（现在这一步）" if not is_ahead and not run.is_settled else step.label


def _places(look: Look) -> Iterator[Choice]:
    """Everybody who has still to decide, and steps that have nobody: the step's key, and the person after a colon."""
    for step, run in zip(look.case.plan.steps, look.case.runs, strict=True):
        if run.state is RunState.STUCK:
            yield f"{step.key}:", f"{step.label}：没有人办"
        elif not run.is_settled:
            for place in run.assignments:
                if place.is_unsettled:
                    yield f"{step.key}:{place.person.id}", f"{step.label}：{place.person.name}"
