"""A form that asks for leave is filled in by sentences: what they leave open is asked, and never guessed.

What was surely said lies in the form's fields. Beside them only what is open is kept: words about a time that are not
clear yet, types to choose from, somebody else's name. So a field that is changed in another way is simply read anew.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from domain.calendar import WorkCalendar
from domain.forms.drafting import Draft, Question, Taken
from domain.forms.fields import Field
from domain.forms.form import Form
from domain.forms.leave_said import LeaveFields, has_room, leave_fields, values_of
from domain.forms.values import Stored, is_empty
from domain.leave_types import BY_CODE
from domain.sentence.answer import choose, read_answer
from domain.sentence.read import LONGEST_SENTENCE, read_leave, review
from domain.sentence.reading import About, Ask, LeaveReading, Value, to_draft
from domain.shift import Shifts
from domain.text_fold import fold_text

FEW = 4  # options of the form's own field that are all offered; of more, the likely ones
NOTHING_READ = "没有看懂这句回答。"
OPTIONS_SHOWN = 5  # with 取消 as many buttons as WeCom draws
_OPEN = ("types", "period", "stated_minutes", "back_dated", "whose")
_REASON = re.compile(r"(?:事由|原因|理由)(?:改成|改为|换成|是|写)?[ :：,，]*(?P<reason>.+)", re.DOTALL)
_CHANGE = re.compile(r"(?:把|将)?(?:时间|日期|类型|类别|假别)?(?:改成|改为|改到|改|换成|换为|换到|换)[ :：,，]*")
_CHANGES = ("改", "换", "事由", "原因", "理由")


def is_change(said: str) -> bool:
    """Whether a text says outright that it changes what is filled in."""
    return said.startswith(_CHANGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveReader:
    """Reads for one form at one moment. `now` is aware and in campus time."""

    fields: LeaveFields
    now: datetime
    shift: Shifts
    calendar: WorkCalendar

    def reading(self, draft: Draft) -> LeaveReading:
        """What is known and what is open. A time that was only half understood is asked anew on another day.

        For then its words (明天) would mean another day than they did when they were said.
        """
        return review(self._known(draft), now=self.now, shift=self.shift, calendar=self.calendar)

    def question(self, draft: Draft) -> Question | None:
        """What has to be asked about the leave before the form's own questions; None: it is clear."""
        asks = (self._still(ask, draft) for ask in self.reading(draft).questions)
        return next((self._question(ask) for ask in asks if ask), None)

    def is_about(self, field: Field) -> bool:
        """Whether it is one of the leave's own fields."""
        return field.name in self.fields.by_name

    def begin(self, text: str) -> tuple[Draft, str]:
        """The draft that a sentence makes; the text says why none can be made of it."""
        reading = self._own(read_leave(text, now=self.now, shift=self.shift, calendar=self.calendar))
        return self._with(Draft(), reading), reading.refusal or ""

    def take(self, draft: Draft, field: Field | None, text: str, *, changes: bool) -> Taken | None:
        """What a text says about the leave: behind the label of one of its fields, as an answer, or as a change.

        None where it says nothing about it.
        """
        if len(text) > LONGEST_SENTENCE and (field is None or field != self.fields.reason):
            return None
        before, question = self.reading(draft), self.question(draft)
        after = self._reason(before, field, text) or self._own(self._reread(before, text))
        named = frozenset({question.field.name if question else self.fields.period.name})
        if after.refusal is None:
            known = self._unless_said(after, before, self._known(draft))
            return Taken(draft=self._with(draft, known), wrong=self._without_room(after), named=named)
        is_refusal = replace(after, refusal=None) != before
        if is_refusal or (field is None and question is not None and not changes):
            return Taken(draft=draft, wrong=(after.refusal if is_refusal else NOTHING_READ,), named=named)
        return None

    def choose(self, draft: Draft, place: int) -> Taken | None:
        """The draft after an option was pressed; None where there is no such option."""
        before = self.reading(draft)
        ask = next((each for each in (self._still(ask, draft) for ask in before.questions) if each), None)
        if ask is None or place >= len(ask.options):
            return None
        patch = ask.options[place].patch
        after = self._own(choose(before, patch, now=self.now, shift=self.shift, calendar=self.calendar))
        return Taken(draft=draft if after.refusal else self._with(draft, after), wrong=_wrong(after))

    def written(self, draft: Draft) -> Draft:
        """The draft whose time was written down to the minute: about that nothing is in doubt."""
        return replace(draft, said={"written": draft.values.get(self.fields.period.name)})

    def rules(self, draft: Draft) -> tuple[str, ...]:
        """By which rules it was read, for the restatement."""
        return self.reading(draft).rules

    def _known(self, draft: Draft) -> LeaveReading:
        said, fields = draft.said, self.fields
        kind = fields.kinds.get(str(draft.values.get(fields.type.name)))
        start, end = _span(draft.values.get(fields.period.name), self.now)
        reason = draft.values.get(fields.reason.name) if fields.reason else None
        is_stale = start is None and said.get("read_on") != self.now.date().isoformat()
        stated, types = said.get("stated_minutes"), said.get("types")
        return LeaveReading(
            leave_type=kind.code if kind else None,
            types=tuple(map(str, types)) if isinstance(types, list) and kind is None else (),
            start=start,
            end=end,
            period="" if is_stale or start else str(said.get("period") or ""),
            stated_minutes=stated if isinstance(stated, int) and not is_stale else None,
            reason=str(reason) if reason else None,
            back_dated=said.get("back_dated") is True,
            whose=str(said["whose"]) if said.get("whose") else None,
            rules=tuple(map(str, cast("list[object]", said.get("rules") or []))),
        )

    def _own(self, reading: LeaveReading) -> LeaveReading:
        """A sentence knows the types of staff; of others the type of the same name is meant, counted as that one is."""
        said = BY_CODE.get(reading.leave_type or "")
        own = self.fields.kinds.get(said.name) if said else None
        if own is None or own is said or reading.refusal is not None:
            return reading
        known = replace(reading, leave_type=own.code)
        return review(known, now=self.now, shift=self.shift, calendar=self.calendar)

    def _unless_said(self, after: LeaveReading, before: LeaveReading, known: LeaveReading) -> LeaveReading:
        """A time that is asked about stays the one that is asked about, unless another was said."""
        is_other = after.span is not None or after.period != before.period
        is_rest = _rest(after) != _rest(before)
        return replace(after, start=known.start, end=known.end) if is_rest and not is_other else after

    def _with(self, draft: Draft, reading: LeaveReading) -> Draft:
        """What is sure goes into the fields, the rest beside them."""
        cleared = dict.fromkeys(self._cleared(draft, reading), None)
        values = {**draft.values, **cleared, **values_of(self.fields, reading)}
        kept = to_draft(reading)
        said: dict[str, object] = {name: kept[name] for name in _OPEN if kept[name]}
        said |= {"rules": list(reading.rules), "read_on": self.now.date().isoformat()}
        return replace(draft, values=values, said=said, asked="", offered=())

    def _cleared(self, draft: Draft, reading: LeaveReading) -> list[str]:
        """What the reading has taken back. A type that only this form knows is no reader's to take back."""
        kind, fields = draft.values.get(self.fields.type.name), self.fields
        is_own = kind is not None and str(kind) not in fields.kinds and not reading.types
        return [
            *([] if is_own or reading.leave_type else [fields.type.name]),
            *([] if reading.span else [fields.period.name]),
            *([fields.reason.name] if fields.reason and not reading.reason else []),
        ]

    def _still(self, ask: Ask, draft: Draft) -> Ask | None:
        """What of a question is open as the form has it: its types are its own, and what was written is clear."""
        kinds = self.fields.type
        period = draft.values.get(self.fields.period.name)
        if About.TIME in ask.about and period is not None and draft.said.get("written") == period:
            return None
        if About.TYPE not in ask.about:
            return ask
        if not is_empty(draft.values.get(kinds.name)):
            about = tuple(each for each in ask.about if each is not About.TYPE)
            return Ask(about, _ASK_TIME) if About.TIME in about else None
        if ask.about == (About.TYPE,) and len(kinds.options) <= FEW:
            return None  # the form's own question offers them all
        known = (option for option in ask.options if _kind_of(option.patch) in (None, *kinds.options))
        return replace(ask, options=tuple(known)[:OPTIONS_SHOWN])

    def _question(self, ask: Ask) -> Question:
        fields, about = self.fields, ask.about[0]
        named = {About.TYPE: fields.type, About.REASON: fields.reason or fields.type}
        choices = tuple(option.label for option in ask.options) if len(ask.about) == 1 else ()
        field = named.get(about, fields.period)
        return Question(field=field, is_required=True, text=ask.text, choices=choices)

    def _reread(self, before: LeaveReading, text: str) -> LeaveReading:
        offered = {fold_text(option.label) for ask in before.questions for option in ask.options}
        said = text if fold_text(text) in offered else _CHANGE.sub("", text, count=1) if _CHANGE.match(text) else text
        return read_answer(said, before.questions, draft=before, now=self.now, shift=self.shift, calendar=self.calendar)

    def _reason(self, before: LeaveReading, field: Field | None, text: str) -> LeaveReading | None:
        if field is not None:
            is_reason = self.fields.reason is not None and field.name == self.fields.reason.name
            return replace(before, reason=text.strip()) if is_reason else None
        match = _REASON.fullmatch(text.strip())
        return replace(before, reason=match["reason"].strip()) if match else None

    def _without_room(self, reading: LeaveReading) -> tuple[str, ...]:
        """What was understood and does not fit into this form."""
        kind, kinds = BY_CODE.get(reading.leave_type or ""), self.fields.type
        if kind is not None and not has_room(kinds, kind.name):
            return (f"这里没有{kind.name}，只能选：{'、'.join(kinds.options)}。",)
        reason = self.fields.reason
        if reason is not None and reading.reason and not has_room(reason, reading.reason):
            return (f"“{reason.label}”没有填：最长 {reason.longest} 个字。",)
        return ()


_ASK_TIME = "请问什么时间？例如：明天下午"


def reader_for(form: Form, now: datetime, shift: Shifts, calendar: WorkCalendar) -> LeaveReader | None:
    """None for a form that does not ask for leave."""
    fields = leave_fields(form)
    return LeaveReader(fields=fields, now=now, shift=shift, calendar=calendar) if fields else None


def _span(value: Stored, now: datetime) -> tuple[datetime, datetime] | tuple[None, None]:
    if not isinstance(value, dict):
        return None, None
    start, end = (datetime.fromisoformat(str(value[side])).astimezone(now.tzinfo) for side in ("start", "end"))
    return start, end


def _rest(reading: LeaveReading) -> tuple[object, ...]:
    """All but the time."""
    return reading.leave_type, reading.types, reading.reason, reading.whose


def _kind_of(patch: Mapping[str, Value]) -> str | None:
    kind = BY_CODE.get(str(patch.get("leave_type")))
    return kind.name if kind else None


def _wrong(reading: LeaveReading) -> tuple[str, ...]:
    return (reading.refusal,) if reading.refusal else ()
