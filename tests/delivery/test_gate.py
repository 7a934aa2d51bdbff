"""The one job that protects a branch."""

import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ({"lint": "success", "test": "success"}, 0),
        ({"lint": "success", "test": "failure"}, 1),
        ({"lint": "success", "test": "cancelled"}, 1),
        ({"lint": "success", "test": "skipped"}, 1),
        ({}, 1),
    ],
)
def test_it_lets_through_what_succeeded_and_nothing_else(results: dict[str, str], status: int) -> None:
    needs = json.dumps({job: {"result": result, "outputs": {}} for job, result in results.items()})
    done = subprocess.run(
        ["ci/gate"], cwd=ROOT, env={"PATH": "/usr/bin:/bin", "NEEDS": needs}, capture_output=True, check=False
    )
    assert done.returncode == status
    assert [f"{job}: {result}" in done.stdout.decode() for job, result in results.items()] == [True] * len(results)
