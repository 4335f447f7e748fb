"""The built frontend: one page for every route of ours, files under /assets packed and kept for a year."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

ROUTES = (
    "/login",
    "/wall",
    "/desk",
    "/care",
    "/devices",
    "/tasks",
    "/map",
    "/settings",
    "/settings/{section}",
    "/supervision",
    "/supervision/{section}",
)
CSP = (
    "default-src 'self'; img-src 'self' data: blob: https:; style-src 'self' 'unsafe-inline'; "
    "worker-src 'self' blob:; connect-src 'self' ws: wss: https:; frame-ancestors 'none'; base-uri 'none'"
)


class Files(StaticFiles):
    """What the build made. Names under assets/ carry a hash of the content, so they never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        packed, _ = self.lookup_path(f"{path}.gz")
        taken = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        response = await super().get_response(f"{path}.gz" if packed and taken else path, scope)
        if packed:
            response.headers["Vary"] = "Accept-Encoding"
            if taken:
                response.headers["Content-Encoding"] = "gzip"
        if path.startswith("assets/"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def install(app: FastAPI, dist: Path) -> None:
    """Serve the frontend when it has been built; without it the API works all the same."""
    index = dist / "index.html"

    @app.get("/", include_in_schema=False)
    def root() -> RedirectResponse:
        return RedirectResponse("/desk")

    def page() -> Response:
        if not index.exists():
            return Response("The frontend is not built; run: make setup", 503, media_type="text/plain")
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": CSP}
        return FileResponse(index, headers=headers)

    for route in ROUTES:
        app.add_api_route(route, page, include_in_schema=False)
    if dist.exists():
        app.mount("/", Files(directory=dist), name="frontend")
