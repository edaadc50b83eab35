"""Which pages are there? Each lets in who may see it, makes its view, and draws it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import anyio.to_thread
from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.access import COOKIE, Entry
from api.access.sessions import shown_by
from api.flows.path_cases import by_of
from api.flows.paths import Paths
from api.pages import drawing
from api.pages.confirming import ConfirmPages
from api.pages.crowds import CrowdPages
from api.pages.deeds import NOTICES, Doer
from api.pages.guests import HOMES, guests_of, links_of, names_of
from api.pages.lms import tile_of
from api.pages.mishaps import Mishaps
from api.pages.persons import PersonPages
from api.pages.tokens import fields_of, token_of
from api.pages.words import segment
from api.problems import NotSignedIn
from api.workplace import Workplace
from recommender.errors import UnknownName

OWN_LIST: Final = ("Working safely at a screen", "Your first week", "Writing that is read")
"""What the learning system of the demo shows without Cairn."""


def install(app: FastAPI, place: Workplace) -> None:
    """Adds the pages to an application, and makes problems readable on them."""
    app.include_router(router_of(place))
    app.add_middleware(Mishaps, signin=place.settings.demo)


def router_of(place: Workplace) -> APIRouter:
    """The pages at their addresses."""
    router, pages = APIRouter(include_in_schema=False), Pages(place)
    for path, seen in (("/", pages.start), ("/manager", pages.manager), ("/officer", pages.officer), ("/me", pages.me)):
        router.get(path)(seen)
    router.get("/manager/units/{unit_id}")(pages.unit)
    router.get("/manager/learners/{learner_id}")(pages.learner)
    router.post("/manager/learners/{learner_id}/path")(pages.overrule)
    router.get("/officer/confirmations")(pages.drafts)
    router.post("/officer/confirmations")(pages.confirm)
    router.post("/me/path")(pages.decide)
    router.post("/me/skills")(pages.claim)
    for name in drawing.FILES:
        router.get(f"/static/{name}")(partial(_beside, name))
    if place.settings.demo:
        visits = Visits(place)
        router.get("/signin")(visits.choices)
        router.get("/signin/{who}")(visits.enter)
        router.get("/signout")(visits.leave)
        router.get("/demo/lms")(visits.learning_system)
    return router


class Pages:
    """The pages of people who are signed in."""

    def __init__(self, place: Workplace) -> None:
        paths = Paths(place)
        self._place, self._doer = place, Doer(place, paths)
        self._persons = PersonPages(place, paths)
        self._crowds = CrowdPages(place, self._persons)
        self._confirming = ConfirmPages(place)

    def start(self, request: Request) -> Response:
        """Leads everybody to where they begin."""
        try:
            roles = self._place.access.principal(shown_by(request, "GET /")).roles
        except NotSignedIn:
            return drawing.see("/signin" if self._place.settings.demo else "/docs")
        return drawing.see(next((home for role, home in HOMES.items() if role in roles), "/docs"))

    def manager(self, request: Request) -> Response:
        """Units, gaps and alerts of whom one leads."""
        entry = self._place.access.enter(request, "GET /manager")
        return self._drawn("manager", request, entry, self._crowds.overview(entry))

    def unit(self, request: Request, unit_id: str) -> Response:
        """The people of a unit."""
        entry = self._place.access.enter(request, "GET /manager/units/{unit_id}")
        return self._drawn("unit", request, entry, self._crowds.unit(entry, unit_id))

    def officer(self, request: Request, unit: str | None = None) -> Response:
        """The gaps of a unit, for a learning officer."""
        entry = self._place.access.enter(request, "GET /officer")
        return self._drawn("officer", request, entry, self._crowds.group(entry, unit))

    def drafts(self, request: Request) -> Response:
        """The suggested links that wait for somebody who knows."""
        entry = self._place.access.enter(request, "GET /officer/confirmations")
        return self._drawn("confirmations", request, entry, self._confirming.waiting(entry))

    def learner(self, request: Request, learner_id: str) -> Response:
        """One learner of one's reach."""
        entry = self._place.access.enter(request, "GET /manager/learners/{learner_id}")
        self._place.access.reach(entry, learner_id)
        return self._drawn("learner", request, entry, self._persons.of(entry, learner_id))

    def me(self, request: Request) -> Response:
        """One's own page."""
        entry = self._place.access.enter(request, "GET /me")
        return self._drawn("me", request, entry, self._persons.own(_self(entry)))

    async def overrule(self, request: Request, learner_id: str) -> Response:
        """A form about the path of somebody of one's reach."""

        def do(entry: Entry, fields: dict[str, str]) -> None:
            self._place.access.reach(entry, learner_id)
            self._doer.on_path(learner_id, fields, by_of(entry, learner_id))

        back = f"/manager/learners/{segment(learner_id)}"
        return await self._done(request, "POST /manager/learners/{learner_id}/path", do, back)

    async def decide(self, request: Request) -> Response:
        """A form about one's own path."""

        def do(entry: Entry, fields: dict[str, str]) -> None:
            me = _self(entry)
            self._doer.on_path(me, fields, by_of(entry, me))

        return await self._done(request, "POST /me/{action}", do, "/me")

    async def claim(self, request: Request) -> Response:
        """A form about one of one's own skills."""

        def do(entry: Entry, fields: dict[str, str]) -> None:
            self._doer.on_skill(_self(entry), fields)

        return await self._done(request, "POST /me/{action}", do, "/me")

    async def confirm(self, request: Request) -> Response:
        """A form about one suggested link."""

        def do(_: Entry, fields: dict[str, str]) -> None:
            self._confirming.answer(fields)

        return await self._done(request, "POST /officer/confirmations", do, "/officer/confirmations")

    async def _done(
        self, request: Request, route: str, do: Callable[[Entry, dict[str, str]], None], back: str
    ) -> Response:
        """Does what a form asks, if a page of ours asked it, and leads back to that page."""
        entry = await anyio.to_thread.run_sync(self._place.access.enter, request, route)
        fields = await fields_of(request)
        await anyio.to_thread.run_sync(do, entry, fields)
        return drawing.see(f"{back}?done={fields['deed']}")

    def _drawn(self, name: str, request: Request, entry: Entry, view: Any) -> Response:
        links = links_of(self._place, entry.principal.roles)
        notice = NOTICES.get(request.query_params.get("done", ""), "")
        return drawing.page(name, view=view, links=links, token=token_of(request), notice=notice)


