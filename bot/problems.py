"""What is wrong with a configuration, said so that the reader can mend it: file, key, cause and an example."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args, get_origin

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
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
}
BY_THE_FORM = "已经取消，请假由谁审批看 content/forms/teacher_leave.toml 的步骤和 [settings]，请删去这一行"
GONE = {"leave.department_over": BY_THE_FORM, "leave.next_level_over": BY_THE_FORM}
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
    """As in "wecom[2]（staff）.aes_key": numbers count from one, as people do."""
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
    """A line of TOML, or nothing for a key without one."""
    if field is None or not field.examples:
        return ""
    return f"{name} = {json.dumps(field.examples[0], ensure_ascii=False)}"


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if get_origin(annotation) is tuple:
        annotation = get_args(annotation)[0]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation


def _inside(document: object, part: int | str) -> object:
    if isinstance(document, dict):
        return cast("dict[int | str, object]", document).get(part)
    if isinstance(document, list) and isinstance(part, int) and part < len(document):
        return cast("list[object]", document)[part]
    return None


def _unknown_key(location: Location, document: Mapping[str, object]) -> Problem:
    *above, name = location
    if gone := GONE.get(dotted(location, {})):
        return Problem(dotted(location, document), gone)
    cause = "没有这个配置项"
    meant = _meant(str(name), tuple(above))
    if not meant:
        return Problem(dotted(location, document), cause)
    field, _ = field_at(meant)
    example = example_of(str(meant[-1]), field)
    return Problem(dotted(location, document), f"{cause}，您要写的是不是 {dotted(meant, {})}", example)


def _meant(name: str, above: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The key of the same table that is spelt alike, else one of the same name in another table, else nothing."""
    field = field_at(above)[0] if above else None
    model = next(_models(field.annotation), Settings) if field else Settings
    if near := difflib.get_close_matches(name, model.model_fields, 1):
        return (*above, near[0])
    for section, outer in Settings.model_fields.items():
        if any(name in inner.model_fields for inner in _models(outer.annotation)):
            return (section, name)
    return (name,) if name in Settings.model_fields else ()


def _cause(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "value_error":
            return str(context["error"]).rstrip("。")
        case "tuple_type" if error["loc"] == ("wecom",):
            return "应写成 [[wecom]]（两层方括号），每个账号一个小节"
        case "model_type" | "dict_type" | "model_attributes_type":
            return WRONG_TABLE
        case "literal_error":
            return f"只能是 {context['expected']} 之一".replace(" or ", "、").replace(", ", "、").replace("'", '"')
        case kind if kind in SENTENCES:
            return SENTENCES[kind].format(**context)
        case _:
            return "写法不对"


def _shown(error: ErrorDetails, field: FieldInfo | None) -> str:
    """The value itself where it helps and cannot be a secret, not even one put under the wrong key."""
    value = error.get("input")
    if field is None or field.annotation is SecretStr or error["type"] == "missing":
        return ""
    if isinstance(value, str) and (error["loc"][0] == "wecom" or len(value) > SHOWN_LENGTH):
        return ""
    return f"（现在是 {json.dumps(value, ensure_ascii=False)}）" if isinstance(value, str | int | float) else ""
