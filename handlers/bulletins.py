"""通报: drafted from the facts, decided on by whoever supervises, told to the heads; nothing leaves by itself."""

from domain.actions import Action, Verb
from domain.bulletins import words
from domain.bulletins.card import bulletin_card, decided_card
from domain.bulletins.facts import Facts
from domain.bulletins.scope import Scope, scope_of
from domain.bulletins.span import Span, span_words
from domain.duties.colours import Colour
from domain.forms.directory import Directory
from domain.forms.finding import heads_of
from domain.ids import PersonId
from domain.office import Office
from domain.texts.moments import clock
from handlers.bulletin_facts import gather_facts, mark_of
from handlers.facts import directory_for
from handlers.tell import tell
from handlers.turn import Turn
from storage import cards
from storage.bulletins import (
    Bulletin,
    BulletinState,
    decide,
    draft_anew,
    keep_draft,
    lock_bulletin,
)
from storage.cards import CardState, StoredCard
from storage.database import Tx
from storage.reach import addresses_of
from storage.stand_ins import in_force

BULLETIN = "bulletin"  # begins the role of the card; the number follows
PAGE = "/h5/bulletin"
STANDINGS = {BulletinState.DRAFT: "待审定", BulletinState.RELEASED: "发布", BulletinState.DROPPED: "决定不发"}


async def draft_bulletin(tx: Tx, office: Office, span: Span, scope: Scope) -> Bulletin | None:
    """Draft it and show it to who decides. None: there is nothing to report, or it was drafted already."""
    facts = await gather_facts(tx, office, span, scope)
    if not facts.counts:
        return None
    bulletin = await keep_draft(tx, scope.code, span, facts, consequence_of(office), mark_of(facts, span, scope))
    if bulletin is not None:
        await _show(tx, office, bulletin)
    return bulletin


def consequence_of(office: Office) -> str:
    """What the usual policy says of what is late."""
    return office.escalation.of("").stages[Colour.RED].consequence


async def deciders(tx: Tx, directory: Directory, scope: Scope) -> set[PersonId]:
    """Everybody who may release it, also for whom they stand in now."""
    found = {each.person.id for code in scope.posts for each in directory.holders(code)}
    return found | {each.stand_in for each in await in_force(tx) if each.principal in found and not each.form}


async def _first_asked(tx: Tx, directory: Directory, scope: Scope) -> set[PersonId]:
    """The holders of the first post that has any, with who stands in for them."""
    held = ({each.person.id for each in directory.holders(code)} for code in scope.posts)
    found = next((people for people in held if people), set[PersonId]())
    return found | {each.stand_in for each in await in_force(tx) if each.principal in found and not each.form}


async def _show(tx: Tx, office: Office, bulletin: Bulletin, note: str = "") -> None:
    """On the cards that are out, else on new ones."""
    role = f"{BULLETIN}:{bulletin.id}"
    card = bulletin_card(title_of(office, bulletin), bulletin.facts, bulletin.version, bulletin.consequence, note)
    known = {each.address for each in await cards.of_role(tx, role) if each.state is CardState.LIVE}
    for copy in await cards.of_role(tx, role):
        if copy.state is CardState.LIVE:
            await cards.redraw(tx, copy.id, card)
    directory = await directory_for(tx, office)
    for person in sorted(await _first_asked(tx, directory, scope_of(bulletin.scope))):
        for to in (await addresses_of(tx, person))[:1]:
            if to not in known:
                await cards.draw(tx, to, card, role=role, request_no=None)


def title_of(office: Office, bulletin: Bulletin) -> str:
    """全院办理情况通报（2026年10月）."""
    return words.title_of(scope_of(bulletin.scope).title, span_words(bulletin.span, office.calendar))


def page_of_bulletin(office: Office, bulletin: Bulletin) -> str:
    """Where all of it is; empty without pages."""
    return f"{office.pages}{PAGE}/{bulletin.id}" if office.pages else ""


