"""What is the least that a service in Python costs? One that answers the same bytes to all and does nothing.

python benchmarks/load/rival.py PORT BYTES WORKERS
"""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SIZE = int(sys.argv[2]) if len(sys.argv) > 2 else 0
ANSWER = b'"' + b"a" * (SIZE - 2) + b'"'


async def answer(request: Request) -> Response:
    """Reads the body, and answers."""
    await request.body()
    return Response(ANSWER, media_type="application/json")


app = Starlette(routes=[Route("/v1/recommendations", answer, methods=["POST"]), Route("/readyz", answer)])

if __name__ == "__main__":
    uvicorn.run(
        "benchmarks.load.rival:app" if __package__ else "load.rival:app",
        port=int(sys.argv[1]),
        workers=int(sys.argv[3]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="error",
    )