class Visits:
    """The pages of the demo that ask nobody who they are."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def choices(self) -> Response:
        """As whom to sign in."""
        return drawing.page("signin", guests=guests_of(self._place))

    def enter(self, who: str, request: Request) -> Response:
        """Signs a visitor in as one of the people of the demo."""
        found = {visitor.role: token for visitor, token in self._place.access.visitors().items()}
        role = next((role for role in found if role.value == who), None)
        if role is None:
            raise UnknownName("nobody of the demo goes by this name")
        answer = drawing.see(HOMES.get(role, "/"))
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, found[role], path="/", httponly=True, samesite="strict", secure=secure)
        return answer

    def leave(self) -> Response:
        """Signs out."""
        answer = drawing.see("/signin")
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return answer

    async def learning_system(self, request: Request, down: bool = False) -> Response:
        """The home page of a learner in a learning system that is not Cairn."""
        who = await anyio.to_thread.run_sync(self._learner)
        tile = await tile_of(self._place, request, who, down)
        links = (("/signin", "Sign in"), ("/demo/lms", "Learning system"))
        return drawing.page("lms", view=tile, links=links, fallback=OWN_LIST)

    def _learner(self) -> tuple[str, str]:
        for visitor in self._place.access.visitors():
            if visitor.role.value == "learner":
                return visitor.learner_id, names_of(self._place, (visitor.learner_id,))[visitor.learner_id]
        raise UnknownName("the demo has no learner yet")


def _self(entry: Entry) -> str:
    me = entry.principal.learner_id
    if me is None:
        raise HTTPException(403, "who is signed in is no learner")
    return me


async def _beside(name: str) -> Response:
    return drawing.beside(name)
