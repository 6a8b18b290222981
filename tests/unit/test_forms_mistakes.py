"""Every kind of mistake in a form's file is named with key, cause and example."""

import tomllib

import pytest

from domain.forms.loading import load_form
from domain.forms.posts import Posts, load_posts
from tests.unit.sound_form import SOUND, problems_of


def test_the_sound_form_has_no_problem():
    assert problems_of(SOUND) == ()


FIELD = '[[fields]]\nname = "{name}"\nlabel = "补充"\ntype = "{type}"\n{more}\n\n[[steps]]\nkey = "head"'


def field(kind, more="", name="extra"):
    return ('[[steps]]\nkey = "head"', FIELD.format(name=name, type=kind, more=more))


def step(more):
    return ('refuses_to = "head"', more)


MISTAKES = [
    # what the whole form says
    ('key = "travel"', "", "key", "缺少"),
    ('key = "travel"', 'key = "Travel"', "key", "小写字母"),
    ('key = "travel"', 'key = "car"', "key", "与文件名相同"),
    ('key = "travel"', "key = 5", "key", "带引号"),
    ('title = "出差申请"', "", "title", "缺少"),
    ('title = "出差申请"', 'title = " "', "title", "不能为空"),
    ('title = "出差申请"', 'title = "' + "长" * 21 + '"', "title", "最长 20"),
    ('title = "出差申请"', 'title = "出差\\u202e申请"', "title", "看不见的字符"),
    ('group = "差旅"', "", "group", "缺少"),
    ('prefix = "CC"', 'prefix = "cc"', "prefix", "大写字母"),
    ('words = ["出差"]', 'words = "出差"', "words", "列表"),
    ('words = ["出差"]', 'words = ["出差", "出差"]', "words", "写了两次"),
    ('words = ["出差"]', 'words = [""]', "words", "空的"),
    ('words = ["出差"]', f"words = {[str(n) for n in range(11)]}", "words", "最多 10"),
    ('words = ["出差"]', 'wrods = ["出差"]', "wrods", "您要写的是不是 words"),
    ('words = ["出差"]', "nonsense = 1", "nonsense", "没有这一项"),
    ("\"applicant.kind == 'staff'\"", "\"place == 'x'\"", "starts", "没有 place 这个名字"),
    ("\"applicant.kind == 'staff'\"", "\"applicant.kid == 'x'\"", "starts", "没有 kid 这一项，您要写的是不是 kind"),
    ("\"applicant.kind == 'staff'\"", "5", "starts", "true、false 或带引号的条件"),
    ("\"applicant.kind == 'staff'\"", '""', "starts", "条件是空的"),
    ('name = "{applicant}的', 'name = "{applicant的', "name", "花括号"),
    ('name = "{applicant}的', 'name = "{plaice}的', "name", "没有叫 plaice 的字段，您要写的是不是 place"),
    ('name = "{applicant}的', 'name = "{pin}的', "name", "secret，不能放在这里"),
    ('summary = ["place", "cost"]', 'summary = ["palce"]', "summary", "您要写的是不是 place"),
    ('summary = ["place", "cost"]', 'summary = ["pin"]', "summary", "不能放在这里"),
    ("limit = 5000", "limit = 2026-01-01", "settings.limit", "数字、文字"),
    ("limit = 5000", "limit = nan", "settings.limit", "数字、文字"),
    ("limit = 5000", "limit = 5000\nLimit = 3", "settings.Limit", "小写字母"),
    # fields
    ('name = "place"', 'name = "目的地"', "fields[1]（目的地）.name", "英文字母"),
    ('name = "place"', 'name = "applicant"', "fields[1]（applicant）.name", "另有含义"),
    ('name = "place"', 'name = "in"', "fields[1]（in）.name", "保留字"),
    ('name = "kind"', 'name = "cost"', "fields", "有两个叫 cost"),
    ('label = "预算"', 'label = "目的地"', "fields", "分不清"),
    ('label = "预算"', 'label = "' + "长" * 13 + '"', "fields[2]（cost）.label", "最长 12"),
    ('type = "money"', 'type = "mony"', "fields[2]（cost）.type", "您要写的是不是 money"),
    ('type = "money"', "", "fields[2]（cost）.type", "缺少"),
    ("required = true", 'required = "palce == 1"', "fields[1]（place）.required", "没有 palce 这个名字"),
    ("required = true", "required = 1", "fields[1]（place）.required", "应是 true"),
    ("required = true", 'visible = "cost > 1.0"', "fields[1]（place）.visible", "写在它前面"),
    ("required = true", 'visible = "false"\nsteps = ["boss"]', "fields[1]（place）.steps", "没有叫 boss 的步骤"),
    ("required = true", "longest = 0", "fields[1]（place）.longest", "1 到 200"),
    ("required = true", "decimals = 2", "fields[1]（place）.decimals", "只有 number"),
    ("required = true", 'options = ["a"]', "fields[1]（place）.options", "只有 choice"),
    ("required = true", 'value = "1"', "fields[1]（place）.value", "只有 computed"),
    ("required = true", 'result = "text"', "fields[1]（place）.result", "只有 computed"),
    ("required = true", 'form = "car"', "fields[1]（place）.form", "只有 reference"),
    ("required = true", "columns = []", "fields[1]（place）.columns", "只有 table"),
    ("required = true", "rows = 5", "fields[1]（place）.rows", "只有 table"),
    ('options = ["国内", "国外"]', "", "fields[3]（kind）.options", "要写出选项"),
    ('options = ["国内", "国外"]', 'options = ["国内 "]', "fields[3]（kind）.options", "空格"),
    ('value = "period.days"', "", "fields[7]（days）.value", "要写算式"),
    ('value = "period.days"', 'value = "period.days"\nrequired = true', "fields[7]（days）.required", "不用填"),
    ('value = "period.days"', "value = \"'三'\"", "fields[7]（days）.value", "结果不是数字"),
    ('value = "period.days"', 'value = "period.days"\nresult = "date"', "fields[7]（days）.result", "算出来的只能是"),
    ('value = "period.days"', 'value = "pin"', "fields[7]（days）.value", "没有 pin 这个名字"),
    ('rule = "cost >= 0", ', "", "fields[2]（cost）.checks[1].rule", "缺少"),
    (', say = "不能是负数"', "", "fields[2]（cost）.checks[1].say", "缺少"),
    ('columns = [{ name = "amount", label = "金额", type = "money" }]', "", "fields[6]（rows）.columns", "每一列"),
    (
        'label = "金额", type = "money"',
        'label = "金额", type = "table"',
        "fields[6]（rows）.columns[1]（amount）.type",
        "不能是 table",
    ),
    (*field("reference"), "fields[9]（extra）.form", "哪一种申请"),
    (*field("number", "decimals = 9"), "fields[9]（extra）.decimals", "0 到 4"),
    (
        *field("table", "rows = 500\ncolumns = [{name='a',label='甲',type='text'}]"),
        "fields[9]（extra）.rows",
        "1 到 100",
    ),
    # steps
    ('key = "head"', "", "steps[1].key", "缺少"),
    ('key = "head"', 'key = "end"', "steps[1]（end）.key", "另有含义"),
    ('key = "finance"', 'key = "head"', "steps", "有两步都叫 head"),
    ('who = "department_head"', "", "steps[1]（head）.who", "没有写由谁办"),
    ('who = "department_head"', "who = 5", "steps[1]（head）.who", "列表"),
    ('who = "department_head"', 'who = "departmnet_head"', "steps[1]（head）.who", "您要写的是不是 department_head"),
    ('who = "department_head"', 'who = "leader:0"', "steps[1]（head）.who", "1 到 9"),
    ('who = "department_head"', 'who = "post:财务"', "steps[1]（head）.who", "代号"),
    ('who = "department_head"', 'who = "person(place)"', "steps[1]（head）.who", "place 是 text"),
    ('who = "department_head"', 'who = "people(nobody)"', "steps[1]（head）.who", "没有叫 nobody 的字段"),
    ('who = "department_head"', 'who = "department_head(guide)"', "steps[1]（head）.who", "guide 是 person"),
    ('who = "department_head"', 'who = ["applicant", "applicant"]', "steps[1]（head）.who", "写了两次"),
    ('limit = "8h"', 'limit = "8 小时"', "steps[1]（head）.limit", "30m、8h、2d"),
    ('limit = "8h"', 'limit = "999d"', "steps[1]（head）.limit", "最长 365"),
    ('limit = "8h"', "", "steps[1]（head）.overdue", "不会逾期"),
    ('overdue = ["remind", "escalate"]', 'overdue = ["escalate", "remind"]', "steps[1]（head）.overdue", "先后"),
    ('overdue = ["remind", "escalate"]', 'overdue = ["warn"]', "steps[1]（head）.overdue", "写在 warn 里"),
    ('overdue = ["remind", "escalate"]', 'warn = ["15%", "30%"]', "steps[1]（head）.warn", "从多到少"),
    ('overdue = ["remind", "escalate"]', 'warn = ["0%"]', "steps[1]（head）.warn", "百分比"),
    ('overdue = ["remind", "escalate"]', 'overdue = ["pass"]', "steps[1]（head）.overdue", "不认识 pass"),
    ('overdue = ["remind", "escalate"]', 'mode = "most"', "steps[1]（head）.mode", "不认识 most"),
    ('overdue = ["remind", "escalate"]', "share = 0.5", "steps[1]（head）.share", 'mode = "share"'),
    ('overdue = ["remind", "escalate"]', 'mode = "share"\nshare = 2', "steps[1]（head）.share", "不超过 1"),
    (
        'overdue = ["remind", "escalate"]',
        'mode = "share"\nweights = { applicant = 1 }',
        "steps[1]（head）.weights",
        "post:",
    ),
    ('overdue = ["remind", "escalate"]', 'kind = "notice"', "steps[1]（head）.limit", "只是告知"),
    ('overdue = ["remind", "escalate"]', 'fills = ["days"]', "steps[1]（head）.fills", "自动计算"),
    ('overdue = ["remind", "escalate"]', 'fills = ["kidn"]', "steps[1]（head）.fills", "您要写的是不是 kind"),
    ('overdue = ["remind", "escalate"]', 'safe = "yes"', "steps[1]（head）.safe", "不带引号"),
    (*step('refuses_to = "finance"'), "steps[2]（finance）.refuses_to", "不是前面的步骤"),
    (
        *step('[[steps]]\nkey = "third"\nlabel = "第三步"\nwho = "person(guide)"\nfills = ["guide"]'),
        "steps[3]（third）.who",
        "还没有人填",
    ),
    # expressions
    ("cost > settings.limit", "cost > settings.limti", "steps[2]（finance）.when", "您要写的是不是 limit"),
    ("cost > settings.limit", "cost >", "steps[2]（finance）.when", "没有写完"),
    ("cost > settings.limit", "(cost > 1.0", "steps[2]（finance）.when", "缺少 )"),
    ("cost > settings.limit", "cost = 1.0", "steps[2]（finance）.when", "应写成 =="),
    ("cost != null && cost", "cost != null and cost", "steps[2]（finance）.when", "应写成 &&"),
    ("cost > settings.limit", "预算 > 1", "steps[2]（finance）.when", "文字要加引号"),
    ("cost > settings.limit", "cost + 1 > 2.0", "steps[2]（finance）.when", "类型不同"),
    ("cost > settings.limit", "place", "steps[2]（finance）.when", "两边的类型不同"),
    ("cost != null && cost > settings.limit", "place", "steps[2]（finance）.when", "“是”或“否”"),
    ("cost > settings.limit", "exec(place)", "steps[2]（finance）.when", "没有 exec() 这个函数"),
    ("cost > settings.limit", "place.matches('(')", "steps[2]（finance）.when", "式样写得不对"),
    ("cost > settings.limit", "place.matches(place)", "steps[2]（finance）.when", "直接写出"),
    ("cost > settings.limit", "place.matches('a{999}')", "steps[2]（finance）.when", "最多重复 100"),
    ("cost > settings.limit", "place.matches('" + "a" * 201 + "')", "steps[2]（finance）.when", "最长 200"),
    ("cost > settings.limit", "true" + " && true" * 70, "steps[2]（finance）.when", "最长 500"),
    (
        "cost > settings.limit",
        "rows.map(a, rows.map(b, rows.map(c, 1))).size() > 0",
        "steps[2]（finance）.when",
        "最多用 2 次",
    ),
    ("cost > settings.limit", "rows.exists(cost, true)", "steps[2]（finance）.when", "已经是一个名字"),
    ("cost > settings.limit", "place.length > 1", "steps[2]（finance）.when", "没有 length 这一项"),
    # after a return
    ('prefix = "CC"', 'again = "chnaged"', "again", "您要写的是不是 changed"),
    ('prefix = "CC"', "again = true", "again", "可以写：all、changed"),
    ('overdue = ["remind", "escalate"]', 'again = "changed"', "steps[1]（head）.again", "写到文件开头"),
    # effects
    ('refuses_to = "head"', '[[copies]]\nwho = "role:hr"\nat = "last"', "copies[1].at", "应是 start、end"),
    ('refuses_to = "head"', '[[books]]\nwhat = "leave"', "books[1].type", "登记假期"),
    ('refuses_to = "head"', '[[books]]\nwhat = "event"', "books[1].code", "代号"),
    ('refuses_to = "head"', '[[books]]\nwhat = "money"\ncode = "x"', "books[1]（x）.what", "不认识 money"),
    ('refuses_to = "head"', '[[books]]\nwhat = "event"\ncode = "x"\nat = "place"', "books[1].at", "这里要的是"),
]


