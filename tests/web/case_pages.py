"""Pages of cases over a real college with forms: a draft or a submitted request, and everybody's browser."""

import re
import tomllib
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO

from aiohttp import FormData

from domain.flow.acts import Act, Submit
from domain.forms.planning import plan_of
from domain.ids import Minutes, RequestNo
from domain.people import Person
from handlers.course import Matter, open_case, settle_act
from storage.cases import create_case
from storage.forms import newest_forms, publish
from storage.people import load_people
from tests.handlers.college import DAY, College
from tests.web.staff_pages import OUR_PAGE, Browser, Page, StaffPages, _page, browsing, serving

HIDDEN = re.compile(r'name="(\.mark|\.seen|\.step|\.content)" value="([^"]*)"')
Filled = Mapping[str, str | Iterable[str]]


@dataclass
class CasePages:
    """The college, its pages, and a browser for each person."""

    college: College
    pages: StaffPages
    stack: AsyncExitStack
    browsers: dict[str, Browser] = field(default_factory=dict)

    async def browser(self, name: str) -> Browser:
        """This person's browser, in which they will be known to the platform."""
        if name not in self.browsers:
            self.browsers[name] = await self.stack.enter_async_context(browsing(self.pages.base))
        self.pages.login.member = name
        return self.browsers[name]

    async def open(self, name: str, way: str) -> Page:
        return await (await self.browser(name)).open(way)

    async def post(self, name: str, way: str, do: str, filled: Filled | None = None, **how: object) -> Page:
        """Fill the page's form in and press a button of it."""
        page = await self.open(name, way)
        return await self.press(name, page, way, do, filled, **how)

    async def press(
        self,
        name: str,
        page: Page,
        way: str,
        do: str,
        filled: Filled | None = None,
        *,
        files: Iterable[tuple[str, str, bytes]] = (),
        headers: Mapping[str, str] = OUR_PAGE,
    ) -> Page:
        """Press a button of a page that is open already."""
        form = FormData(quote_fields=False, default_to_multipart=bool(files))  # as browsers do
        for key, value in {**dict(HIDDEN.findall(page.text)), ".do": do, **(filled or {})}.items():
            for each in [value] if isinstance(value, str) else value:
                form.add_field(key, each)
        for key, file, content in files:
            form.add_field(key, BytesIO(content), filename=file, content_type="application/octet-stream")
        browser = await self.browser(name)
        async with browser.session.post(f"{browser.base}{way}", data=form, headers=headers) as answer:
            return await _page(answer)

    async def offer(self, document: str) -> None:
        """Publish a form of the test's own."""
        parsed = tomllib.loads(document)
        async with self.college.database.begin(self.college.now) as tx:
            await publish(tx, {str(parsed["key"]): parsed})

    async def draft(self, name: str, form: str, values: Mapping[str, object] | None = None) -> RequestNo:
        """A new draft of theirs."""
        async with self.college.database.begin(self.college.now) as tx:
            known = (await newest_forms(tx))[form]
            kept = await create_case(tx, await self.person(name), known, plan_of(known, Minutes(DAY)), values or {})
            return kept.no

    async def submitted(self, name: str, form: str, values: Mapping[str, object]) -> RequestNo:
        """A request of theirs that is under way."""
        number = await self.draft(name, form, values)
        await self.act(number, Submit(actor=await self.person(name), at=self.college.now, fields=values))
        return number

    async def act(self, number: RequestNo, act: Act) -> None:
        """Something happens elsewhere."""
        async with self.college.database.begin(self.college.now) as tx:
            matter = await open_case(tx, self.college.office, number)
            assert matter
            done = await settle_act(tx, self.college.office, matter, replace(act, at=tx.now))
            assert isinstance(done, Matter), done

    async def person(self, name: str) -> Person:
        async with self.college.database.begin(self.college.now) as tx:
            return (await load_people(tx, [self.college.ids[name]]))[self.college.ids[name]]

    async def fields(self, number: RequestNo) -> dict[str, object]:
        found = await self.college.one("select fields from requests where no = :no", no=number)
        assert isinstance(found, dict)
        return found


@asynccontextmanager
async def case_pages(college: College) -> AsyncIterator[CasePages]:
    async with AsyncExitStack() as stack:
        pages = await stack.enter_async_context(serving(college, lambda h5: replace(h5, office=college.office)))
        yield CasePages(college, pages, stack)
