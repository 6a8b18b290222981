"""What is wrong with a configuration, said so that the reader can mend it: file, key, cause and an example."""

import difflib
import json
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Union, cast, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.settings import Settings

Location = Sequence[int | str]

SENTENCES = {
    "missing": "缺少这一项",
    "string_type": "应是带引号的文字",
    "int_type": "应是整数，不带引号",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "path_type": "应是带引号的路径",
    "tuple_type": "应是方括号括起来的列表",
    "string_too_short": "不能为空",
    "ip_any_network": "应是 IP 地址或网段",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "只能是其中之一：{expected}",
}
WRONG_TABLE = "应写成一个表（小节），不是单个值"
SHOWN_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `example` is a line of TOML, or empty."""

    key: str
    cause: str
    example: str = ""

    def __str__(self) -> str:
        example = f"示例：{self.example}" if self.example else ""
        return f"{self.key}：{self.cause}。{example}"


class SettingsError(Exception):
    """The configuration cannot be used. Shown as it stands; holds no value of a secret."""

    def __init__(self, file: Path, problems: Sequence[Problem]) -> None:
        lines = [f"配置文件 {file} 有 {len(problems)} 处要改："]
        lines += [f"  {number}. {problem}" for number, problem in enumerate(problems, 1)]
        super().__init__("\n".join(lines))
        self.file = file
        self.problems = tuple(problems)


def describe(error: ErrorDetails, document: Mapping[str, object], literal: bool) -> Problem:  # noqa: FBT001
    """One complaint of pydantic in our words. `literal` is false for a value that came from outside the file."""
    location = error["loc"]
    if error["type"] == "extra_forbidden":
        return _unknown_key(location, document)
    field, depth = field_at(location)
    cause = _cause(error) + (_shown(error, field) if literal else "")
    return Problem(dotted(location, document), cause, example_of(str(location[depth]), field))


def dotted(location: Location, document: object) -> str:
    """ "server.port", "wecom[2]（staff）.aes_key": numbers count from one, as people do."""
    text = ""
    here = document
    for part in location:
        here = _inside(here, part)
        if isinstance(part, int):
            name = here.get("name") if isinstance(here, dict) else None
            text += f"[{part + 1}]" + (f"（{name}）" if isinstance(name, str) else "")
        else:
            text += f".{part}" if text else part
    return text


def field_at(location: Location) -> tuple[FieldInfo | None, int]:
    """The described field and the place of its name in `location`."""
    model: type[BaseModel] | None = Settings
    field: FieldInfo | None = None
    depth = 0
    for place, part in enumerate(location):
        if isinstance(part, str) and model is not None and part in model.model_fields:
            field, depth = model.model_fields[part], place
            model = next(_models(field.annotation), None)
    return field, depth


def example_of(name: str, field: FieldInfo | None) -> str:
    """ "port = 8080", or nothing for a key without one."""
    if field is None or not field.examples:
        return ""
    return f"{name} = {json.dumps(field.examples[0], ensure_ascii=False)}"


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    if get_origin(annotation) in {tuple, Union, types.UnionType}:
        for part in get_args(annotation):
            yield from _models(part)


def _inside(document: object, part: int | str) -> object:
    if isinstance(document, dict):
        return cast("dict[int | str, object]", document).get(part)
    if isinstance(document, list) and isinstance(part, int) and part < len(document):
        return cast("list[object]", document)[part]
    return None


def _unknown_key(location: Location, document: Mapping[str, object]) -> Problem:
    *above, name = location
    model = Settings if not above else next(_models(_annotation(above)), Settings)
    near = _nearest(str(name), model)
    cause = "没有这个配置项" + (f"，您要写的是不是 {near}" if near else "")
    return Problem(dotted(location, document), cause)


def _annotation(location: Location) -> object:
    field, _ = field_at(location)
    return field.annotation if field else None


def _nearest(name: str, model: type[BaseModel]) -> str:
    if near := difflib.get_close_matches(name, [key for key in model.model_fields if key != "folder"], 1):
        return near[0]
    homes = (
        f"{section}.{name}"
        for section, field in Settings.model_fields.items()
        for inner in _models(field.annotation)
        if name in inner.model_fields
    )
    return next(homes, name if name in Settings.model_fields else "")


def _cause(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "value_error":
            return str(context["error"])
        case "model_type" | "dict_type" | "model_attributes_type":
            return WRONG_TABLE
        case kind if kind in SENTENCES:
            return SENTENCES[kind].format(**context)
        case _:
            return "写法不对"


def _shown(error: ErrorDetails, field: FieldInfo | None) -> str:
    """The value itself where it helps and cannot be a secret."""
    value = error.get("input")
    if field is None or field.annotation in {SecretStr, None} or error["type"] == "missing":
        return ""
    if isinstance(value, str | int | float) and len(str(value)) <= SHOWN_LENGTH:
        return f"（现在是 {json.dumps(value, ensure_ascii=False)}）"
    return ""
