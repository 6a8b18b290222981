"""The roster against a platform's directory: what is to be done there, and where the roster itself is wrong."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from domain.directory_guard import most_at_once
from domain.directory_orders import ChangeMember, DisableMember, MakeMember, MoveMember, Order
from domain.directory_reading import MemberFacts, Reading
from domain.forms.posts import BELOW
from domain.ownership import Field, OwnerKind, Owners
from domain.roster import Category, Entry, Path, path_words
from domain.roster_places import Places, orders_for, places_of
from domain.way_in import WayIn

NEEDS_WAY_IN = {
    "wecom": "缺手机或邮箱，填进花名册再发一次，或在平台后台添加",
    "dingtalk": "缺手机，填进花名册再发一次，或在平台后台添加",
}
# DingTalk disables nobody: whoever is not active there has not joined yet.
NOT_ACTIVE = {
    "wecom": ("平台上已停用", "请在平台后台启用或改名单"),
    "dingtalk": ("还没有加入", "请本人用登记的手机号登录钉钉，加入本单位"),
}
NO_DISABLING = "钉钉不能由程序停用，请在钉钉管理后台办理离职"
ABOVE_FIRST = "先建好上级部门，再比较一次"
OTHERS_OWN = "这一项以平台为准，请改名单"
LEADS_PLACE = "（负责人）"
MOST_NAMED = 5


class Doing(StrEnum):
    """What is to be done, in the order in which it is done."""

    MAKE_DEPARTMENT = "新建部门"
    RENAME_DEPARTMENT = "部门改名"
    MOVE_DEPARTMENT = "部门调整"
    MAKE = "添加人员"
    CHANGE = "修改信息"
    MOVE = "调整部门"
    DISABLE = "停用人员"
    CHECK = "需要核对"
    MEND_ROSTER = "名单要改"


@dataclass(frozen=True, slots=True)
class ToDo:
    """One line for the personnel office. Without an order, or with a `hint`, it is done by hand."""

    doing: Doing
    subject: str
    before: str = ""
    after: str = ""
    order: Order | None = None
    hint: str = ""

    @property
    def is_written_by_us(self) -> bool:
        """Whether the bot can do it."""
        return self.order is not None and not self.hint

    def __str__(self) -> str:
        change = " → ".join(part for part in (self.before, self.after) if part)
        hint = f"（{self.hint}）" if self.hint else ""
        return f"{self.doing}：{self.subject}{'，' if change else ''}{change}{hint}"


@dataclass(frozen=True, slots=True)
class Roster:
    """Whom the newest roster has, and who was in an older one, by staff number; and what was put right by hand."""

    entries: Mapping[str, Entry]
    gone: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    corrected: Mapping[str, Mapping[Field, str]] = field(default_factory=dict[str, Mapping[Field, str]])

    def __bool__(self) -> bool:
        """Whether there is anything to compare with."""
        return bool(self.entries or self.corrected)


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What the comparison goes by: the platform's kind, the owners, today, and who is reached by another account.

    `ways_in` are how to reach people who are new, as far as a file has just said so.
    """

    platform: str
    owners: Owners
    today: date
    elsewhere: Collection[str] = ()
    ways_in: Mapping[str, WayIn] = field(default_factory=dict[str, WayIn])


def compare_with_platform(roster: Roster, reading: Reading, around: Surrounding) -> tuple[ToDo, ...]:
    """Everything to be done, in the order in which it is to be done."""
    look = _Look(roster, reading, around, places_of(reading.departments))
    found = [*look.departments(), *look.people(), *look.strangers()]
    order = list(Doing)
    return tuple(sorted(found, key=lambda todo: order.index(todo.doing)))


def by_doing(todos: Collection[ToDo]) -> dict[Doing, list[ToDo]]:
    """In groups, in the order in which they are done; kinds of which there are none are left out."""
    groups: defaultdict[Doing, list[ToDo]] = defaultdict(list)
    for todo in todos:
        groups[todo.doing].append(todo)
    return {doing: groups[doing] for doing in Doing if groups[doing]}


def excesses_of(todos: Collection[ToDo], members: int) -> tuple[str, ...]:
    """Why a person must confirm before these are written to the platform."""
    told = ((Doing.DISABLE, "人要停用"), (Doing.MOVE, "人要调整部门"))
    return tuple(
        f"{count} {what}（共 {members}，一次最多 {most_at_once(members)}）"
        for doing, what in told
        if (count := sum(todo.doing is doing for todo in todos)) > most_at_once(members)
    )


