"""/h5/assessment/2026: the departments' scores of a year with the numbers behind them, to be taken along as a sheet."""

from collections.abc import Iterable, Sequence

from aiohttp import web

from domain.assessment import Score
from handlers.assessments import may_assess, scores_of
from handlers.facts import directory_for
from handlers.turn import Turn
from web.h5.pages import NoticeShown, Pages
from web.h5.sheets_out import table_answer
from web.h5.visits import Visits
from web.h5.wording import Notice

NO_SUCH = Notice(404, "没有这张考核表", "没有这一年的考核数据，或者它不归您看。年终考核由质量管理办公室查看。")
TITLES = (
    "名次",
    "部门",
    "总分",
    "按时",
    "完整",
    "准确",
    "应办次数",
    "按时次数",
    "办结次数",
    "缺佐证或被退回",
    "按时怎样得分",
    "完整怎样得分",
    "准确怎样得分",
)
ON_PAGE = 10  # columns of the page; the rest is in words and too wide for it


class AssessmentRoom:
    """Its two answers."""

    def __init__(self, visits: Visits, pages: Pages) -> None:
        self._visits = visits
        self._pages = pages

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        rooms.router.add_get(r"/assessment/{year:20\d{2}}", self.show)
        rooms.router.add_get(r"/assessment/{year:20\d{2}}.xlsx", self.take_along)

    async def show(self, request: web.Request) -> web.Response:
        """The table."""
        async with self._visits.reading(self._visits.session(request)) as turn:
            year, scores = await _scores(turn, request)
            rules = turn.office.assessment
        return self._pages.render(
            "assessment.html",
            200,
            year=year,
            titles=TITLES[:ON_PAGE],
            rows=[row[:ON_PAGE] for row in rows_of(scores)],
            weights=f"按时 {rules.on_time}%，完整 {rules.complete}%，准确 {rules.correct}%",
            download=f"/h5/assessment/{year}.xlsx",
        )

    async def take_along(self, request: web.Request) -> web.Response:
        """The same with how each score came about. That it was taken is in the audit."""
        async with self._visits.entering(self._visits.session(request)) as turn:
            year, scores = await _scores(turn, request)
            turn.tx.audit(f"person:{turn.person.id}", "assessment.export", f"year:{year}", departments=len(scores))
        return await table_answer(f"{year}年考核.xlsx", TITLES, rows_of(scores))


def rows_of(scores: Iterable[Score]) -> list[Sequence[str | int]]:
    """Scores as text, with their two places as they are."""
    return [
        (
            place,
            each.basis.name,
            f"{each.total}",
            f"{each.on_time}",
            f"{each.complete}",
            f"{each.correct}",
            each.basis.due,
            each.basis.on_time,
            each.basis.done,
            each.basis.faulty,
            *(note for _, _, note in each.rows),
        )
        for place, each in enumerate(scores, 1)
    ]


async def _scores(turn: Turn, request: web.Request) -> tuple[int, list[Score]]:
    if not may_assess(turn.office, await directory_for(turn.tx, turn.office), turn.person.id):
        raise NoticeShown(NO_SUCH)
    year = int(request.match_info["year"])
    return year, await scores_of(turn.tx, turn.office, year)
