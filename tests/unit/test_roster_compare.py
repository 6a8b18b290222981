"""The roster against a platform's directory: a list of what is to be done there, as orders where we may do it."""

from dataclasses import replace
from datetime import date

from domain.directory import Directory, ReadDepartment, ReadMember
from domain.directory_orders import (
    ChangeMember,
    DisableMember,
    MakeDepartment,
    MakeMember,
    MoveDepartment,
    MoveMember,
    RenameDepartment,
)
from domain.directory_reading import straighten
from domain.ownership import Field, Owner, OwnerKind, Owners
from domain.roster import Entry, Standing
from domain.roster_compare import Doing, Roster, Surrounding, compare_with_platform, excesses_of
from domain.way_in import WayIn

TODAY = date(2026, 11, 24)
BY_ROSTER = Owners({of: Owner(OwnerKind.ROSTER) for of in Field})
DEPARTMENTS = (
    ReadDepartment(id="1", parent_id=None, name="示例学院"),
    ReadDepartment(id="2", parent_id="1", name="教学工作部"),
    ReadDepartment(id="3", parent_id="1", name="总务处"),
    ReadDepartment(id="4", parent_id="3", name="维修科"),
)
EVE = ReadMember(user_id="Eve", name="伊芙", departments=("2",), staff_no="T1", position="科员")
BOB = ReadMember(user_id="bob", name="鲍勃", departments=("3",), staff_no="T2", position="处长", leads=("3",))
E1 = Entry(staff_no="T1", name="伊芙", department=("教学工作部",), position="科员")
B2 = Entry(staff_no="T2", name="鲍勃", department=("总务处",), position="处长", leads=True)


def todos(entries, members=(EVE, BOB), gone=(), owners=BY_ROSTER, departments=DEPARTMENTS, **around):
    roster = Roster({each.staff_no: each for each in entries}, {each.staff_no: each for each in gone})
    reading = straighten(Directory(departments, members))
    surrounding = Surrounding(**{"platform": "wecom", "owners": owners, "today": TODAY} | around)
    return compare_with_platform(roster, reading, surrounding)


def orders(*entries, **rest):
    return [each.order for each in todos(entries, **rest)]


def test_what_is_alike_leaves_nothing_to_do():
    assert todos((E1, B2)) == ()


def test_a_name_a_position_and_a_leader_make_one_order():
    (todo,) = todos((replace(E1, name="伊娃", position="科长", leader_no="T2"), B2))

    assert todo.order == ChangeMember(user_id="Eve", name="伊娃", position="科长", direct_leader="bob")
    assert (todo.doing, todo.subject, todo.before, todo.after) == (
        Doing.CHANGE,
        "伊娃（T1）",
        "姓名 伊芙；职务 科员；直属上级 无",
        "姓名 伊娃；职务 科长；直属上级 bob",
    )
    assert todo.is_written_by_us


def test_a_leader_who_is_the_leader_already_is_no_difference():
    assert todos((replace(E1, leader_no="T2"), B2), (replace(EVE, direct_leaders=("BOB",)), BOB)) == ()


def test_whoever_moves_keeps_their_other_departments_and_what_they_lead_there():
    both = replace(EVE, departments=("2", "4"), main_department="2", leads=("4",))

    assert orders(replace(E1, department=("总务处",)), B2, members=(both, BOB)) == [
        MoveMember(user_id="Eve", departments=("3", "4"), leads=("4",))
    ]


def test_who_heads_a_department_is_the_rosters_to_say_where_it_names_a_head():
    promoted = todos((replace(E1, leads=True), B2))
    swapped = orders(replace(E1, department=("总务处",), leads=True), replace(B2, leads=False))
    silent = todos((E1, replace(B2, leads=False)))

    assert promoted[0].order == MoveMember(user_id="Eve", departments=("2",), leads=("2",))
    assert (promoted[0].before, promoted[0].after) == ("教学工作部", "教学工作部（负责人）")
    assert swapped == [
        MoveMember(user_id="Eve", departments=("3",), leads=("3",)),
        MoveMember(user_id="bob", departments=("3",), leads=()),
    ]
    assert silent == ()


def test_a_newcomer_is_made_by_hand_for_want_of_a_telephone_number():
    new = Entry(staff_no="T9", name="新人", department=("总务处", "维修科"), position="电工", leader_no="T2")
    (todo,) = todos((E1, B2, new))

    assert todo.order == MakeMember(
        user_id="T9", name="新人", departments=("4",), direct_leader="bob", position="电工", staff_no="T9"
    )
    assert "缺手机或邮箱" in todo.hint
    assert not todo.is_written_by_us


def test_a_newcomer_waits_for_the_day_and_is_not_made_twice():
    new = Entry(staff_no="T9", name="新人", department=("总务处",))

    assert todos((E1, B2, replace(new, joined_on=date(2026, 12, 1)))) == ()
    assert todos((E1, B2, new), elsewhere={"T9"}) == ()


def test_a_namesake_without_a_number_is_looked_at_by_a_person():
    (todo, stranger) = todos((E1, B2), (replace(EVE, staff_no=None), BOB))

    assert (todo.doing, todo.order) == (Doing.CHECK, None)
    assert "伊芙（Eve） 没有工号，可能就是本人" in todo.after
    assert stranger.doing is Doing.CHECK


