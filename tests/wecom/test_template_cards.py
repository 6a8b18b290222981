"""All five kinds of cards can be built, and each rule of the platform is known."""

import pytest

from adapters.wecom.card_blocks import (
    ActionMenu,
    ButtonKind,
    CardAction,
    CardButton,
    CardImage,
    Checkbox,
    Choice,
    ImageText,
    Jump,
    LabelledRow,
    Link,
    MenuAction,
    Option,
    Quote,
    RowKind,
    Selection,
    Source,
    SubmitButton,
    Title,
    VoteOption,
)
from adapters.wecom.template_card_rules import CardInvalidError, Purpose, faults, validate
from adapters.wecom.template_cards import (
    ButtonInteraction,
    MultipleInteraction,
    NewsNotice,
    TextNotice,
    VoteInteraction,
    to_json,
)

OPEN = CardAction(type=Link.URL, url="https://x")
MENU = ActionMenu("更多", (MenuAction("静音", "A"),))
SUBMIT = SubmitButton("提交", "s")
OPTIONS = (Option("a", "年假"), Option("b", "事假"))
SELECTION = Selection(question_key="q", title="类型", option_list=OPTIONS, selected_id="a")
VOTE = Checkbox(question_key="q", option_list=(VoteOption("a", "米饭"), VoteOption("b", "面", is_checked=True)))

TEXT = TextNotice(
    source=Source(desc="人事处", desc_color=1, icon_url="https://i"),
    action_menu=MENU,
    task_id="t1",
    main_title=Title("题", "说明"),
    emphasis_content=Title("100", "分"),
    quote_area=Quote(type=Link.URL, url="https://x", title="q", quote_text="引"),
    sub_title_text="文",
    horizontal_content_list=(
        LabelledRow(keyname="人", value="李四", type=RowKind.MEMBER, userid="li4"),
        LabelledRow(keyname="附件", value="a.pdf", type=RowKind.FILE, media_id="m"),
        LabelledRow(keyname="页", value="看", type=RowKind.URL, url="https://x"),
    ),
    jump_list=(Jump(type=Link.MINIPROGRAM, title="开", appid="wx1", pagepath="p"), Jump(title="无")),
    card_action=OPEN,
)
NEWS = NewsNotice(
    main_title=Title("题"),
    card_image=CardImage("https://i", 1.5),
    image_text_area=ImageText(image_url="https://i", title="t", type=Link.URL, url="https://x"),
    vertical_content_list=(Title("v", "d"),),
    card_action=OPEN,
)
BUTTONS = ButtonInteraction(
    main_title=Title("题"),
    task_id="t2",
    button_selection=SELECTION,
    button_list=(
        CardButton(text="好", key="ok"),
        CardButton(text="打开", type=ButtonKind.URL, url="https://x", style=4),
    ),
)
POLL = VoteInteraction(main_title=Title("午饭"), task_id="t3", checkbox=VOTE, submit_button=SUBMIT)
SEVERAL = MultipleInteraction(main_title=Title("会议室"), task_id="t4", select_list=(SELECTION,), submit_button=SUBMIT)


@pytest.mark.parametrize("card", [TEXT, NEWS, BUTTONS, POLL, SEVERAL], ids=lambda card: card.card_type)
def test_an_honest_card_of_every_kind_has_no_fault(card):
    assert list(faults(card, Purpose.SEND)) == []
    assert to_json(card)["card_type"] == card.card_type


def test_a_full_text_notice_reads_as_documented():
    assert to_json(TEXT) == {
        "card_type": "text_notice",
        "source": {"desc": "人事处", "icon_url": "https://i", "desc_color": 1},
        "action_menu": {"desc": "更多", "action_list": [{"text": "静音", "key": "A"}]},
        "task_id": "t1",
        "main_title": {"title": "题", "desc": "说明"},
        "emphasis_content": {"title": "100", "desc": "分"},
        "quote_area": {"type": 1, "url": "https://x", "title": "q", "quote_text": "引"},
        "sub_title_text": "文",
        "horizontal_content_list": [
            {"keyname": "人", "value": "李四", "type": 3, "userid": "li4"},
            {"keyname": "附件", "value": "a.pdf", "type": 2, "media_id": "m"},
            {"keyname": "页", "value": "看", "type": 1, "url": "https://x"},
        ],
        "jump_list": [{"title": "开", "type": 2, "appid": "wx1", "pagepath": "p"}, {"title": "无", "type": 0}],
        "card_action": {"type": 1, "url": "https://x"},
    }


