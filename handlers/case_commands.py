"""What typed words do to a case. Each act is confirmed in words, naming what it was about; a button shows its card."""

from domain.flow.case import State
from domain.flow.kinds import ActKind
from domain.texts import case_replies as words
from handlers import case_acts, form_filling
from handlers.case_acts import TYPED
from handlers.case_filling import fill_in
from handlers.case_why import tell_why
from handlers.case_words import ask_words
from handlers.course import Matter
from handlers.matter import page_of_case
from handlers.turn import Turn
from storage.reach import addresses_of


async def case_agree(turn: Turn, matter: Matter, opinion: str = "") -> None:
    """同意 N [意见]."""
    await _confirm(turn, await case_acts.agree(turn, matter, TYPED, opinion), ActKind.AGREE)


async def case_refuse(turn: Turn, matter: Matter, reason: str) -> None:
    """驳回 N 理由; without a reason it is asked for."""
    if reason.strip():
        await _confirm(turn, await case_acts.refuse(turn, matter, TYPED, reason), ActKind.REFUSE)
    else:
        await ask_words(turn, matter, ActKind.REFUSE, TYPED)


async def case_return(turn: Turn, matter: Matter, said: str) -> None:
    """退回 N [到 步骤] 理由; without a reason it is asked for."""
    if said.strip():
        await _confirm(turn, await case_acts.send_back(turn, matter, TYPED, said), ActKind.RETURN)
    else:
        await ask_words(turn, matter, ActKind.RETURN, TYPED)


async def case_transfer(turn: Turn, matter: Matter, said: str) -> None:
    """转交 N 张三 [理由]."""
    if said.strip():
        await _confirm(turn, await case_acts.transfer(turn, matter, TYPED, said), ActKind.TRANSFER)
    else:
        await ask_words(turn, matter, ActKind.TRANSFER, TYPED)


async def case_delegate(turn: Turn, matter: Matter, said: str) -> None:
    """委派 N 张三 [理由]: they give an opinion, and it comes back."""
    await _confirm(turn, await case_acts.delegate(turn, matter, TYPED, said), ActKind.DELEGATE)


async def case_add(turn: Turn, matter: Matter, said: str) -> None:
    """加签 N 张三 [前|后] [理由]."""
    if said.strip():
        await _confirm(turn, await case_acts.add(turn, matter, TYPED, said), ActKind.ADD)
    else:
        await ask_words(turn, matter, ActKind.ADD, TYPED)


async def case_take_out(turn: Turn, matter: Matter, said: str) -> None:
    """减签 N 张三."""
    await _confirm(turn, await case_acts.take_out(turn, matter, said), ActKind.TAKE_OUT)


async def case_comment(turn: Turn, matter: Matter, said: str) -> None:
    """评论 N 内容."""
    await _confirm(turn, await case_acts.comment(turn, matter, said), ActKind.COMMENT)


async def case_copy(turn: Turn, matter: Matter, said: str) -> None:
    """抄送 N 张三 李四."""
    await _confirm(turn, await case_acts.give_copy(turn, matter, said), ActKind.COPY)


async def case_replace(turn: Turn, matter: Matter, said: str) -> None:
    """改派 N 张三 理由, an administrator's."""
    await _confirm(turn, await case_acts.replace_place(turn, matter, said), ActKind.REPLACE)


async def case_jump(turn: Turn, matter: Matter, said: str) -> None:
    """跳转 N 到 步骤 理由, an administrator's."""
    await _confirm(turn, await case_acts.jump(turn, matter, said), ActKind.JUMP)


async def case_end(turn: Turn, matter: Matter, reason: str) -> None:
    """终止 N 理由, an administrator's."""
    await _confirm(turn, await case_acts.end(turn, matter, reason), ActKind.END)


async def case_read(turn: Turn, matter: Matter) -> None:
    """已阅 N."""
    await _confirm(turn, await case_acts.read(turn, matter), ActKind.READ)


async def case_withdraw(turn: Turn, matter: Matter, reason: str = "") -> bool:
    """撤回 N; a draft is dropped. False when it was refused and said why."""
    if matter.case.state is State.DRAFT:
        return await form_filling.cancel(turn, matter)
    settled = await case_acts.withdraw(turn, matter, TYPED, reason)
    if settled is not None:
        await say_withdrawn(turn, matter)
    return settled is not None


async def say_withdrawn(turn: Turn, before: Matter) -> None:
    """What was taken back; a case that had been approved is told what that undoes."""
    was_booked = before.case.state is State.APPROVED and bool(before.case.booked)
    await turn.say(words.withdrawn(before.look(turn.person, turn.tx), was_booked=was_booked), before.no)


async def case_urge(turn: Turn, matter: Matter) -> bool:
    """催办 N. False when it was refused and said why, or nobody can be reached."""
    waiting = [place.person.id for _, place in matter.case.open_places()]
    look = matter.look(turn.person, turn.tx)
    if look.may(ActKind.URGE) and not any([await addresses_of(turn.tx, person) for person in waiting]):
        await turn.say(words.nobody_to_urge(look), matter.no)
        return False
    settled = await case_acts.urge(turn, matter)
    if settled is not None:
        await turn.say(words.urged(settled.look(turn.person, turn.tx)), matter.no)
    return settled is not None


async def case_progress(turn: Turn, matter: Matter) -> bool:
    """进度 N."""
    await turn.say(words.progress_of(matter.look(turn.person, turn.tx)), matter.no)
    return True


async def case_detail(turn: Turn, matter: Matter) -> bool:
    """Everything they may see of it, and where its page is."""
    await turn.say(words.details(matter.look(turn.person, turn.tx), page_of_case(turn, matter)), matter.no)
    return True


async def case_fill(turn: Turn, matter: Matter, said: str) -> None:
    """填写 N 标签:内容; without words it is asked what is to be filled in."""
    if said.strip():
        await _confirm(turn, await fill_in(turn, matter, None, "", said), ActKind.FILL)
    else:
        await ask_words(turn, matter, ActKind.FILL, TYPED)


async def case_why(turn: Turn, matter: Matter) -> None:
    """为什么 N."""
    await tell_why(turn, matter)


async def case_show_first(turn: Turn, matter: Matter, word: str, rest: str) -> None:
    """The only candidate, before anything happens to it."""
    await turn.say(words.show_first(matter.look(turn.person, turn.tx), word, rest), matter.no)


async def _confirm(turn: Turn, settled: Matter | None, kind: ActKind) -> None:
    if settled is not None:
        await turn.say(words.done(settled.look(turn.person, turn.tx), kind), settled.no)
