"""What a case looks like to the one who looks at it: one card per person. Pure: the same case gives the same card."""

from dataclasses import replace

from domain.actions import Verb
from domain.cards import ButtonStyle, Card
from domain.case_buttons import Face, button, may_fill, needs_page, own_buttons, place_buttons, read_button
from domain.case_look import Look, summary_rows
from domain.flow.case import ENDED, Assignment, Copy, Entry, Part, Run, Standing, State
from domain.flow.kinds import ActKind
from domain.flow.plan import Kind, Mode
from domain.flow.rights import OF_PLACE
from domain.flow.sentences import last_change, waits_for
from domain.flow.why import what_refusal_does
from domain.texts import case_words as words


def card_for(look: Look, face: Face = Face.MAIN) -> Card:
    """The viewer's card, whatever the case is to them: to decide, to know of, their own, or over."""
    if look.places:
        return _deciding(look, *look.places[0], face)
    if look.is_applicants:
        return applicant_card(look)
    copy = next((copy for copy in look.case.copies if copy.person.id == look.viewer.id), None)
    if copy and (copy.read_at is None or look.viewer.id not in look.case.asked):
        return _copied(look, copy)
    return _over(look)


def applicant_card(look: Look) -> Card:
    """The applicant's view from submission on. While it is in course nothing of it moves from step to step.

    A platform may let a card be redrawn only twice (WeCom: once for the sending, once for a click), and the end must
    not go without one; how far it has come is told by 进度.
    """
    case = look.case
    is_over = case.state in ENDED
    return Card(
        title=look.title,
        subtitle=f"{look.number}，{words.stands(case)}",
        rows=summary_rows(look),
        body=_told_applicant(look),
        buttons=() if is_over else own_buttons(look),
        closing="，".join(filter(None, (_end(look), look.later))) if is_over else "",
        ending=words.stands(case) if is_over else "",
        is_final=is_over,
    )


def withdrawal_card(look: Look) -> Card:
    """An approved case with nothing but the button to take it back, for whom a typed word is not enough."""
    withdrawal = button(Verb.WITHDRAW, look.case.version, "撤回", ButtonStyle.DANGER)
    return replace(applicant_card(look), buttons=(withdrawal,), closing="", ending="", is_final=False)


def _told_applicant(look: Look) -> str:
    match look.case.state:
        case State.PENDING:
            return f"审批：{words.route(look.case.plan, look.left_out)}"
        case State.RETURNED | State.REJECTED:
            entry = last_change(look.case)
            return words.reason(look.case.plan, entry) if entry else ""
        case _:
            return ""


def _deciding(look: Look, run: Run, place: Assignment, face: Face) -> Card:
    """Somebody's turn: what is asked, and the buttons to answer it."""
    step = look.case.plan.step(run.key)
    return Card(
        title=look.title,
        subtitle=f"{look.number}，{step.label}",
        rows=summary_rows(look),
        body="".join((*_asked(look, run, place), _returned_before(look))),
        buttons=place_buttons(look, step, place, face),
    )


def _asked(look: Look, run: Run, place: Assignment) -> list[str]:
    """What is wanted of the viewer, and what a refusal does."""
    step = look.case.plan.step(run.key)
    said = [f"您代{place.person.name}办理。"] if place.person.id != look.viewer.id else []
    if place.part is Part.ADVICE:
        return [*said, f"{place.added_by.name if place.added_by else '审批人'}想听您的意见，由其决定。"]
    if page := needs_page(look, step, place):
        said.append(f"这一步要{page}，请点 {page}。")
    elif step.kind is Kind.HANDLE:
        said.append(words.shown_there(look.shown) if look.shown else "办好后请点 办好了。")
    elif len(run.assignments) > 1:
        anyone = f"{words.names(each.person.name for each in run.open)}任一人办理即可。"
        said.extend([anyone] if step.mode is Mode.ANY else [])
        said.append(what_refusal_does(step))
    empty = look.fillable.get(step.key, ()) if may_fill(look, step, place) else ()
    return [*said, f"还可填写{'、'.join(empty)}，点 更多。"] if empty else said


def _returned_before(look: Look) -> str:
    """Why it went back, for whoever sees it once more."""
    entry = next((e for e in reversed(look.case.history) if e.kind in (ActKind.RETURN, ActKind.REFUSE)), None)
    return f"上一轮{words.reason(look.case.plan, entry)}" if entry and look.case.round > 1 else ""


def _copied(look: Look, copy: Copy) -> Card:
    """To know of it. What the reader was asked before has been decided."""
    giver = f"由{copy.given_by.name}" if copy.given_by else ""
    is_read = copy.read_at is not None
    return Card(
        title=look.title,
        subtitle=f"{look.number}，{giver}抄送给您",
        rows=summary_rows(look),
        body=_end(look) if look.case.state in ENDED else "",
        buttons=() if is_read else (read_button(),),
        closing=f"已阅，{words.day_and_time(copy.read_at, look.policy.campus)}" if copy.read_at else "",
        ending="已阅" if is_read else "",
        is_final=is_read,
    )


def _over(look: Look) -> Card:
    """What became of it for somebody whose turn has passed. Who decided follows it to its end."""
    told = _told(look)
    is_withdrawn = look.case.state in (State.WITHDRAWN, State.EXPIRED) or told is None
    is_refusal = told is not None and told.kind in (ActKind.REFUSE, ActKind.RETURN) and not is_withdrawn
    return Card(
        title=look.title,
        subtitle=look.number,
        rows=summary_rows(look),
        body=words.reason(look.case.plan, told) if told and is_refusal else "",
        closing=_end(look) if is_withdrawn or told is None else words.decided(look.case.plan, told, look.policy.campus),
        ending=words.stands(look.case) if is_withdrawn or told is None else f"已{words.verb_of(look.case.plan, told)}",
        is_final=look.case.state in ENDED or not _follows(look),
    )


def _told(look: Look) -> Entry | None:
    """To whom has decided their own act until the end, to the others the act that has closed their turn."""
    own = _own_act(look)
    return own if own and look.case.state not in ENDED else last_change(look.case)


def _own_act(look: Look) -> Entry | None:
    mine = (e for e in reversed(look.case.history) if e.actor.id == look.viewer.id and e.kind in OF_PLACE)
    return next(mine, None)


def _follows(look: Look) -> bool:
    """Whether the card will show something else: to its decider the end, to whoever waits behind others their turn."""
    places = (place for run in look.case.runs for place in run.assignments if place.involves(look.viewer.id))
    return _own_act(look) is not None or any(place.standing is Standing.WAITING for place in places)


def _end(look: Look) -> str:
    """How the case ended, who ended it and when."""
    case, entry = look.case, last_change(look.case)
    if entry is None:
        return words.stands(case)
    at = words.day_and_time(entry.at, look.policy.campus)
    match case.state:
        case State.WITHDRAWN:
            verb = "撤回" if words.was_submitted(case) else "取消"
            return f"{'您' if look.is_applicants else '申请人'}已{verb}，{at}"
        case State.EXPIRED:
            return f"草稿已作废，{at}"
        case State.PENDING | State.RETURNED:
            return f"正等{waits_for(case)}处理"
        case _:
            return words.decided(case.plan, entry, look.policy.campus)
