"""From the configuration file to settings: read, fill in what stands elsewhere, check, list every problem at once."""

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from bot.problems import Problem, SettingsError, describe, dotted
from bot.settings import Settings

Location = tuple[int | str, ...]
PLATFORMS = ("wecom", "dingtalk")


def load_settings(file: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the file.

    Raises:
        SettingsError: naming everything that must be changed.
    """
    document = _parse(file)
    resolver = Resolver(file.parent, os.environ if environment is None else environment, document)
    filled = cast("dict[str, object]", resolver.fill(document, ()))
    problems = [*resolver.problems, *_cross_checks(filled)]
    settings = None
    try:
        settings = Settings.model_validate(filled)
    except ValidationError as failure:
        problems += _described(failure, filled, resolver)
    if settings is None or problems:
        raise SettingsError(file, problems)
    return settings.lying_in(file.parent.absolute())


class Resolver:
    """Replaces "env:NAME" and "file:PATH" by what stands there, and remembers where it did."""

    def __init__(self, folder: Path, environment: Mapping[str, str], document: Mapping[str, object]) -> None:
        self.folder = folder
        self.environment = environment
        self.document = document
        self.problems: list[Problem] = []
        self.outside: set[Location] = set()
        self.failed: set[Location] = set()

    def fill(self, value: object, location: Location) -> object:
        """`value` with everything below it resolved."""
        match value:
            case dict():
                return {key: self.fill(inner, (*location, key)) for key, inner in value.items()}
            case list():
                return [self.fill(inner, (*location, place)) for place, inner in enumerate(value)]
            case str() if value.startswith(("env:", "file:")):
                self.outside.add(location)
                return self._fetch(value, location)
            case _:
                return value

    def _fetch(self, value: str, location: Location) -> str:
        kind, _, where = value.partition(":")
        if kind == "env" and (found := self.environment.get(where)) is not None:
            return found
        if kind == "env":
            return self._fail(location, f"环境变量 {where} 没有设置", f"export {where}=……")
        try:
            return (self.folder / where).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, ValueError) as failure:
            cause = f"读不到文件 {where}（{reason_of(failure)}）"
            return self._fail(location, cause, f'{location[-1]} = "file:secrets/{location[-1]}"')

    def _fail(self, location: Location, cause: str, example: str) -> str:
        self.failed.add(location)
        self.problems.append(Problem(dotted(location, self.document), cause, example))
        return ""


def reason_of(failure: OSError | ValueError) -> str:
    """Why a file could not be used, in words."""
    match failure:
        case FileNotFoundError():
            return "文件不存在"
        case PermissionError():
            return "没有权限"
        case IsADirectoryError() | NotADirectoryError():
            return "路径不是一个文件"
        case UnicodeDecodeError():
            return "不是 UTF-8 文字"
        case OSError():
            return failure.strerror or "系统拒绝"
        case _:
            return "内容无法读取"


def _parse(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as failure:
        cause = "同一个键写了两次" if "overwrite" in str(failure) else "这里不是合法的 TOML 写法"
        raise SettingsError(file, [Problem(_place(str(failure)), cause, 'name = "值"')]) from None
    except FileNotFoundError:
        advice = "文件不存在，请先复制一份：cp config.example.toml config.toml，或用 --config 指定路径"
        raise SettingsError(file, [Problem(str(file), advice)]) from None
    except (OSError, ValueError) as failure:
        raise SettingsError(file, [Problem(str(file), f"读不到这个文件（{reason_of(failure)}）")]) from None


def _place(complaint: str) -> str:
    """Line and column from the parser's own words, which may quote the line and are not shown."""
    place = complaint.rpartition("(at ")[2].rstrip(")").replace(",", "").split()
    return f"第 {place[1]} 行第 {place[3]} 列" if len(place) == 4 else "文件末尾"  # noqa: PLR2004


def _described(failure: ValidationError, document: Mapping[str, object], resolver: Resolver) -> Iterator[Problem]:
    for error in failure.errors(include_url=False):
        if error["loc"] not in resolver.failed:
            yield describe(error, document, literal=error["loc"] not in resolver.outside)


def _cross_checks(document: Mapping[str, object]) -> Iterator[Problem]:
    """What concerns more than one key; looked at in the raw file, so that it is listed beside everything else."""
    names = {platform: list(_account_names(document, platform)) for platform in PLATFORMS}
    for platform, taken in names.items():
        for place, name in enumerate(taken):
            if name and name in taken[:place]:
                cause = f"账号名 {name} 用了两次，每个账号名只能用一次"
                yield Problem(f"{platform}[{place + 1}].name", cause, 'name = "students"')
    for role, place, reference in _references(document):
        platform, account = reference.split(":")[:2]
        if platform in names and account not in names[platform]:
            yield Problem(f"roles.{role}[{place}]", f"没有名为 {account} 的 [[{platform}]] 账号")


def _account_names(document: Mapping[str, object], platform: str) -> Iterator[str]:
    for account in _list(document.get(platform)):
        name = account.get("name") if isinstance(account, dict) else None
        yield name if isinstance(name, str) else ""


def _references(document: Mapping[str, object]) -> Iterator[tuple[str, int, str]]:
    roles = document.get("roles")
    for role, references in roles.items() if isinstance(roles, dict) else ():
        for place, reference in enumerate(_list(references), 1):
            if isinstance(reference, str) and reference.count(":") >= 1:
                yield role, place, reference


def _list(value: object) -> Iterable[object]:
    return cast("list[object]", value) if isinstance(value, list) else ()