def test_a_vote_and_a_form_read_as_documented():
    assert to_json(POLL)["checkbox"] == {
        "question_key": "q",
        "mode": 0,
        "disable": False,
        "option_list": [
            {"id": "a", "text": "米饭", "is_checked": False},
            {"id": "b", "text": "面", "is_checked": True},
        ],
    }
    assert to_json(SEVERAL)["select_list"] == [
        {
            "question_key": "q",
            "title": "类型",
            "selected_id": "a",
            "disable": False,
            "option_list": [{"id": "a", "text": "年假"}, {"id": "b", "text": "事假"}],
        }
    ]
    assert to_json(SEVERAL)["submit_button"] == {"text": "提交", "key": "s"}


def row(**more) -> LabelledRow:
    return LabelledRow(**{"keyname": "k", **more})


def text(**more) -> TextNotice:
    return TextNotice(**{"main_title": Title("t"), "card_action": OPEN, **more})


def news(**more) -> NewsNotice:
    return NewsNotice(**{"main_title": Title("t"), "card_action": OPEN, "card_image": CardImage("https://i"), **more})


def buttons(**more) -> ButtonInteraction:
    return ButtonInteraction(
        **{"main_title": Title("t"), "task_id": "t", "button_list": (CardButton(text="b", key="k"),), **more}
    )


def poll(**more) -> VoteInteraction:
    return VoteInteraction(
        **{"main_title": Title("t"), "task_id": "t", "checkbox": VOTE, "submit_button": SUBMIT, **more}
    )


def several(**more) -> MultipleInteraction:
    given = {"main_title": Title("t"), "task_id": "t", "select_list": (SELECTION,), "submit_button": SUBMIT, **more}
    return MultipleInteraction(**given)


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(str(number), "x") for number in range(count))


def votes(count: int) -> tuple[VoteOption, ...]:
    return tuple(VoteOption(str(number), "x") for number in range(count))