async def press_bulletin(turn: Turn, card: StoredCard, action: Action) -> None:
    """发布, 看全文, 不发."""
    bulletin = await lock_bulletin(turn.tx, int(card.role.removeprefix(f"{BULLETIN}:")))
    if bulletin is None or action.verb not in {Verb.APPLY, Verb.DETAIL, Verb.IGNORE}:
        await turn.say(words.GONE)
    elif action.verb is Verb.DETAIL:
        page = page_of_bulletin(turn.office, bulletin)
        contact = turn.office.contact
        await turn.say(words.FULL_TEXT.format(page=page) if page else words.NO_PAGES.format(contact=contact))
    else:
        await decide_bulletin(turn, bulletin, action.version, is_released=action.verb is Verb.APPLY)


async def decide_bulletin(turn: Turn, bulletin: Bulletin, version: int, *, is_released: bool) -> None:
    """Somebody's word on one that is locked; who may is asked here, and whether the numbers are still so."""
    directory, scope = await directory_for(turn.tx, turn.office), scope_of(bulletin.scope)
    if turn.person.id not in await deciders(turn.tx, directory, scope):
        turn.tx.audit(f"person:{turn.person.id}", "bulletin.refuse", f"bulletin:{bulletin.id}")
        await turn.say(words.NOT_YOURS.format(post=_post_words(turn.office, scope)))
    elif bulletin.state is not BulletinState.DRAFT:
        await turn.say(words.DECIDED.format(what=STANDINGS[bulletin.state]))
    elif version != bulletin.version:
        await turn.say(words.OLD)
    elif is_released:
        await _release(turn, directory, bulletin)
    else:
        await decide(turn.tx, bulletin, turn.person.id, BulletinState.DROPPED)
        await _end(turn, bulletin, "决定不发", "不发")
        await turn.say(words.DROPPED.format(label=span_words(bulletin.span, turn.office.calendar)))


async def _release(turn: Turn, directory: Directory, bulletin: Bulletin) -> None:
    tx, office, scope = turn.tx, turn.office, scope_of(bulletin.scope)
    facts = await gather_facts(tx, office, bulletin.span, scope)
    mark = mark_of(facts, bulletin.span, scope)
    if mark != bulletin.fingerprint:
        renewed = await draft_anew(tx, bulletin, facts, consequence_of(office), mark)
        await _show(tx, office, renewed, "数字有变化，已重新起草。")
        await turn.say(words.REDRAWN)
        return
    await decide(tx, bulletin, turn.person.id, BulletinState.RELEASED)
    told, without = await _tell_heads(tx, office, directory, bulletin, bulletin.facts)
    await _end(turn, bulletin, "发布", "已发布")
    page = page_of_bulletin(office, bulletin)
    document = f"文件（PDF）：{page}.pdf" if page else ""
    label = span_words(bulletin.span, office.calendar)
    said = words.RELEASED.format(label=label, heads=told, document=document)
    await turn.say(said + (words.NO_HEADS.format(names="、".join(without)) if without else ""))


async def _tell_heads(
    tx: Tx, office: Office, directory: Directory, bulletin: Bulletin, facts: Facts
) -> tuple[int, list[str]]:
    """Each about the own department; how many that were, and which departments have nobody to tell."""
    told, without = 0, list[str]()
    title, page = title_of(office, bulletin), page_of_bulletin(office, bulletin)
    for count in facts.counts:
        heads = [each.member.person.id for each in heads_of(count.department, directory)]
        text = words.for_head(title, count, bulletin.consequence, page)
        reached = [
            await tell(tx, person, text, key=f"{BULLETIN}:{bulletin.id}:{count.department}:{person}")
            for person in heads
        ]
        told += sum(reached)
        without += [] if any(reached) else [count.name]
    return told, without


async def _end(turn: Turn, bulletin: Bulletin, how: str, ending: str) -> None:
    closing = f"已由 {turn.person.name} 于 {clock(turn.tx.now, turn.office.campus)} {how}"
    card = decided_card(title_of(turn.office, bulletin), bulletin.facts, closing, ending)
    for copy in await cards.of_role(turn.tx, f"{BULLETIN}:{bulletin.id}"):
        if copy.state is CardState.LIVE:
            await cards.redraw(turn.tx, copy.id, card)


def _post_words(office: Office, scope: Scope) -> str:
    return "或".join(office.posts.titles.get(code, code) for code in scope.posts)
