"""Requests through the API: listed, read, submitted and decided for people, with their rights and no others."""

import asyncio

import pytest

LEAVE = {
    "leave_type": "事假",
    "period": {"start": "2030-03-11T08:00:00+08:00", "end": "2030-03-11T18:00:00+08:00"},
    "reason": "家里有事",
}
SUBMISSION = {"form": "teacher_leave", "applicant": "T-韩梅", "fields": LEAVE}


async def test_a_request_is_listed_and_read_as_far_as_the_token_sees(api):
    status, listed, _ = await api.get("/requests", "requests")
    (only,) = listed["requests"]
    _, brief, _ = await api.get("/requests/1001", "requests")
    _, full, _ = await api.get("/requests/1001")

    assert (status, listed["next"]) == (200, None)
    assert (only["no"], only["state"], only["applicant"]["staff_no"]) == (1001, "pending", "T-李雷")
    assert [each["person"]["name"] for each in only["waiting"]] == ["赵组长"]
    assert "fields" not in brief
    assert all("words" not in act for act in brief["acts"])
    assert full["fields"]["reason"] == "家里有事"


async def test_a_submission_goes_to_whoever_decides_and_a_decision_for_them_counts(api, college):
    status, made, _ = await api.post("/requests", SUBMISSION)
    assert (status, made["state"]) == (201, "pending"), made
    place = made["waiting"][0]["person"]["staff_no"]

    decision = {"person": place, "decision": "agree", "version": made["version"], "words": "同意"}
    status, decided, _ = await api.post(f"/requests/{made['no']}/decisions", decision)

    assert status == 200, decided
    assert [act["kind"] for act in decided["acts"]][-1] == "agree"
    found = await college.rows("select actor, action from audit where action like 'api.%' order by seq")
    assert found == [("token:all", "api.submit"), ("token:all", "api.decide")]
    channels = await college.rows("select distinct channel from acts where request_no = :no", no=made["no"])
    assert channels == [("api",)]


async def test_a_submission_sent_again_is_one_and_gets_the_same_answer(api, college):
    answers = await asyncio.gather(*(api.post("/requests", SUBMISSION, key="once") for _ in range(4)))

    assert {status for status, _, _ in answers} == {201}
    assert len({content["no"] for _, content, _ in answers}) == 1
    assert sum("Idempotency-Replayed" in headers for _, _, headers in answers) == 3
    assert await college.one("select count(*) from requests where form = 'teacher_leave'") == 2
    other = SUBMISSION | {"applicant": "T-李雷"}
    assert (await api.post("/requests", other, key="once"))[1]["error"] == "key_used"


@pytest.mark.parametrize(
    ("changed", "error", "where"),
    [
        ({"form": "no_such_form"}, "not_submitted", ""),
        ({"applicant": "T-nobody"}, "person", ""),
        ({"fields": {}}, "not_submitted", ""),
        ({"fields": LEAVE | {"period": {"start": "x"}}}, "not_submitted", "period"),
        ({"fields": LEAVE | {"nothing": 1}}, "not_submitted", "nothing"),
        ({"fields": LEAVE | {"reason": 7}}, "not_submitted", "reason"),
        ({"form": 7}, "shape", "$.form"),
        ({"more": 7}, "shape", ""),
    ],
)
async def test_what_cannot_be_submitted_leaves_nothing_and_says_why(api, college, changed, error, where):
    status, problem, headers = await api.post("/requests", SUBMISSION | changed)

    assert (status, problem["error"], problem.get("where", "")) == (422, error, where), problem
    assert headers["Content-Type"].startswith("application/problem+json")
    assert problem["detail"]
    assert problem["title"].isascii()
    assert await college.one("select count(*) from requests") == 1


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"person": "T-吴老师"}, 404, "request"),
        ({"person": "T-李雷"}, 409, "not_decided"),
        ({"person": "T-nobody"}, 422, "person"),
        ({"version": 77}, 409, "not_decided"),
        ({"decision": "refuse"}, 409, "not_decided"),
        ({"decision": "maybe"}, 422, "shape"),
    ],
)
async def test_nobody_decides_through_the_api_who_could_not_decide_in_the_chat(api, college, changed, status, error):
    version = await college.one("select version from requests where no = 1001")
    decision = {"person": "T-赵组长", "decision": "agree", "version": version}

    answer = await api.post("/requests/1001/decisions", decision | changed)

    assert (answer[0], answer[1]["error"]) == (status, error), answer
    assert await college.state() == "pending"


async def test_pages_follow_each_other_and_filters_hold(api):
    for _ in range(3):
        period = {"start": f"2030-03-{12 + _}T08:00:00+08:00", "end": f"2030-03-{12 + _}T18:00:00+08:00"}
        status, made, _ = await api.post("/requests", SUBMISSION | {"fields": LEAVE | {"period": period}})
        assert status == 201, made

    numbers, after = [], {}
    while True:
        _, page, _ = await api.get("/requests", limit=3, **after)
        numbers += [each["no"] for each in page["requests"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    _, own, _ = await api.get("/requests", applicant="T-李雷", state="pending", form="teacher_leave")

    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == 4
    assert [each["no"] for each in own["requests"]] == [1001]
    assert (await api.get("/requests", since="2031-01-01T00:00:00Z"))[1]["requests"] == []


async def test_what_has_not_changed_is_not_sent_again(api):
    _, _, headers = await api.get("/requests/1001")
    again = await api.get("/requests/1001", headers={"If-None-Match": f'"other", W/{headers["ETag"]}'})
    await api.post(
        "/requests/1001/decisions", {"person": "T-赵组长", "decision": "refuse", "version": 2, "words": "不行"}
    )
    changed = await api.get("/requests/1001", headers={"If-None-Match": headers["ETag"]})

    assert again[0] == 304
    assert changed[0] == 200
