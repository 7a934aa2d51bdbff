"""One tab of a headless Chromium, spoken to by the DevTools protocol."""

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

FLAGS = [
    "--headless",
    "--no-sandbox",  # it does not start for root otherwise; it opens our own page and no other
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
    "--window-size=1000,1200",
]
PATIENCE = 60  # seconds; two cores that others use too
APPEARS = """new Promise(found => {
  const look = () => { const one = document.querySelector(SELECTOR); if (one) found(one.innerText); return one; };
  if (!look()) {
    const watch = new MutationObserver(() => look() && watch.disconnect());
    watch.observe(document, {subtree: true, childList: true, attributes: true});
  }
})"""
PLACE = """(() => {
  const one = document.querySelector(SELECTOR);
  one.scrollIntoView({block: "center", behavior: "instant"});
  const {x, y, width, height} = one.getBoundingClientRect();
  return {x: x + width / 2, y: y + height / 2};
})()"""


class Tab:
    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count()
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.complaints: list[str] = []
        self.requested: list[str] = []

    async def listen(self) -> None:
        async for frame in self._socket:
            told = json.loads(frame.data)
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told)
            else:
                self._note(told["method"], told["params"])

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._answers[number] = answered = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(PATIENCE):
            told = await answered
        assert "error" not in told, (method, told["error"])
        return dict(told["result"])

    async def evaluate(self, expression: str) -> Any:
        result = await self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    async def open(self, url: str) -> None:
        for domain in ["Log", "Network", "Page", "Runtime"]:
            await self.call(f"{domain}.enable")
        await self.call("Page.navigate", url=url)

    async def appears(self, selector: str) -> str:
        """The text of the first element that the selector finds, as soon as there is one."""
        return str(await self.evaluate(APPEARS.replace("SELECTOR", json.dumps(selector))))

    async def click(self, selector: str) -> None:
        await self.appears(selector)
        place = await self.evaluate(PLACE.replace("SELECTOR", json.dumps(selector)))
        for kind in ["mousePressed", "mouseReleased"]:
            await self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    async def write(self, selector: str, text: str) -> None:
        """Replaces what is in that field, as a user would."""
        await self.click(selector)
        await self.evaluate("document.activeElement.select()")
        await self.call("Input.insertText", text=text)

    async def picture(self, selector: str) -> bytes:
        """The page from its top to the end of that element, as a PNG."""
        end = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect().bottom + window.scrollY"
        width, height = await self.evaluate("document.documentElement.clientWidth"), await self.evaluate(end)
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        taken = await self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(taken["data"])

    def _note(self, event: str, about: dict[str, Any]) -> None:
        match event:
            case "Network.requestWillBeSent":
                self.requested.append(about["request"]["url"])
            case "Log.entryAdded" if about["entry"]["level"] in ("error", "warning"):
                self.complaints.append(json.dumps(about["entry"]))
            case "Runtime.consoleAPICalled" if about["type"] in ("error", "warning", "assert"):
                self.complaints.append(json.dumps(about["args"]))
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(about["exceptionDetails"]))


@asynccontextmanager
async def tab_ctx(profile: Path) -> AsyncIterator[Tab]:
    """A browser that knows nothing yet: its profile is a new, empty folder."""
    browser = await asyncio.create_subprocess_exec(
        "chromium",
        *FLAGS,
        f"--user-data-dir={profile}",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with ClientSession() as session:
            async with session.put(f"http://{await _address(browser)}/json/new?about:blank") as answer:
                url = (await answer.json(content_type=None))["webSocketDebuggerUrl"]
            async with session.ws_connect(url, max_msg_size=0) as socket:
                tab = Tab(socket)
                listening = asyncio.create_task(tab.listen())
                yield tab
                listening.cancel()
    finally:
        browser.terminate()
        await browser.communicate()


async def _address(browser: asyncio.subprocess.Process) -> str:
    assert browser.stderr
    async with asyncio.timeout(PATIENCE):
        async for line in browser.stderr:
            if found := re.search(rb"DevTools listening on ws://([^/]+)/", line):
                return found[1].decode()
    raise AssertionError("Chromium ended before it listened")
