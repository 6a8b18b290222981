"""The files of content/duties/ and content/events.toml, read and checked; whatever is wrong with them is a value."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.form_files import FORMS, parse
from domain.duties.catalogue import faults_of
from domain.duties.duty import Duty
from domain.duties.duty_file import load_duties
from domain.duties.event_file import Events
from domain.forms.problems import Problem

DUTIES = "duties"
EVENTS = "events.toml"


@dataclass(slots=True)
class DutyFiles:
    """The duties in the order of the files, and the problems by the file's name."""

    duties: list[Duty] = field(default_factory=list[Duty])
    problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict[str, tuple[Problem, ...]])


def read_duties(content: Path, events: Events, posts: Collection[str]) -> DutyFiles:
    """Every file of the folder. With a problem anywhere the duties are not to be published."""
    found = DutyFiles()
    file_of: dict[str, str] = {}
    for file in sorted((content / DUTIES).glob("*.toml")):
        read = parse(file)
        loaded = (read,) if isinstance(read, Problem) else load_duties(file.name, read)
        problems = tuple(each for each in loaded if isinstance(each, Problem))
        if problems:
            found.problems[file.name] = problems
            continue
        for duty in (each for each in loaded if isinstance(each, Duty)):
            if (other := file_of.setdefault(duty.code, file.name)) != file.name:
                cause = f"编号 {duty.code} 在 {other} 里已经有了"
                found.problems[file.name] = (*found.problems.get(file.name, ()), Problem(file.name, "duties", cause))
            found.duties.append(duty)
    _check_together(found, file_of, events, posts, {file.stem for file in (content / FORMS).glob("*.toml")})
    return found


def _check_together(
    found: DutyFiles, file_of: Mapping[str, str], events: Events, posts: Collection[str], forms: Collection[str]
) -> None:
    for fault in faults_of(found.duties, events, posts, forms):
        file = file_of[fault.duty]
        problem = Problem(file, f"{fault.duty} 的 {fault.key}", fault.cause)
        found.problems[file] = (*found.problems.get(file, ()), problem)
