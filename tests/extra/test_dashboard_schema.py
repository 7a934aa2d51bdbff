"""Each dashboard is one by Grafana's own types: `tsc --strict` against @grafana/schema."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.observability.dashboards import FILES, read

PACKAGES = ("@grafana/schema@13.2.3", "typescript@7.0.2")
TSC = ("--strict", "--noEmit", "--skipLibCheck", "--module", "preserve", "--moduleResolution", "bundler")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where both packages are installed."""
    made = tmp_path_factory.mktemp("types")
    npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", *PACKAGES]
    subprocess.run(npm, cwd=made, check=True, capture_output=True)
    return made


def complaints(folder: Path, dashboards: dict[str, dict[str, Any]]) -> str:
    """What the compiler says of these, by their names."""
    for name, dashboard in dashboards.items():
        typed = f"export const dashboard: Dashboard = {json.dumps(dashboard, indent=1)};"
        (folder / f"{name}.ts").write_text(f'import type {{ Dashboard }} from "@grafana/schema";\n{typed}\n')
    files = [f"{name}.ts" for name in dashboards]
    tsc = ["node_modules/.bin/tsc", *TSC, *files]
    return subprocess.run(tsc, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_each_is_a_dashboard(folder: Path) -> None:
    assert complaints(folder, {file.stem: read(file) for file in FILES}) == ""


def test_one_that_is_none_would_be_found(folder: Path) -> None:
    wrong = read(FILES[0])
    wrong["panels"][1]["gridPos"] = {"height": 8}
    assert "wrong.ts" in complaints(folder, {"wrong": wrong})
