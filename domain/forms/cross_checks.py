"""What must agree between the parts of a form: names that are referred to, and the order in which things are known."""

from collections.abc import Iterable, Iterator

from domain.flow.plan import TO_APPLICANT, TO_END, Overdue
from domain.forms.document import Document, meant, shown
from domain.forms.fields import DEPARTMENTAL, Field, FieldType
from domain.forms.form import Booked, Form
from domain.forms.steps import START, Step
from domain.forms.who import EXAMPLES, DepartmentHead, PeopleIn, PersonIn, Who

APPLICANT = "applicant"
NOT_IN_NAMES = frozenset({FieldType.SECRET, FieldType.TABLE, FieldType.ATTACHMENT, FieldType.PICTURE})
BOOKED_TYPES = {
    "type": (FieldType.CHOICE, FieldType.COMPUTED),
    "period": (FieldType.PERIOD,),
    "at": (FieldType.DATE, FieldType.DATETIME, FieldType.PERIOD),
    "person": (FieldType.PERSON,),
    "days": (FieldType.NUMBER, FieldType.COMPUTED),
    "reason": (FieldType.TEXT, FieldType.LONG_TEXT),
}


def check_references(form: Form, document: Document) -> None:
    """Complain of every name that leads nowhere or to something of another kind."""
    _check_shown(form, document)
    for number, field in enumerate(form.fields, 1):
        _check_names(document, f"fields[{number}]（{field.name}）.steps", field.steps, form.step_by_key, "步骤")
    for number, step in enumerate(form.steps, 1):
        _check_step(form, step, Place(document, f"steps[{number}]（{step.key}）"))
    _check_together(form, document)
    _check_effects(form, document)


class Place:
    """Where in the file complaints belong."""

    def __init__(self, document: Document, place: str) -> None:
        self.document = document
        self.place = place

    def complain(self, key: str, cause: str, example: str | None = None) -> None:
        """Keep a mistake."""
        self.document.complain(f"{self.place}.{key}", cause, example)


def _check_shown(form: Form, document: Document) -> None:
    _check_names(document, "summary", form.summary, form.by_name, "字段")
    known = {*form.by_name, APPLICANT}
    _check_names(document, "name", form.name.names, known, "字段")
    for key, names, types in (
        ("summary", form.summary, {FieldType.SECRET}),
        ("name", form.name.names, NOT_IN_NAMES),
    ):
        for name in names:
            if name in form.by_name and form.by_name[name].type in types:
                document.complain(key, f"{name} 是 {form.by_name[name].type}，不能放在这里", "")


def _check_names(document: Document, key: str, names: Iterable[str], known: Iterable[str], noun: str) -> None:
    words = list(known)
    for name in names:
        if name not in words:
            document.complain(key, f"没有叫 {shown(name)} 的{noun}{meant(name, words)}")


def _check_step(form: Form, step: Step, place: Place) -> None:
    for cause in _causes_of_fills(form, step):
        place.complain("fills", cause)
    for who in step.who:
        for cause in _causes_of_who(form, step, who):
            place.complain("who", cause, EXAMPLES)
    earlier = [each.key for each in _before(form, step)]
    if step.refuses_to not in (TO_END, TO_APPLICANT, *earlier):
        known = "、".join((TO_END, TO_APPLICANT, *earlier))
        place.complain("refuses_to", f"{shown(step.refuses_to)} 不是前面的步骤，可以写：{known}")
    if step.overdue == (Overdue.HAND_ON,):
        place.complain("overdue", "转交以前应先提醒：remind 在前", 'overdue = ["remind", "hand_on"]')


def _causes_of_fills(form: Form, step: Step) -> Iterator[str]:
    for name in step.fills:
        field = form.by_name.get(name)
        if field is None:
            yield f"没有叫 {shown(name)} 的字段{meant(name, list(form.by_name))}"
        elif field.type is FieldType.COMPUTED:
            yield f"{name} 是自动计算的，不用填"
        elif not field.is_seen_by(step.key):
            yield f"{name} 的 steps 里没有 {step.key}，这一步的人看不到"


def _causes_of_who(form: Form, step: Step, who: Who) -> Iterator[str]:
    match who:
        case PersonIn(name):
            yield from _causes_of_field(form, step, name, (FieldType.PERSON,))
        case PeopleIn(name):
            yield from _causes_of_field(form, step, name, (FieldType.PEOPLE,))
        case DepartmentHead(name) if name:
            yield from _causes_of_field(form, step, name, tuple(DEPARTMENTAL))
        case _:
            return


def _causes_of_field(form: Form, step: Step, name: str, types: tuple[FieldType, ...]) -> Iterator[str]:
    field = form.by_name.get(name)
    if field is None:
        yield f"没有叫 {name} 的字段{meant(name, list(form.by_name))}"
    elif field.type not in types:
        yield f"{name} 是 {field.type}，这里要的是 {'、'.join(sorted(types))} 字段"
    elif name in form.filled_later and not _is_filled_before(form, step, name):
        yield f"{name} 到了这一步还没有人填，请在前面的步骤里用 fills 填"


def _is_filled_before(form: Form, step: Step, name: str) -> bool:
    return any(name in each.fills for each in _before(form, step))


def _before(form: Form, step: Step) -> tuple[Step, ...]:
    """The steps that have ended before this one begins."""
    before: list[Step] = []
    for stage in form.stages:
        if step in stage:
            break
        before.extend(stage)
    return tuple(before)


def _check_together(form: Form, document: Document) -> None:
    words = [stage[0].together for stage in form.stages if stage[0].together]
    for word in dict.fromkeys(words):
        if words.count(word) > 1:
            document.complain("steps", f"together 写了“{shown(word)}”的步骤没有挨在一起", 'together = "offices"')


def _check_effects(form: Form, document: Document) -> None:
    for number, copy in enumerate(form.copies, 1):
        place = Place(document, f"copies[{number}]")
        if copy.at not in (START, TO_END, *form.step_by_key):
            place.complain("at", f"{shown(copy.at)} 应是 start、end 或一个步骤{meant(copy.at, list(form.step_by_key))}")
        for who in copy.who:
            for name in (who.field,) if isinstance(who, DepartmentHead | PersonIn | PeopleIn) and who.field else ():
                if name not in form.by_name:
                    place.complain("who", f"没有叫 {name} 的字段{meant(name, list(form.by_name))}", EXAMPLES)
    for number, booking in enumerate(form.books, 1):
        if any(other.name == booking.name for other in form.books[: number - 1]):
            cause = f"前面已经有一项登记 {booking.name}，请写不同的 code"
            Place(document, f"books[{number}]").complain("code", cause, 'code = "approved_leave_window"')
        for key, name in booking.sources.items():
            field = form.by_name.get(name)
            _check_booked(Place(document, f"books[{number}]"), key, name, field)
        if booking.what is Booked.LEAVE and "at" in booking.sources:
            Place(document, f"books[{number}]").complain("at", "登记假期用 period，不用 at", 'period = "period"')


def _check_booked(place: Place, key: str, name: str, field: Field | None) -> None:
    types = BOOKED_TYPES[key]
    if field is None:
        place.complain(key, f"没有叫 {shown(name)} 的字段")
    elif field.type not in types:
        place.complain(key, f"{name} 是 {field.type}，这里要的是 {'、'.join(types)} 字段")
