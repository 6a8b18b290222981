"""/h5/find/{no}: people and departments by a few letters of their name, for whoever may see the case."""

from collections.abc import Iterable, Iterator

from aiohttp import web

from domain.forms.candidates import departments_of, people_of
from domain.forms.typed import Named
from domain.text_fold import fold_text
from web.h5.visits import Visits, number_in

MOST = 8  # as many as a phone shows above its keyboard
LONGEST = 40  # characters of what is looked for


class Finder:
    """Its one answer."""

    def __init__(self, visits: Visits) -> None:
        self._visits = visits

    async def find(self, request: web.Request) -> web.Response:
        """The names that fit, the best first, each with what tells it from its like."""
        session, no = self._visits.session(request), number_in(request)
        said = request.query.get("q", "")[:LONGEST]
        async with self._visits.looking(session, no) as visit:
            directory = visit.matter.resolver.directory
        candidates = people_of(directory) if request.query.get("kind") == "people" else departments_of(directory)
        return web.json_response([_shown(each) for each in fitting(candidates, said)])


def fitting(candidates: Iterable[Named], said: str) -> list[Named]:
    """Those one of whose names begins so, then those with it inside; each once."""
    wanted = fold_text(said).strip()
    if not wanted:
        return []
    ranked = ((rank, each) for each in candidates if (rank := _rank(each, wanted)) is not None)
    return [each for _, each in sorted(ranked, key=lambda pair: (pair[0], len(pair[1].names[0]), pair[1].id))][:MOST]


def _rank(each: Named, wanted: str) -> int | None:
    return min(_ranks(each, wanted), default=None)


def _ranks(each: Named, wanted: str) -> Iterator[int]:
    for name in map(fold_text, each.names):
        if wanted in name:
            yield 0 if name == wanted else 1 if name.startswith(wanted) else 2


def _shown(each: Named) -> dict[str, str]:
    return {"id": str(each.id), "name": each.names[0], "note": each.note}