class _Look:
    """One comparison."""

    def __init__(self, roster: Roster, reading: Reading, around: Surrounding, places: Places) -> None:
        self.roster = roster
        self.reading = reading
        self.around = around
        self.places = places
        self.by_number = {facts.staff_no: facts for facts in reading.members.values() if facts.staff_no}
        self.user_ids = {number: facts.user_id for number, facts in self.by_number.items()}
        self.led = {entry.department for entry in roster.entries.values() if entry.leads and entry.is_employed}
        self.namesakes: defaultdict[str, list[MemberFacts]] = defaultdict(list)
        for facts in reading.members.values():
            if facts.staff_no is None and facts.is_active:
                self.namesakes[facts.name].append(facts)

    def departments(self) -> Iterator[ToDo]:
        """Of departments the roster's word counts where it owns the main department."""
        if not self._owns(Field.DEPARTMENT):
            return
        employed = [entry for entry in self.roster.entries.values() if self._is_here(entry)]
        for each in orders_for(self.places, employed, self.by_number):
            words = path_words(each.path)
            if not each.before:
                hint = "" if each.order else ABOVE_FIRST
                yield ToDo(Doing.MAKE_DEPARTMENT, words, "", words, each.order, hint)
                continue
            doing = Doing.RENAME_DEPARTMENT if each.before[:-1] == each.path[:-1] else Doing.MOVE_DEPARTMENT
            yield ToDo(doing, path_words(each.before), path_words(each.before), words, each.order)

    def people(self) -> Iterator[ToDo]:
        """Everybody of the roster."""
        for number, said in self.roster.entries.items():
            member = self.by_number.get(number)
            entry = self._put_right(said)
            if self._is_here(entry):
                yield from self._newcomer(entry) if member is None else self._employed(entry, member)
            elif member is not None and member.is_active and not entry.is_employed:
                yield self._leaver(entry, member, entry.standing.value)
        for number, entry in self.roster.gone.items():
            member = self.by_number.get(number)
            if member is not None and member.is_active:
                yield self._leaver(entry, member, "不在名单里了")
        for number in self.roster.corrected.keys() - self.roster.entries.keys() - self.roster.gone.keys():
            member = self.by_number.get(number)
            if member is not None and member.is_active:
                yield from self._employed(self._put_right(self._as_it_is(number, member)), member)

    def _put_right(self, entry: Entry) -> Entry:
        """What the roster says, with what was put right by hand."""
        said = self.roster.corrected.get(entry.staff_no, {})
        return replace(
            entry,
            name=said.get(Field.NAME, entry.name),
            position=said.get(Field.POSITION, entry.position),
            department=tuple(said[Field.DEPARTMENT].split(BELOW)) if Field.DEPARTMENT in said else entry.department,
            leader_no=said[Field.LEADERS].split(",")[0] if Field.LEADERS in said else entry.leader_no,
        )

    def _as_it_is(self, number: str, member: MemberFacts) -> Entry:
        """Somebody whom no roster names, as the platform has them."""
        main = member.main_department or ""
        return Entry(
            staff_no=number,
            name=member.name,
            department=self.places.paths.get(main, ()),
            position=member.position,
            leads=main in member.leads,
        )

    def strangers(self) -> Iterator[ToDo]:
        """Members that no roster ever named; students have none."""
        known = self.roster.entries.keys() | self.roster.gone.keys()
        names = [
            f"{facts.name}（{facts.staff_no or facts.user_id}）"
            for facts in self.reading.members.values()
            if facts.is_active and facts.staff_no not in known and facts.position != Category.STUDENT
        ]
        if names and self.roster.entries:
            more = f" 等 {len(names)} 人" if len(names) > MOST_NAMED else ""
            yield ToDo(Doing.CHECK, "、".join(names[:MOST_NAMED]) + more, after="平台上有，名单里没有，请核对")

    def _is_here(self, entry: Entry) -> bool:
        """Employed now: who is to come is not made before the day."""
        return entry.is_employed and (entry.joined_on is None or entry.joined_on <= self.around.today)

    def _says(self, of: Field, entry: Entry) -> bool:
        """Whether what is said here counts: the roster owns it, or it was put right by hand."""
        return self._owns(of) or of in self.roster.corrected.get(entry.staff_no, {})

    def _owns(self, of: Field) -> bool:
        return self.around.owners.owner_of(of).kind is OwnerKind.ROSTER

    def _newcomer(self, entry: Entry) -> Iterator[ToDo]:
        if entry.staff_no in self.around.elsewhere:
            return
        if alike := self.namesakes.get(entry.name):
            words = "、".join(f"{facts.name}（{facts.user_id}）" for facts in alike[:MOST_NAMED])
            yield ToDo(Doing.CHECK, _called(entry), after=f"平台上的 {words} 没有工号，可能就是本人，请在平台补工号")
            return
        at = self.places.id_of(entry.department)
        words = _placed(entry.department, leads=entry.leads)
        if at is None:
            yield ToDo(Doing.MAKE, _called(entry), "", words, None, ABOVE_FIRST)
            return
        way = self.around.ways_in.get(entry.staff_no, WayIn())
        order = MakeMember(
            user_id=entry.staff_no,
            name=entry.name,
            departments=(at,),
            leads=(at,) if entry.leads else (),
            direct_leader=self.user_ids.get(entry.leader_no or "", ""),
            position=entry.position,
            staff_no=entry.staff_no,
            mobile=way.mobile,
            email=way.email,
        )
        hint = "" if way.suffices(self.around.platform) else NEEDS_WAY_IN[self.around.platform]
        yield ToDo(Doing.MAKE, _called(entry), "", words, order, hint)

    def _employed(self, entry: Entry, member: MemberFacts) -> Iterator[ToDo]:
        if not member.is_active:
            before, advice = NOT_ACTIVE[self.around.platform]
            yield ToDo(Doing.CHECK, _called(entry), before, f"名单上{entry.standing}，{advice}")
            return
        yield from self._facts(entry, member)
        yield from self._place(entry, member)

    def _facts(self, entry: Entry, member: MemberFacts) -> Iterator[ToDo]:
        """Name, position and leader: those that the roster owns make one order, the others are the roster's faults."""
        leader = self.user_ids.get(entry.leader_no or "")
        differing = [
            (of, label, held, said)
            for of, label, held, said in (
                (Field.NAME, "姓名", member.name, entry.name),
                (Field.POSITION, "职务", member.position, entry.position),
                (Field.LEADERS, "直属上级", self._leaders(member), leader or ""),
            )
            if said and held != said and not (of is Field.LEADERS and said.lower() in member.leaders)
        ]
        owned = {of: said for of, _, _, said in differing if self._says(of, entry)}
        if owned:
            order = ChangeMember(
                user_id=member.user_id,
                name=owned.get(Field.NAME),
                position=owned.get(Field.POSITION),
                direct_leader=owned.get(Field.LEADERS),
            )
            mine = [each for each in differing if each[0] in owned]
            yield ToDo(Doing.CHANGE, _called(entry), _joined(mine, 2), _joined(mine, 3), order)
        if others := [each for each in differing if each[0] not in owned]:
            yield ToDo(Doing.MEND_ROSTER, _called(entry), _joined(others, 2), _joined(others, 3), hint=OTHERS_OWN)

    def _place(self, entry: Entry, member: MemberFacts) -> Iterator[ToDo]:
        at = self.places.id_of(entry.department)
        before = self.places.paths.get(member.main_department or "", ())
        # Where the roster names no head of a department, it says nothing of who leads it.
        leads = entry.leads if entry.department in self.led else at in member.leads
        if entry.department == before and leads == (at in member.leads):
            return
        old = _placed(before, leads=member.main_department in member.leads)
        new = _placed(entry.department, leads=leads)
        if not self._says(Field.DEPARTMENT, entry):
            if entry.department != before:
                yield ToDo(Doing.MEND_ROSTER, _called(entry), f"部门 {old}", f"部门 {new}", hint=OTHERS_OWN)
            return
        if at is None:
            return  # the department is made, renamed or moved first; then the people are looked at again
        stay = [one for one in sorted(member.departments) if one not in {at, member.main_department}]
        led = (member.leads - {at, member.main_department}) | ({at} if leads else set[str]())
        order = MoveMember(user_id=member.user_id, departments=(at, *stay), leads=tuple(sorted(led)))
        yield ToDo(Doing.MOVE, _called(entry), old, new, order)

    def _leaver(self, entry: Entry, member: MemberFacts, cause: str) -> ToDo:
        hint = NO_DISABLING if self.around.platform == "dingtalk" else ""
        return ToDo(Doing.DISABLE, _called(entry), "", cause, DisableMember(user_id=member.user_id), hint)

    def _leaders(self, member: MemberFacts) -> str:
        return "、".join(sorted(member.leaders))


def _called(entry: Entry) -> str:
    return f"{entry.name}（{entry.staff_no}）"


def _placed(path: Path, *, leads: bool) -> str:
    return path_words(path) + (LEADS_PLACE if leads else "")


def _joined(differing: Collection[tuple[Field, str, str, str]], at: int) -> str:
    return "；".join(f"{each[1]} {each[at] or '无'}" for each in differing)