REFUSED = [
    (text(action_menu=MENU), 42014),
    (text(task_id="一"), 42014),
    (text(main_title=Title()), 42033),
    (text(card_action=None), 42045),
    (text(card_action=CardAction(type=Link.NONE)), 42045),
    (text(card_action=CardAction(type=Link.URL)), 42028),
    (text(card_action=CardAction(type=Link.MINIPROGRAM, url="https://x")), 42030),
    (text(quote_area=Quote(type=Link.URL)), 42028),
    (text(horizontal_content_list=(row(),) * 7), 42035),
    (text(horizontal_content_list=(row(keyname=""),)), 42027),
    (text(horizontal_content_list=(row(type=RowKind.URL),)), 42028),
    (text(horizontal_content_list=(row(type=RowKind.FILE),)), 42029),
    (text(horizontal_content_list=(row(type=RowKind.MEMBER),)), 42050),
    (text(jump_list=(Jump(title="j"),) * 4), 42042),
    (text(jump_list=(Jump(title=""),)), 42033),
    (text(jump_list=(Jump(title="j", type=Link.URL),)), 42028),
    (text(task_id="t", action_menu=ActionMenu("m", ())), 42037),
    (text(task_id="t", action_menu=ActionMenu("m", tuple(MenuAction("x", str(n)) for n in range(4)))), 42037),
    (text(task_id="t", action_menu=ActionMenu("m", (MenuAction("x", "k"), MenuAction("y", "k")))), 42051),
    (text(task_id="t", action_menu=ActionMenu("m", (MenuAction("", "k"),))), 42038),
    (text(task_id="t", action_menu=ActionMenu("m", (MenuAction("x", ""),))), 42039),
    (news(main_title=Title()), 42033),
    (news(card_image=None), 42044),
    (news(card_image=CardImage("")), 42044),
    (news(card_image=CardImage("https://i", 1.3)), 42044),
    (news(card_image=CardImage("https://i", 2.25)), 42044),
    (news(card_image=None, image_text_area=ImageText(image_url="")), 42044),
    (news(image_text_area=ImageText(image_url="https://i", type=Link.URL)), 42028),
    (news(vertical_content_list=(Title("v"),) * 5), 42036),
    (news(vertical_content_list=(Title("", "d"),)), 42033),
    (buttons(task_id=""), 42014),
    (buttons(main_title=Title()), 42033),
    (buttons(button_list=()), 42037),
    (buttons(button_list=tuple(CardButton(text="b", key=str(n)) for n in range(7))), 42037),
    (buttons(button_list=(CardButton(text="b"),)), 42017),
    (buttons(button_list=(CardButton(text="", key="k"),)), 42020),
    (buttons(button_list=(CardButton(text="b", type=ButtonKind.URL),)), 42028),
    (buttons(card_action=CardAction(type=Link.URL)), 42028),
    (buttons(quote_area=Quote(type=Link.MINIPROGRAM)), 42030),
    (buttons(button_selection=Selection(question_key="", option_list=OPTIONS)), 42043),
    (buttons(button_selection=Selection(question_key="q" * 1025, option_list=OPTIONS)), 42043),
    (buttons(button_selection=Selection(question_key="q", option_list=())), 42037),
    (buttons(button_selection=Selection(question_key="q", option_list=options(11))), 42037),
    (buttons(button_selection=Selection(question_key="q", option_list=(Option("a", "x"), Option("a", "y")))), 42040),
    (buttons(button_selection=Selection(question_key="q", option_list=(Option("a" * 129, "x"),))), 42040),
    (buttons(button_selection=Selection(question_key="q", option_list=(Option("a", ""),))), 42041),
    (poll(task_id=""), 42014),
    (poll(main_title=Title()), 42033),
    (poll(checkbox=Checkbox(question_key="q", option_list=votes(21))), 42037),
    (poll(checkbox=Checkbox(question_key="", option_list=votes(1))), 42043),
    (poll(submit_button=None), 42046),
    (poll(submit_button=SubmitButton("", "s")), 42049),
    (poll(submit_button=SubmitButton("x", "")), 42046),
    (several(main_title=Title()), 42033),
    (several(select_list=()), 42047),
    (several(select_list=tuple(Selection(question_key=str(n), option_list=OPTIONS) for n in range(4))), 42047),
    (several(select_list=(SELECTION, SELECTION)), 42043),
    (several(submit_button=None), 42046),
]


@pytest.mark.parametrize(("card", "code"), REFUSED)
def test_a_card_with_one_fault_has_that_faults_code(card, code):
    assert [found for found, _ in faults(card, Purpose.SEND)] == [code]
    with pytest.raises(CardInvalidError, match=str(code)):
        validate(card)


@pytest.mark.parametrize(
    "card",
    [
        text(horizontal_content_list=(row(),) * 6),
        text(main_title=Title(), sub_title_text="只有正文"),
        news(card_image=CardImage("https://i", 2.2)),
        buttons(button_selection=Selection(question_key="q" * 1024, option_list=options(10))),
        poll(checkbox=Checkbox(question_key="q", mode=Choice.MULTIPLE, option_list=votes(20))),
        several(select_list=tuple(Selection(question_key=str(n), option_list=OPTIONS) for n in range(3))),
    ],
)
def test_a_card_at_its_limits_has_no_fault(card):
    assert list(faults(card, Purpose.SEND)) == []


def test_an_update_names_no_task_and_needs_no_submit_button():
    update = VoteInteraction(
        main_title=Title("午饭"),
        checkbox=Checkbox(question_key="q", option_list=votes(2), disable=True),
        replace_text="已提交",
    )

    assert list(faults(update, Purpose.UPDATE)) == []
    assert [code for code, _ in faults(poll(), Purpose.UPDATE)] == [42014]
    assert to_json(update)["replace_text"] == "已提交"
