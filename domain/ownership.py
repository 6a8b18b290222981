"""一数一源: whose word counts on each field of a person. content/ownership.toml says it, everybody else is refused."""

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.directory_reading import MemberFacts
from domain.events import Source
from domain.forms.document import Document, Section, shown
from domain.forms.problems import Problem
from domain.platforms import PLATFORM_NAMES

EXAMPLE = 'owner = "roster"'
LONGEST_OFFICE = 40


class Field(StrEnum):
    """What is known of a person and somebody must answer for."""

    NAME = "name"
    STAFF_NO = "staff_no"
    POSITION = "position"
    DEPARTMENT = "main_department"
    LEADERS = "leaders"
    STATUS = "status"
    MOBILE = "mobile"


LABELS: Mapping[Field, str] = {
    Field.NAME: "姓名",
    Field.STAFF_NO: "工号",
    Field.POSITION: "职务",
    Field.DEPARTMENT: "主部门",
    Field.LEADERS: "直属上级",
    Field.STATUS: "在岗状态",
    Field.MOBILE: "手机号",
}
# Roles are granted by staff number, and somebody is here by an open account: neither is typed in by hand.
BY_HAND = frozenset({Field.NAME, Field.POSITION, Field.DEPARTMENT, Field.LEADERS})


class OwnerKind(StrEnum):
    """Where the true value comes from."""

    ROSTER = "roster"
    PLATFORM = "platform"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns a field. `account` is "staff" or "wecom:staff"; empty is the account that a person had first.

    `office` is whom to ask, in the college's words.
    """

    kind: OwnerKind = OwnerKind.PLATFORM
    account: str = ""
    office: str = ""

    def __str__(self) -> str:
        """As the file writes it."""
        return f"{self.kind}:{self.account}" if self.account else self.kind.value

    @property
    def words(self) -> str:
        """As people read it."""
        match self.kind:
            case OwnerKind.ROSTER:
                place = "人事花名册"
            case OwnerKind.HAND:
                place = "手工更正"
            case OwnerKind.PLATFORM:
                platform, _, account = self.account.rpartition(":")
                place = f"{PLATFORM_NAMES.get(platform, '平台')}通讯录" + (f"（{account}）" if account else "")
        return f"{place}（由{self.office}维护）" if self.office else place


@dataclass(frozen=True, slots=True)
class Owners:
    """The owner of every field; of a field that the file does not name, the platforms."""

    by_field: Mapping[Field, Owner] = field(default_factory=dict[Field, Owner])

    def owner_of(self, of: Field) -> Owner:
        """Whose word counts."""
        return self.by_field.get(of, Owner())

    def refusal(self, of: Field) -> str | None:
        """Why a value may not be typed in by hand, and whom to ask; None if it may."""
        owner = self.owner_of(of)
        if of is Field.MOBILE:
            return f"没有更正：值铃不保存手机号。手机号以{owner.words}为准，请在那里改。"
        if owner.kind is OwnerKind.HAND and of in BY_HAND:
            return None
        return f"没有更正：{LABELS[of]}以{owner.words}为准，这里不能改。请在那里改，改好后会自动同步过来。"

    def with_accounts(self, sources: Collection[Source]) -> "Owners | tuple[str, ...]":
        """The same with every account written out, or a sentence for each that is none of `sources`."""
        settled: dict[Field, Owner] = {}
        wrong: list[str] = []
        for of, owner in self.by_field.items():
            found = [s for s in sources if owner.account in {s.account, f"{s.platform}:{s.account}"}]
            if not owner.account:
                settled[of] = owner
            elif len(found) == 1:
                settled[of] = replace(owner, account=f"{found[0].platform}:{found[0].account}")
            else:
                wrong.append(f"{of}.owner：{'没有' if not found else '不止一个'}名为 {shown(owner.account)} 的账号")
        return tuple(wrong) if wrong else Owners(settled)


def owned(read: MemberFacts, held: MemberFacts, foreign: AbstractSet[Field]) -> MemberFacts:
    """What was read, where the reader may say it; of `foreign` fields somebody else says what is held."""
    if not foreign:
        return read
    return replace(
        read,
        name=held.name if Field.NAME in foreign else read.name,
        position=held.position if Field.POSITION in foreign else read.position,
        main_department=held.main_department if Field.DEPARTMENT in foreign else read.main_department,
        leaders=held.leaders if Field.LEADERS in foreign else read.leaders,
    )


def load_owners(file: str, raw: Mapping[str, object]) -> Owners | tuple[Problem, ...]:
    """The owners of a parsed file, or everything that is wrong with it."""
    document = Document(file)
    section = Section(document, raw)
    owners = dict(_read(document, section))
    section.finish()
    named = sorted({owner.account for owner in owners.values() if owner.account})
    if len(named) > 1:
        document.complain("owner", f"只能有一个平台账号说了算，这里写了 {'、'.join(named)}", 'owner = "platform"')
    return tuple(document.problems) if document.problems else Owners(owners)


def _read(document: Document, section: Section) -> Iterator[tuple[Field, Owner]]:
    for of in Field:
        table = section.table(of)
        if not section.has(of):
            continue
        entry = Section(document, table, of)
        kind, _, account = entry.need("owner").partition(":")
        office = entry.text("office", LONGEST_OFFICE)
        entry.finish()
        if kind not in set(OwnerKind) or (account and kind != OwnerKind.PLATFORM):
            entry.complain("owner", f"不认识 {shown(kind)}，可以写：roster、hand、platform 或 platform:账号名", EXAMPLE)
        elif kind == OwnerKind.HAND and of not in BY_HAND:
            entry.complain("owner", f"{LABELS[of]}不能由手工更正说了算", 'owner = "platform"')
        else:
            yield of, Owner(OwnerKind(kind), account, office)