@pytest.mark.parametrize(("right", "wrong", "key", "cause"), MISTAKES, ids=[f"{m[2]}-{m[3]}" for m in MISTAKES])
def test_a_mistake_is_named_with_key_cause_and_example(right, wrong, key, cause):
    assert right in SOUND

    found = problems_of(SOUND.replace(right, wrong, 1))

    assert any(each.key == key and cause in each.cause for each in found), [str(each) for each in found]
    assert all(each.file == "travel.toml" for each in found)


def test_there_are_enough_kinds_of_mistakes_and_nearly_all_come_with_an_example():
    found = [each for m in MISTAKES for each in problems_of(SOUND.replace(m[0], m[1], 1)) if each.key == m[2]]

    assert len(MISTAKES) >= 100
    assert sum(bool(each.example) for each in found) >= 0.8 * len(found)


def test_all_mistakes_are_told_at_once():
    text = (
        SOUND.replace('title = "出差申请"', "")
        .replace('type = "money"', 'type = "x"')
        .replace('limit = "8h"', "limit = 1")
    )

    assert {each.key for each in problems_of(text)} >= {"title", "fields[2]（cost）.type", "steps[1]（head）.limit"}


def test_a_whole_section_of_the_wrong_kind_is_told():
    for text in ('fields = "x"', "fields = [1]", "steps = 1", "settings = 1", "copies = 1", "books = {}"):
        found = load_form("x.toml", tomllib.loads(text))
        assert any(each.key == text.split(" ", 1)[0] for each in found)


def test_posts_name_their_mistakes_too():
    document = tomllib.loads("""
        department_level = 99
        [[posts]]
        code = "HR"
        title = "人事处处长"
        [[posts]]
        code = "finance"
        title = ""
        positions = ["处长"]
        [[posts]]
        code = "finance"
        title = "财务"
        leads = true
        [[kinds]]
        code = "student"
    """)

    found = load_posts("posts.toml", document)

    assert not isinstance(found, Posts)
    assert {each.key for each in found} >= {
        "department_level",
        "posts",
        "posts[1]（HR）.code",
        "posts[1]（HR）.positions",
        "posts[2]（finance）.title",
        "posts[3]（finance）.departments",
        "kinds[1]（student）.positions",
    }
