"""docs/scale.md says what the results and the inventory say, and nothing where there are no results."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from benchmarks.scale import estate
from benchmarks.scale.__main__ import main
from benchmarks.scale.figures import RESULTS
from benchmarks.scale.page import filled

ROOT = Path(__file__).resolve().parents[2]
MEASURED = {
    "about": {"machine": "a machine of this test"},
    "producer": {"sluice": {"cpu_us": 125, "batch": 9.8}, "Flask + boto3": {"cpu_us": 1_750}},
    "consumer": {"sluice": {"cpu_us": 110, "emails_s": 3_000}, "boto3 loop": {"cpu_us": 2_400}},
}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "docs/scale.md", tmp_path)
    return tmp_path


def results(folder: Path, measured: object) -> list[str]:
    file = folder / "mail.json"
    file.write_text(json.dumps(measured))
    return ["--results", str(file), "--docs", str(folder)]


def test_the_page_is_what_its_program_writes_or_there_are_no_results_yet() -> None:
    done = subprocess.run(["ci/scale", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    if (ROOT / RESULTS).exists():
        assert (done.returncode, done.stderr) == (0, "")
    else:
        assert (done.returncode, done.stderr) == (1, f"✗ There is no {RESULTS}: `make bench` measures it first\n")


def test_what_was_written_passes_the_check_and_what_was_changed_by_hand_does_not(docs: Path) -> None:
    given = results(docs, MEASURED)
    assert main(given) == 0
    assert main([*given, "--check"]) == 0
    written = (docs / "scale.md").read_text()
    assert "| producer | 125 µs | 0.25 | 2,000 |" in written
    assert "Not measured yet" not in written
    assert "<title>A tenfold burst" in (docs / "scale.svg").read_text()
    (docs / "scale.md").write_text(written.replace("125 µs", "25 µs"))
    assert main([*given, "--check"]) == 1
    assert "25 µs" in (docs / "scale.md").read_text()


def test_results_of_one_service_alone_are_named_as_such(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(results(docs, {**MEASURED, "consumer": {}})) == 1
    assert "says nothing of 'sluice'" in capsys.readouterr().err


def test_a_page_without_a_place_for_a_table_is_none() -> None:
    with pytest.raises(ValueError, match="no place for bills"):
        filled("<!-- tasks -->\n<!-- / -->", {"tasks": "", "bills": ""})


def test_what_the_inventory_says_is_what_is_reckoned_with(tmp_path: Path) -> None:
    inventory = tmp_path / "inventory" / "prod"
    shutil.copytree(ROOT / "inventory" / "prod", inventory)
    file = inventory / "group_vars/all/services.yml"
    said = yaml.safe_load(file.read_text())
    before = estate.read(inventory)
    assert (before.producer.minimum, before.producer.maximum) == tuple(said["services_tasks"].values())
    said["services_tasks"] = {"minimum": 3, "maximum": 33}
    said["consumer_acceptable_delay_seconds"] *= 2
    file.write_text(yaml.safe_dump(said))
    after = estate.read(inventory)
    assert (after.producer.minimum, after.producer.maximum) == (3, 33)
    assert after.consumer.policies[0].target == pytest.approx(2 * before.consumer.policies[0].target, abs=1)
