"""What workflows of ours use of the GitHub of one repository: comments, issues, releases, runs; on this machine."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

REPOSITORY = "example/sluice"
COMMENTS = re.compile(r"/issues/(\d+)/comments$")
COMMENT = re.compile(r"/issues/comments/(\d+)$")
ISSUE = re.compile(r"/issues/(\d+)$")
JOBS = re.compile(r"/actions/runs/7/attempts/2/jobs$")
RELEASE = re.compile(r"/releases/(\d+)$")
ASSETS = re.compile(r"/releases/(\d+)/assets$")
ASSET = re.compile(r"/releases/assets/(\d+)$")


def job(name: str, began: int, over: int | None, conclusion: str | None = "success") -> dict[str, Any]:
    """One of a run, by the minutes of an hour that it took; one that runs has no end."""
    times = [None if each is None else f"2026-11-30T10:{each:02}:00Z" for each in (began, over)]
    status = "completed" if conclusion else "in_progress"
    return {"name": name, "status": status, "conclusion": conclusion, "started_at": times[0], "completed_at": times[1]}


class GitHub:
    def __init__(self) -> None:
        self.comments: dict[int, dict[str, Any]] = {}
        self.issues: dict[int, dict[str, Any]] = {}
        self.jobs: list[dict[str, Any]] = []
        self.releases: dict[int, dict[str, Any]] = {}
        self.url = ""

    def environment(self, folder: Path, event: dict[str, Any]) -> dict[str, str]:
        """What a step of a workflow is told."""
        (folder / "event.json").write_text(json.dumps(event))
        files = {name: str(folder / name.lower()) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
        return {
            **files,
            "GITHUB_API_URL": self.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_TOKEN": "token-of-the-run",
            "GITHUB_RUN_ID": "7",
            "GITHUB_RUN_ATTEMPT": "2",
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
        }

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Any:
        route, asked = urlsplit(path).path, parse_qs(urlsplit(path).query)
        return (self._release if "/releases" in route else self._talk)(method, route, asked, body)

    def _talk(self, method: str, route: str, asked: dict[str, list[str]], body: dict[str, Any]) -> Any:
        if found := COMMENTS.search(route):
            number = int(found[1])
            if method == "GET":
                return _page([each for each in self.comments.values() if each["issue"] == number], asked)
            return self._keep(self.comments, {"issue": number, **body})
        if found := COMMENT.search(route):
            return self.comments[int(found[1])] | self._change(self.comments[int(found[1])], body)
        if found := ISSUE.search(route):
            return self._change(self.issues[int(found[1])], body)
        if method == "GET":
            return self._listed(route, asked)
        return self._keep(self.issues, {"state": "open", **body})

    def _listed(self, route: str, asked: dict[str, list[str]]) -> Any:
        if JOBS.search(route):
            return {"total_count": len(self.jobs), "jobs": _page(self.jobs, asked)}
        opened = [each for each in self.issues.values() if each["state"] == asked["state"][0]]
        return _page([each for each in opened if asked["labels"][0] in each["labels"]], asked)

    def _release(self, method: str, route: str, asked: dict[str, list[str]], body: dict[str, Any]) -> Any:
        if found := ASSETS.search(route):
            assets = self.releases[int(found[1])]["assets"]
            assert asked["name"][0] not in [each["name"] for each in assets], "GitHub takes a name once"
            assets.append({"id": int(found[1]), "name": asked["name"][0], "content": body})
            return assets[-1]
        if found := ASSET.search(route):
            self.releases[int(found[1])]["assets"].clear()
            return None
        if found := RELEASE.search(route):
            return self._change(self.releases[int(found[1])], body)
        if method == "GET":
            return _page(list(self.releases.values()), asked)
        made = self._keep(self.releases, {"assets": [], **body})
        address = f"{self.url}/repos/{REPOSITORY}/releases"
        made |= {"html_url": f"{address}/tag/{made['tag_name']}"}
        return self._change(made, {"upload_url": f"{address}/{made['id']}/assets{{?name,label}}"})

    def _keep(self, there: dict[int, dict[str, Any]], body: dict[str, Any]) -> dict[str, Any]:
        number = len(there) + 1
        there[number] = {"id": number, "number": number, **body}
        return there[number]

    def _change(self, thing: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        thing.update(body)
        return thing


def _page(found: list[dict[str, Any]], asked: dict[str, list[str]]) -> list[dict[str, Any]]:
    size, page = int(asked["per_page"][0]), int(asked["page"][0])
    return found[size * (page - 1) : size * page]


@contextmanager
def github_ctx() -> Iterator[GitHub]:
    github = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            said = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            allowed = (
                self.headers["Authorization"] == "Bearer token-of-the-run" and f"/repos/{REPOSITORY}/" in self.path
            )
            told = github.answer(self.command, self.path, json.loads(said or b"{}")) if allowed else {"message": "no"}
            self.send_response(200 if allowed else 401)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode() if told is not None else b"")

        do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815 -- as http.server calls them

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        github.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield github
        finally:
            server.shutdown()
            thread.join()
