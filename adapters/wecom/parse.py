"""The decrypted text as an event in our words.

Source of the kinds and their elements: developer documentation, paths 90239, 90240, 90970 and 91815.
"""

import re
from collections.abc import Callable

from adapters.plain_text import clean
from adapters.wecom.elements import Element, read_xml
from adapters.wecom.fields import DEPARTMENT_ID, USER_ID, Header, degrees, metres, read_header, required, whole
from domain.events import (
    BatchFinished,
    CardClicked,
    Change,
    DirectoryChanged,
    Entered,
    Event,
    Joined,
    Left,
    LinkSent,
    MediaKind,
    MediaSent,
    MenuPicked,
    PageOpened,
    PlaceReported,
    PlaceSent,
    PlatformApprovalChanged,
    Strange,
    TextSaid,
    Unrecognised,
)

Reader = Callable[[Element, Header], Event]


def _strange(header: Header, kind: str) -> Event:
    """Something of a kind that is new on the platform; without a kind it was nobody's words."""
    return Unrecognised(user_id=header[0], at=header[1], kind=kind, strange=Strange.UNREADABLE if kind else None)


def parse(body: bytes) -> Event:
    """Understand a decrypted body. An unknown kind is `Unrecognised`.

    Raises:
        ValueError: it cannot be read, or lacks what its kind must have.
    """
    root = read_xml(body)
    header = read_header(root)
    kind = root.read("MsgType")
    if kind == "event":
        name = root.read("Event")
        reader = EVENTS.get(name)
        return reader(root, header) if reader else Unrecognised(user_id=header[0], at=header[1], kind=name)
    reader = MESSAGES.get(kind)
    return reader(root, header) if reader else _strange(header, kind)


def _text(root: Element, header: Header) -> Event:
    content = root.find("Content")
    return TextSaid(user_id=header[0], at=header[1], text=clean(content.text if content else ""))


def _media(root: Element, header: Header) -> Event:
    media = MediaKind(root.read("MsgType"))
    media_id = required(root, "MediaId")
    return MediaSent(user_id=header[0], at=header[1], media=media, media_id=media_id, format=root.read("Format"))


def _place(root: Element, header: Header) -> Event:
    latitude, longitude = degrees(root, "Location_X", 90), degrees(root, "Location_Y", 180)
    label = clean(root.read("Label"))
    return PlaceSent(user_id=header[0], at=header[1], latitude=latitude, longitude=longitude, label=label)


def _reported_place(root: Element, header: Header) -> Event:
    latitude, longitude = degrees(root, "Latitude", 90), degrees(root, "Longitude", 180)
    precision = metres(root, "Precision")
    return PlaceReported(user_id=header[0], at=header[1], latitude=latitude, longitude=longitude, precision=precision)


def _link(root: Element, header: Header) -> Event:
    return LinkSent(user_id=header[0], at=header[1], title=clean(root.read("Title")), url=root.read("Url"))


def _entered(_root: Element, header: Header) -> Event:
    return Entered(user_id=header[0], at=header[1])


def _menu_picked(root: Element, header: Header) -> Event:
    return MenuPicked(user_id=header[0], at=header[1], key=root.read("EventKey"))


def _page_opened(root: Element, header: Header) -> Event:
    return PageOpened(user_id=header[0], at=header[1], url=root.read("EventKey"))


def _joined(_root: Element, header: Header) -> Event:
    return Joined(user_id=header[0], at=header[1])


def _left(_root: Element, header: Header) -> Event:
    return Left(user_id=header[0], at=header[1])


def _card_clicked(root: Element, header: Header) -> Event:
    """The key of the button comes back as it was sent; the selectors are there only on cards that have some."""
    choices = {
        selected.read("QuestionKey"): tuple(
            option.text.strip() for option in selected.find_all("OptionIds", "OptionId")
        )
        for selected in root.find_all("SelectedItems", "SelectedItem")
    }
    return CardClicked(
        user_id=header[0],
        at=header[1],
        card_id=required(root, "TaskId"),
        action=root.read("EventKey"),
        choices=choices,
        handle=root.read("ResponseCode") or None,
    )


def _directory_changed(root: Element, header: Header) -> Event:
    """Ids only: old callback addresses also send mobile, mail, address and portrait, and no duty needs them.

    A change that does not say of whom may have been of anybody. Labels are of no account here.
    """
    match required(root, "ChangeType").rpartition("_")[2]:
        case "user" if members := _ids(root, USER_ID, "UserID", "NewUserID"):
            renamed_to = members[1] if len(members) > 1 else None
            change = DirectoryChanged(
                user_id=header[0], at=header[1], change=Change.MEMBER, members=members, renamed_to=renamed_to
            )
        case "party" if departments := _ids(root, DEPARTMENT_ID, "Id"):
            change = DirectoryChanged(
                user_id=header[0], at=header[1], change=Change.DEPARTMENT, departments=departments
            )
        case "user" | "party":
            change = DirectoryChanged(user_id=header[0], at=header[1], change=Change.WHOLE)
        case _:
            change = DirectoryChanged(user_id=header[0], at=header[1], change=Change.OTHER)
    return change


def _ids(root: Element, form: re.Pattern[str], *names: str) -> tuple[str, ...]:
    """What stands under these names, in their order, each once."""
    return tuple(dict.fromkeys(filter(form.fullmatch, map(root.read, names))))


def _approval_changed(root: Element, header: Header) -> Event:
    """`SpNo` is missing on forms of education authorities, `SpNoStr` never is on current ones."""
    approval = root.find("ApprovalInfo") or Element("")
    return PlatformApprovalChanged(
        user_id=header[0],
        at=header[1],
        number=approval.read("SpNoStr") or required(approval, "SpNo"),
        status=whole(approval, "SpStatus"),
        cause=whole(approval, "StatuChangeEvent"),
        applicant=approval.read("Applyer", "UserId"),
    )


def _batch_finished(root: Element, header: Header) -> Event:
    batch = root.find("BatchJob") or Element("")
    code = whole(batch, "ErrCode")
    return BatchFinished(
        user_id=header[0],
        at=header[1],
        job_id=required(batch, "JobId"),
        kind=batch.read("JobType"),
        error=f"{code} {clean(batch.read('ErrMsg'))}".strip() if code else "",
    )


MESSAGES: dict[str, Reader] = {
    "text": _text,
    "image": _media,
    "voice": _media,
    "video": _media,
    "location": _place,
    "link": _link,
}

EVENTS: dict[str, Reader] = {
    "enter_agent": _entered,
    "click": _menu_picked,
    "view": _page_opened,
    "LOCATION": _reported_place,
    "template_card_event": _card_clicked,
    "template_card_menu_event": _card_clicked,
    "subscribe": _joined,
    "unsubscribe": _left,
    "change_contact": _directory_changed,
    "sys_approval_change": _approval_changed,
    "batch_job_result": _batch_finished,
}