def test_whoever_left_or_is_no_longer_named_is_disabled_and_never_deleted():
    left = replace(E1, standing=Standing.RETIRED)

    assert orders(left, B2) == [DisableMember(user_id="Eve")]
    assert orders(B2, gone=(E1,)) == [DisableMember(user_id="Eve")]
    assert todos((left, B2), (replace(EVE, is_active=False), BOB)) == ()
    assert "钉钉管理后台" in todos((left, B2), platform="dingtalk")[0].hint


def test_whoever_is_disabled_there_and_employed_here_is_looked_at():
    (todo,) = todos((E1, B2), (replace(EVE, is_active=False), BOB))

    assert (todo.doing, todo.before) == (Doing.CHECK, "平台上已停用")


def test_whoever_was_made_on_dingtalk_and_has_not_joined_yet_is_not_called_disabled():
    (todo,) = todos((E1, B2), members=(replace(EVE, is_active=False), BOB), platform="dingtalk")

    assert (todo.before, todo.after) == ("还没有加入", "名单上在岗，请本人用登记的手机号登录钉钉，加入本单位")


def test_a_newcomer_who_can_be_reached_is_made_by_us_on_wecom_by_mail_too():
    new = Entry(staff_no="T9", name="新人", department=("总务处",))

    def made(platform, way):
        (todo,) = todos((E1, B2, new), platform=platform, ways_in={"T9": way})
        return todo.is_written_by_us

    by_mail, by_number = WayIn(email="xin@example.edu.cn"), WayIn(mobile="13812345678")
    assert [made("wecom", by_mail), made("wecom", by_number), made("dingtalk", by_number)] == [True] * 3
    assert not made("dingtalk", by_mail)


def test_members_that_no_roster_ever_named_are_told_in_one_line_and_students_are_not():
    others = [ReadMember(user_id=f"x{n}", name=f"某{n}", departments=("2",)) for n in range(7)]
    pupil = ReadMember(user_id="s", name="学生甲", departments=("2",), position="学生")
    (todo,) = todos((E1, B2), (EVE, BOB, *others, pupil))

    assert todo.subject == "某0（x0）、某1（x1）、某2（x2）、某3（x3）、某4（x4） 等 7 人"
    assert "请核对" in todo.after


def test_a_field_that_the_platform_owns_is_the_rosters_fault():
    by_platform = Owners({Field.NAME: Owner(OwnerKind.ROSTER)})
    found = todos((replace(E1, name="伊娃", position="科长", department=("总务处",)), B2), owners=by_platform, gone=())

    assert [(each.doing, each.before, each.after) for each in found] == [
        (Doing.CHANGE, "姓名 伊芙", "姓名 伊娃"),
        (Doing.MEND_ROSTER, "职务 科员", "职务 科长"),
        (Doing.MEND_ROSTER, "部门 教学工作部", "部门 总务处"),
    ]
    assert found[0].order == ChangeMember(user_id="Eve", name="伊娃")


def test_a_new_department_is_made_from_the_top_downwards_and_its_people_come_after():
    new = replace(E1, department=("新能源学院", "实训科"))
    (first, second) = todos((new, B2))

    assert first.order == MakeDepartment(name="新能源学院", parent_id=None)
    assert (second.order, second.hint) == (None, "先建好上级部门，再比较一次")
    assert orders(replace(E1, department=("教学工作部", "实训科")), B2) == [
        MakeDepartment(name="实训科", parent_id="2")
    ]


def test_a_department_whose_people_are_all_said_to_be_elsewhere_has_another_name():
    (todo,) = todos((replace(E1, department=("教务处",)), B2))

    assert todo.order == RenameDepartment(id="2", name="教务处")
    assert (todo.doing, todo.before, todo.after) == (Doing.RENAME_DEPARTMENT, "教学工作部", "教务处")


def test_a_department_that_lies_elsewhere_by_the_roster_is_moved():
    repair = replace(B2, department=("教学工作部", "维修科"))
    mender = replace(BOB, departments=("4",), leads=("4",))
    found = todos((E1, repair), (EVE, mender))

    assert [each.order for each in found] == [MoveDepartment(id="4", parent_id="2")]
    assert found[0].after == "教学工作部>维修科"


def test_an_account_that_sees_branches_only_has_no_root_to_leave_out():
    branches = tuple(each for each in DEPARTMENTS if each.id != "1")

    assert todos((E1, B2), departments=branches) == ()


def test_many_to_be_disabled_need_a_word():
    people = [ReadMember(user_id=f"u{n}", name=f"某{n}", departments=("2",), staff_no=f"N{n}") for n in range(20)]
    left = [Entry(staff_no=f"N{n}", name=f"某{n}", department=("教学工作部",)) for n in range(20)]
    found = todos((E1, B2), (EVE, BOB, *people), gone=left)

    assert excesses_of(found, 22) == ("20 人要停用（共 22，一次最多 5）",)
    assert excesses_of(found[:3], 22) == ()
