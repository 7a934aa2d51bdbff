"""The page of the document: whole, strict, and with nothing from outside."""

import re

import pytest
from yarl import URL

ASSETS = {
    "/docs/swagger-ui.js": "text/javascript",
    "/docs/swagger-ui.css": "text/css",
    "/docs/start.js": "text/javascript",
}


async def test_the_page_and_all_that_it_links_to_are_served_from_here(client):
    async with client.get("/docs") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        page = await answer.text()

    links = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert set(links) == {*ASSETS, "data:,"}
    for path, kind in ASSETS.items():
        async with client.get(path) as asset:
            assert (asset.status, asset.content_type) == (200, kind)
            assert asset.headers["Cache-Control"] == "public, max-age=3600"
            assert await asset.read()


@pytest.mark.parametrize("path", ["/docs", *ASSETS])
async def test_a_strict_policy_goes_with_every_file(client, path):
    async with client.get(path) as answer:
        policy = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"

    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.parametrize("path", ["/docs", "/docs/start.js"])
async def test_nothing_is_named_that_lies_outside(client, path):
    async with client.get(path) as answer:
        text = await answer.text()

    assert "//" not in re.sub(r"^//.*$", "", text, flags=re.MULTILINE)
    assert not re.search(r"<script>|<style|\son[a-z]+=|style=", text)


async def test_a_file_that_is_known_already_is_not_sent_again(client):
    async with client.get("/docs/swagger-ui.js") as first:
        known = {"If-None-Match": first.headers["ETag"]}

    async with client.get("/docs/swagger-ui.js", headers=known) as again:
        assert (again.status, await again.read()) == (304, b"")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "scalar.js",
        "docs.html",
        "start.js/",
        "..%2fopenapi.py",
        "%2e%2e/openapi.py",
        "..%5copenapi.py",
        "%2fetc%2fpasswd",
    ],
)
async def test_no_other_name_leads_to_a_file(client, name):
    async with client.get(URL(f"http://127.0.0.1:{client._base_url.port}/docs/{name}", encoded=True)) as answer:
        assert (answer.status, (await answer.json())["status"]) == (404, "declined")


@pytest.mark.parametrize("path", ["/docs", "/docs/start.js"])
async def test_the_page_is_only_read(client, path):
    async with client.post(path) as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD")
        assert (await answer.json())["status"] == "declined"
