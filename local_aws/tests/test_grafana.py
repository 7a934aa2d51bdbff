"""What a Grafana of this machine is started with; a stand-in for it looks at that, since none is a dependency."""

import json
import os
import sys
import urllib.request
from pathlib import Path

import pytest

from local_aws import grafana
from local_aws.prometheus import NotStartedError

NAMES = ("ESTATE", "AWS_REGION", "BUCKET", "LOAD_BALANCER", "TARGET_GROUP", "TASKS_PER_HOST", "PROMETHEUS_URL")
FILLED = {name: f"the-{name.lower()}" for name in (*NAMES, "ALERTMANAGER_URL")}
# Is healthy only where all that it was told of is there, and says what it was told.
STANDIN = """#!{python}
import glob, http.server, json, os, sys, yaml
assert sys.argv[1:] == ["server", "--homepath", {home!r}], sys.argv
provisioning = os.environ["GF_PATHS_PROVISIONING"]
read = {{os.path.basename(f): yaml.safe_load(open(f)) for f in glob.glob(provisioning + "/*/*.yml")}}
(folder,) = [each["options"]["path"] for each in read["dashboards.yml"]["providers"]]
titles = sorted(json.load(open(f))["title"] for f in glob.glob(folder + "/*.json"))
said = json.dumps({{"titles": titles, **read["datasources.yml"], "addr": os.environ["GF_SERVER_HTTP_ADDR"]}}).encode()
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()
        self.wfile.write(said)
address = (os.environ["GF_SERVER_HTTP_ADDR"], int(os.environ["GF_SERVER_HTTP_PORT"]))
http.server.HTTPServer(address, Answer).serve_forever()
"""


def installed(home: Path, program: str) -> Path:
    for part in ("bin", "conf"):
        (home / part).mkdir(parents=True)
    (home / "conf" / "defaults.ini").touch()
    (home / "bin" / "grafana").write_text(program)
    (home / "bin" / "grafana").chmod(0o755)
    return home


def test_it_is_started_with_the_very_files_of_the_estate(tmp_path: Path) -> None:
    home = installed(tmp_path / "home", STANDIN.format(python=sys.executable, home=str(tmp_path / "home")))
    folder = tmp_path / "grafana"
    with grafana.running_ctx(home, folder, FILLED) as url, urllib.request.urlopen(f"{url}/api/health") as answer:
        told = json.load(answer)
    assert told["addr"] == "127.0.0.1"
    assert told["titles"] == [f"Sluice: {name}" for name in ("deployments", "estate", "logs", "mail flow")]
    assert {each["uid"]: each.get("url") for each in told["datasources"]} == {
        "cloudwatch": None,
        "prometheus": "the-prometheus_url",
        "alertmanager": "the-alertmanager_url",
    }
    written = [path.read_text() for path in folder.rglob("*.*") if path.suffix in {".json", ".yml"}]
    assert len(written) >= 7
    assert not any(grafana.NAME.search(text) for text in written)


def test_one_that_does_not_start_is_told_with_where_the_reason_is(tmp_path: Path) -> None:
    home = installed(tmp_path / "home", "#!/bin/sh\necho no licence >&2\nexit 1\n")
    with (
        pytest.raises(NotStartedError, match=r"did not start: the reason is at the end of .*grafana\.log"),
        grafana.running_ctx(home, tmp_path / "grafana", FILLED),
    ):
        pass
    assert (tmp_path / "grafana" / "grafana.log").read_text() == "no licence\n"


@pytest.mark.parametrize("share", ["", "share/grafana"], ids=["archive", "homebrew"])
def test_it_is_found_where_it_was_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: str) -> None:
    home = installed(tmp_path / share, "#!/bin/sh\n")
    (tmp_path / "found").mkdir()
    (tmp_path / "bin").mkdir(exist_ok=True)
    if share:
        (home / "bin" / "grafana").rename(tmp_path / "bin" / "grafana")
    (tmp_path / "found" / "grafana").symlink_to(tmp_path / "bin" / "grafana")
    monkeypatch.setenv("PATH", str(tmp_path / "found"))
    assert grafana.home() == home


def test_none_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    assert grafana.home() is None
