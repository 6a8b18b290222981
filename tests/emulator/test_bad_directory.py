"""Bad directories: what each switch makes of the answers that an application reads, and that all is well afterwards."""

from collections import Counter

import pytest

from emulator.bad_directory import BAD_MOBILES, DEPTH, NOWHERE, Bad
from emulator.college_maker import make_college
from emulator.dingtalk.college import departments_and_members
from emulator.dingtalk.org import Org
from emulator.wecom.apps import CallbackAddress, ContactSync
from emulator.wecom.corp import Corp
from tests.emulator.conftest import AES_KEY, CONTACTS_SECRET, TOKEN

PEOPLE, DEPARTMENTS = 300, 70
COLLEGE = make_college(PEOPLE, departments=DEPARTMENTS)
CONTENT = [bad for bad in Bad if bad not in {Bad.EVENTS_LOST, Bad.EVENTS_LATE, Bad.YESTERDAY, Bad.MOBILES}]


class Wecom:
    """What an application reads of WeCom, answer by answer: names and parents, names and departments, error codes."""

    def __init__(self, api, emulator, corp):
        corp.roster = Corp("", apps=[], departments=COLLEGE.departments, members=COLLEGE.members).roster
        self.api, self.emulator, self.corp = api, emulator, corp
        self.spoiler = emulator.spoiler()

    @property
    def roster(self):
        return self.corp.roster

    async def read(self):
        codes, members = [], {}
        listed = await self._get("department/list", codes)
        units = {unit["id"]: (unit["name"], unit["parentid"]) for unit in listed.get("department", [])}
        for unit in units:
            page = await self._get("user/list", codes, department_id=unit)
            members |= {one["userid"]: (one["name"], tuple(one["department"])) for one in page.get("userlist", [])}
        return units, members, codes

    async def _get(self, path, codes, **query):
        try:
            answer = await self.api.get(path, **query)
        except AssertionError:  # another status than 200
            answer = {"errcode": 502}
        codes += [answer["errcode"]] if answer["errcode"] else []
        return answer

    async def shake(self):
        """Something changes by hand; how many events arrive for it."""
        before = len(self.emulator.wecom.ledger.attempts)
        self.emulator.admin().drop_member(self.spoiler.land.people()[-1])
        await self.emulator.settled()
        return {row.letter for row in self.emulator.wecom.ledger.attempts[before:] if row.kind == "change_contact"}


class Dingtalk:
    """The same of DingTalk."""

    def __init__(self, api, emulator, org):
        departments, members = departments_and_members(COLLEGE)
        full = Org("", client_id="", client_secret="", agent_id=1, departments=departments, members=members)
        org.roster = full.roster
        self.api, self.emulator, self.org = api, emulator, org
        self.spoiler = emulator.dingtalk_spoiler()

    @property
    def roster(self):
        return self.org.roster

    async def read(self):
        codes, units, members, waiting = [], {}, {}, [1]
        for unit in waiting:
            told = await self._ask("department/get", codes, dept_id=unit)
            units[unit] = (told.get("name"), told.get("parent_id", 0))
            below = await self._ask("department/listsub", codes, dept_id=unit)
            waiting += [one["dept_id"] for one in below or [] if one["dept_id"] not in waiting]
        for unit in units:
            page = await self._ask("user/list", codes, dept_id=unit, cursor=0, size=100)
            members |= {one["userid"]: (one["name"], tuple(one["dept_id_list"])) for one in page.get("list", [])}
        return units, members, codes

    async def _ask(self, path, codes, **body):
        try:
            answer = await self.api.old(f"/topapi/v2/{path}", body)
        except AssertionError:
            answer = {"errcode": 502}
        code = int(answer.get("sub_code") or answer["errcode"])
        codes += [code] if code else []
        return answer.get("result", {})

    async def shake(self):
        before = len(self.emulator.dingtalk.ledger.attempts)
        self.emulator.dingtalk_admin().leave_user(self.spoiler.land.people()[-1])
        await self.emulator.settled()
        return {row.letter for row in self.emulator.dingtalk.ledger.attempts[before:]}


@pytest.fixture
def on_wecom(api, emulator, corp, receiver):
    address = CallbackAddress(receiver.url, TOKEN, AES_KEY)
    corp.contact_sync = ContactSync(secret=CONTACTS_SECRET, callback=address)
    return Wecom(api, emulator, corp)


@pytest.fixture(params=["wecom", "dingtalk"])
async def place(request, on_wecom, ding_api, ding, org):
    there = on_wecom if request.param == "wecom" else Dingtalk(ding_api, ding, org)
    await there.api.fetch_token()
    return there


@pytest.fixture
async def good(place):
    return await place.read()


@pytest.mark.parametrize("bad", CONTENT, ids=str)
async def test_a_switch_changes_what_is_read_and_off_again_nothing_is_left_of_it(place, good, bad):
    place.spoiler.switch_on(bad)
    spoilt = await place.read()
    place.spoiler.switch_off()

    assert spoilt != good
    assert await place.read() == good


@pytest.mark.parametrize(
    ("bad", "people"),
    [(Bad.NOBODY, 0), (Bad.NO_DEPARTMENTS, 0), (Bad.SOME_GONE, 282), (Bad.HALF_GONE, 150), (Bad.CROWD, 10_000)],
)
async def test_so_many_people_are_left(place, bad, people):
    place.spoiler.switch_on(bad)

    if bad is Bad.CROWD:
        assert len(place.roster.members) == people
        return
    _, members, codes = await place.read()
    assert (len(members), codes) == (people, [])


