"""A Grafana of this machine, where one is installed, with the dashboards and sources of data of the estate."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local_aws.prometheus import free_port, process_ctx, wait_until_ready

FILES = Path(__file__).resolve().parents[1] / "grafana"
# What its container fills in from the environment of its task: grafana/start.
NAME = re.compile(r"\$\{([A-Z][A-Z_]*)\}")
IN_ITS_CONTAINER = "/tmp/sluice"  # noqa: S108 -- where the image's files are; here they are in a folder of the checkout


def home() -> Path | None:
    """Of an archive, a package of Linux or Homebrew: where `conf/defaults.ini` is; none where none is installed."""
    if not (found := shutil.which("grafana")):
        return None
    beside = Path(found).resolve().parents[1]
    places = (beside, beside / "share" / "grafana", Path("/usr/share/grafana"))
    return next((place for place in places if (place / "conf" / "defaults.ini").is_file()), None)


@contextmanager
def running_ctx(home: Path, folder: Path, names: dict[str, str]) -> Iterator[str]:
    """Its URL, once it is healthy; `names` are what its files are filled with. Whoever opens it may look, not write."""
    _fill(folder, names)
    port = free_port()
    binary = home / "bin" / "grafana"  # in a package what a shell finds is a script that sets these otherwise
    command = [str(binary if binary.is_file() else shutil.which("grafana")), "server", "--homepath", str(home)]
    told = {
        "GF_SERVER_HTTP_ADDR": "127.0.0.1",
        "GF_SERVER_HTTP_PORT": str(port),
        "GF_PATHS_PROVISIONING": str(folder / "provisioning"),
        **{f"GF_PATHS_{name.upper()}": str(folder / name) for name in ("data", "logs", "plugins")},
        "GF_LOG_MODE": "console",
        "GF_AUTH_ANONYMOUS_ENABLED": "true",
        "GF_AUTH_ANONYMOUS_ORG_ROLE": "Viewer",
        "GF_AUTH_DISABLE_LOGIN_FORM": "true",
        "GF_SECURITY_DISABLE_GRAVATAR": "true",
        "GF_SNAPSHOTS_EXTERNAL_ENABLED": "false",
        "GF_ANALYTICS_REPORTING_ENABLED": "false",
        "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
        "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES": "false",
        "GF_PLUGINS_PREINSTALL_DISABLED": "true",
    }
    log = folder / "grafana.log"
    with process_ctx(command, log, os.environ | told) as process:
        wait_until_ready(f"http://127.0.0.1:{port}/api/health", process, log)
        yield f"http://127.0.0.1:{port}"


def _fill(folder: Path, names: dict[str, str]) -> None:
    for part in ("provisioning", "dashboards"):
        shutil.rmtree(folder / part, ignore_errors=True)
        for source in (FILES / part).rglob("*.*"):
            filled = folder / source.relative_to(FILES)
            filled.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text().replace(IN_ITS_CONTAINER, str(folder))
            filled.write_text(NAME.sub(lambda name: names[name[1]], text))
