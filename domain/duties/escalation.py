"""content/escalation.toml: at which share of the working time left a duty takes which colour, who is told, and what
follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.duties.colours import Colour
from domain.forms.document import Document, Section, repeated, shown
from domain.forms.problems import Problem

ESCALATION = "escalation.toml"
USUAL = "default"
YELLOW, ORANGE = 30, 15  # percent of the working time left, as 三色督办 counts it (features.md, part b)
LONGEST_CONSEQUENCE = 100  # characters of one sentence in a chat
MOST_POLICIES = 50


class Told(StrEnum):
    """Who hears of a colour."""

    OWNER = "owner"
    HEAD = "head"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a colour means: who is told, and the consequence in words."""

    told: tuple[Told, ...] = (Told.OWNER,)
    consequence: str = ""


_USUAL_STAGES: Mapping[Colour, Stage] = {
    Colour.YELLOW: Stage(),
    Colour.ORANGE: Stage(told=(Told.OWNER, Told.HEAD)),
    Colour.RED: Stage(told=(Told.HEAD, Told.OWNER, Told.OFFICE)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`office` is the post whose holders supervise. `is_checked`: 完成 waits for the duty's checker, if it has one;
    `is_proven`: without a word about what shows it, it is not done.
    """

    code: str = USUAL
    yellow: int = YELLOW
    orange: int = ORANGE
    office: str = ""
    is_checked: bool = False
    is_proven: bool = False
    stages: Mapping[Colour, Stage] = field(default_factory=lambda: _USUAL_STAGES)


@dataclass(frozen=True, slots=True)
class Escalation:
    """All policies of the file."""

    policies: Mapping[str, Policy] = field(default_factory=lambda: {USUAL: Policy()})

    def of(self, code: str) -> Policy:
        """The one of that name; where there is none, the usual one, so that nothing is left without."""
        return self.policies.get(code) or self.policies.get(USUAL) or Policy()


def load_escalation(file: str, document: Mapping[str, object]) -> Escalation | tuple[Problem, ...]:
    """The policies of a parsed file, or everything that is wrong with it."""
    found = Document(file)
    section = Section(found, document)
    policies = [_policy(each) for each in section.sections("policies", MOST_POLICIES)]
    section.finish()
    for code in repeated([policy.code for policy in policies if policy.code]):
        found.complain("policies", f"有两个办法都叫 {shown(code)}", 'code = "another"')
    if not found.problems and USUAL not in {policy.code for policy in policies}:
        found.complain("policies", f"缺少 {USUAL}：没有指明办法的职责用它", f'code = "{USUAL}"')
    return tuple(found.problems) if found.problems else Escalation({each.code: each for each in policies})


def _policy(section: Section) -> Policy:
    policy = Policy(
        code=section.need("code"),
        yellow=section.whole("yellow_left", YELLOW, 1, 99),
        orange=section.whole("orange_left", ORANGE, 1, 99),
        office=section.text("office"),
        is_checked=section.flag("checked"),
        is_proven=section.flag("proven"),
        stages={colour: _stage(section, colour) for colour in Colour if colour is not Colour.GREEN},
    )
    if policy.orange >= policy.yellow:
        section.complain("orange_left", f"橙色要比黄色晚：{policy.orange}% 不小于 {policy.yellow}%", "orange_left = 15")
    if any(Told.OFFICE in stage.told for stage in policy.stages.values()) and not policy.office:
        section.complain("office", "写了要告诉 office，还要写明是哪个岗位", 'office = "zg_cz"')
    section.finish()
    return policy


def _stage(section: Section, colour: Colour) -> Stage:
    if not section.has(colour.value):
        return _USUAL_STAGES[colour]
    found = Section(section.document, section.table(colour.value), section.at(colour.value))
    stage = Stage(
        told=found.words_of("told", Told) or _USUAL_STAGES[colour].told,
        consequence=found.text("consequence", LONGEST_CONSEQUENCE),
    )
    found.finish()
    return stage