@pytest.mark.parametrize("bad", [Bad.PAGE_FAILS, Bad.BREAKS_OFF, Bad.NO_RIGHT, Bad.OUT_OF_RANGE])
async def test_calls_fail_and_go_on_failing(place, bad):
    place.spoiler.switch_on(bad)

    _, members, codes = await place.read()

    wecom = {Bad.PAGE_FAILS: -1, Bad.BREAKS_OFF: 502, Bad.NO_RIGHT: 48009, Bad.OUT_OF_RANGE: 60011}
    dingtalk = {Bad.PAGE_FAILS: -1, Bad.BREAKS_OFF: 502, Bad.NO_RIGHT: 60011, Bad.OUT_OF_RANGE: 50004}
    assert set(codes) == {(wecom if isinstance(place, Wecom) else dingtalk)[bad]}
    assert len(members) < PEOPLE


async def test_lists_end_early_and_say_that_this_was_all(place):
    place.spoiler.switch_on(Bad.ENDS_EARLY)

    units, members, codes = await place.read()

    assert (len(units), codes) == (DEPARTMENTS, [])
    assert PEOPLE / 4 < len(members) < PEOPLE * 3 / 4


async def test_one_department_alone_is_visible(place):
    place.spoiler.switch_on(Bad.RANGE_SHRUNK)

    units, members, _ = await place.read()

    assert len({unit for unit in units if unit != 1}) == 1
    assert 0 < len(members) < PEOPLE / 4


async def test_names_are_garbled_for_everybody(place, good):
    place.spoiler.switch_on(Bad.GARBLED)

    _, members, _ = await place.read()

    assert all(members[user][0].encode("latin-1").decode() == name for user, (name, _) in good[1].items())


async def test_departments_get_names_that_sound_like_rights(place):
    place.spoiler.switch_on(Bad.LOUD_NAMES)

    names = Counter(name for name, _ in (await place.read())[0].values())

    assert all(names[name] == 1 for name in ("人力资源部", "人事处", "管理员"))


async def test_an_id_stands_for_another_department_in_another_place_with_other_people(place, good):
    place.spoiler.switch_on(Bad.ID_REUSED)

    units, members, _ = await place.read()

    ((again, (name, parent)),) = [(key, told) for key, told in units.items() if told != good[0][key]]
    there = {user for user, (_, places) in members.items() if again in places}
    assert (name, len(there)) == ("人事处", 5)
    assert parent != good[0][again][1]
    assert not there & {user for user, (_, places) in good[1].items() if again in places}


async def test_the_tree_has_a_circle_an_orphan_and_great_depth(place):
    place.spoiler.switch_on(Bad.CIRCLE)
    units, _, _ = await place.read()
    assert any(units.get(parent, ("", 0))[1] == unit for unit, (_, parent) in units.items())
    place.spoiler.switch_off()

    place.spoiler.switch_on(Bad.ORPHAN)
    units, _, _ = await place.read()
    assert [unit for unit, (_, parent) in units.items() if parent == NOWHERE]
    place.spoiler.switch_off()

    place.spoiler.switch_on(Bad.DEEP)
    units, members, _ = await place.read()
    deepest = next(unit for unit, (name, _) in units.items() if name == f"第{DEPTH}层")
    assert sum(deepest in places for _, places in members.values()) == 1


async def test_somebody_is_in_five_departments(place):
    place.spoiler.switch_on(Bad.FIVE_PLACES)

    _, members, _ = await place.read()

    assert Counter(len(places) for _, places in members.values())[5] >= 1


async def test_numbers_are_missing_masked_and_shared(place, good):
    place.spoiler.switch_on(Bad.MOBILES)

    numbers = Counter(member.mobile for member in place.roster.members)

    assert all(numbers[mobile] == 1 for mobile in BAD_MOBILES)
    assert numbers["13800000000"] == 2
    assert await place.read() == good  # an application is not told of numbers


@pytest.mark.parametrize(("bad", "others"), [(Bad.OTHER_CASE, PEOPLE), (Bad.OTHER_IDS, 5)])
async def test_user_ids_are_others_for_the_same_people(place, good, bad, others):
    place.spoiler.switch_on(bad)

    _, members, _ = await place.read()

    assert len(members.keys() - good[1].keys()) == others
    assert Counter(members.values()) == Counter(good[1].values())


async def test_somebody_is_away_and_comes_back_the_same(place, good):
    place.spoiler.switch_on(Bad.AWAY)
    assert len((await place.read())[1]) == PEOPLE - 1

    place.spoiler.switch_off()
    assert await place.read() == good


async def test_yesterdays_list_is_told_again(place, good):
    place.spoiler.remember()
    place.spoiler.switch_on(Bad.SOME_GONE)
    assert len((await place.read())[1]) < PEOPLE

    place.spoiler.switch_on(Bad.YESTERDAY)

    assert await place.read() == good


async def test_events_are_lost_or_late(place):
    assert len(await place.shake()) == 1

    place.spoiler.switch_on(Bad.EVENTS_LOST)
    assert await place.shake() == set()
    place.spoiler.switch_off()

    place.spoiler.switch_on(Bad.EVENTS_LATE)
    assert len(await place.shake()) == 1
