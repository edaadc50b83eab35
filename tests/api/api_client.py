"""Calls to an application in this process, over the real HTTP interface of ASGI."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
from fastapi import FastAPI

HOST = "http://cairn.example"


class Client:
    """Sends one request at a time and hands back what came."""

    def __init__(self, app: FastAPI, key: str | None = None) -> None:
        self.app, self.key = app, key

    def with_key(self, key: str | None) -> Client:
        """The same application, asked by somebody else."""
        return Client(self.app, key)

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Any request."""
        return asyncio.run(self._call(method, path, **more))

    def get(self, path: str) -> httpx.Response:
        """A GET."""
        return self.call("GET", path)

    def post(self, path: str, body: Any) -> httpx.Response:
        """A POST of a JSON body."""
        return self.call("POST", path, content=json.dumps(body), headers={"content-type": "application/json"})

    async def _call(self, method: str, path: str, **more: Any) -> httpx.Response:
        async with client_of(self.app, self.key) as client:
            return await client.request(method, path, **more)


def client_of(app: FastAPI, key: str | None = None) -> httpx.AsyncClient:
    """A client for several requests at once, that shows a key if it has one."""
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST, headers=headers)
