"""A version is released while mail comes in, or the one before goes on serving and the run says why."""

import json
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from local_aws.images import build
from tests.delivery.github import github_ctx, job

from .checkout import REPOSITORY, Checkout
from .mail import archived
from .recording import recording_ctx
from .test_replacement import ACCEPTED, posting_ctx
from .waiting import until

RELEASE = "/sluice/local/release/producer"
# So that a version that never gets healthy is known by that soon.
SOONER = {"interval: 5": "interval: 1", "retries: 3": "retries: 2", "startPeriod: 10": "startPeriod: 5"}
EXITS = "raise SystemExit('the licence has expired')\n"
HANGS = "import time\n\nprint('still thinking', flush=True)\ntime.sleep(999)\n"
# What the role of a deployment may do; anybody may ask who they are.
ROLE = yaml.safe_load((REPOSITORY / "inventory/account/group_vars/all/account/deploy_role.yml").read_text())
# And that of a plan.
READ = [
    *yaml.safe_load((REPOSITORY / "inventory/account/group_vars/all/account/plan_role.yml").read_text())[
        "account_read_actions"
    ],
    "ssm:GetParameter",
    "sts:GetCallerIdentity",
]
ALLOWED = {"sts:GetCallerIdentity"}.union(
    *(
        [each["Action"]] if isinstance(each["Action"], str) else each["Action"]
        for each in ROLE["account_deploy_policy"]["Statement"]
    )
)
WATCHED = "all of it runs, and is watched"
PLANNED = "Plan: 0 to create, 1 to change, 0 to replace, 0 to remove."
APPLIED = "Applied: 0 created, 1 changed, 0 replaced, 0 removed."


@pytest.fixture(scope="module")
def demo(checkout: Checkout) -> Checkout:
    services = checkout.root / "inventory" / "common" / "group_vars" / "services.yml"
    text = services.read_text()
    for slow, quick in SOONER.items():
        assert text.count(f"        {slow}\n") == 1
        text = text.replace(f"        {slow}\n", f"        {quick}\n")
    services.write_text(text)
    checkout.make("demo")
    return checkout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code that images are built of, for a test to change."""
    root = tmp_path_factory.mktemp("source")
    for package in ("svc_kit", "producer_svc"):
        shutil.copytree(REPOSITORY / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def built(source: Path, demo: Checkout, version: str) -> str:
    """The digest of what the source is now."""
    digest = build("producer", version, source)
    tree = Path(".local", "images", digest.removeprefix("sha256:"))
    shutil.copytree(source / tree, demo.root / tree)
    return digest


@contextmanager
def changed(file: Path, text: str) -> Iterator[None]:
    before = file.read_text()
    assert text != before
    file.write_text(text)
    yield
    file.write_text(before)


def deployed(demo: Checkout, version: str) -> "subprocess.CompletedProcess[str]":
    return demo.run("make", "deploy", "SERVICE=producer", f"VERSION={version}")


def released(demo: Checkout) -> str:
    return str(demo.client("ssm").get_parameter(Name=RELEASE)["Parameter"]["Value"])


def health(demo: Checkout) -> dict[str, Any]:
    with urllib.request.urlopen(f"{demo.outputs['producer_url']}/health", timeout=10) as answer:
        return dict(json.load(answer))


def holds(demo: Checkout, digest: str, version: str) -> bool:
    """The one that was released is what serves."""
    (found,) = demo.client("ecs").describe_services(cluster="sluice-local", services=["producer"])["services"]
    (deployment,) = found["deployments"]
    assert deployment["rolloutState"] == "COMPLETED"
    definition = demo.client("ecs").describe_task_definition(taskDefinition=deployment["taskDefinition"])
    image = definition["taskDefinition"]["containerDefinitions"][0]["image"]
    assert image.endswith(f"/sluice/producer@{digest}")
    return released(demo) == digest and health(demo) == {"status": "ok", "version": version}


@pytest.fixture(scope="module")
def first(demo: Checkout, source: Path) -> str:
    return built(source, demo, "1.0.1")


def test_a_version_is_deployed_while_mail_comes_in_and_none_is_lost(demo: Checkout, first: str) -> None:
    before = archived(demo)
    with recording_ctx(demo) as calls, posting_ctx(demo) as answers:
        done = deployed(demo, "1.0.1")
        posted = len(answers)
    assert done.returncode == 0, done.stdout
    assert "ecs:UpdateService" in calls, "it was recorded"
    assert calls - ALLOWED == set()
    assert posted > 20
    assert [answer for answer in answers if answer != ACCEPTED] == []
    until(lambda: len(archived(demo) - before) == len(answers))
    assert holds(demo, first, "1.0.1")
    assert re.search(r"~ change release producer\n    image: sluice/producer:checkout → \S+@" + first, done.stdout)
    assert "has reached a steady state" in done.stdout
    assert done.stdout.splitlines()[-1] == APPLIED


@pytest.mark.parametrize(
    ("version", "code", "reasons"),
    [
        ("1.0.2", EXITS, ("Essential container in task exited", "ended with 1", "the licence has expired")),
        ("1.0.3", HANGS, ("Task failed container health checks", "still thinking")),
    ],
)
def test_a_version_that_does_not_come_up_is_rolled_back_by_ecs(
    demo: Checkout, source: Path, first: str, version: str, code: str, reasons: tuple[str, ...]
) -> None:
    with changed(source / "producer_svc" / "__main__.py", code):
        built(source, demo, version)
    with posting_ctx(demo) as answers:
        done = deployed(demo, version)
    assert done.returncode != 0, done.stdout
    (failure,) = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert f"producer: {version} (sha256:" in failure
    assert [reason for reason in ("tasks failed to start", *reasons, "runs again") if reason not in failure] == []
    assert set(answers) == {ACCEPTED}
    assert holds(demo, first, "1.0.1")


def test_a_version_that_gets_sick_after_its_deployment_is_rolled_back_by_us(
    demo: Checkout, source: Path, first: str
) -> None:
    kit = source / "svc_kit" / "health.py"
    sick = "passed = not __import__('pathlib').Path('sick').exists()"
    with changed(kit, kit.read_text().replace("passed = await alive(request.app)", sick)):
        digest = built(source, demo, "1.0.4")
    run = demo.start("make", "deploy", "SERVICE=producer", "VERSION=1.0.4")
    assert run.stdout
    said = []
    for line in run.stdout:
        said.append(line)
        if WATCHED in line:
            (demo.root / ".local" / "images" / digest.removeprefix("sha256:") / "sick").touch()
    assert run.wait() != 0, "".join(said)
    (failure,) = [line for line in said if line.startswith("✗")]
    assert re.search(r"is answered 503 and not 200|a task of it (stopped|fails)", failure), failure
    assert "runs again" in failure
    assert holds(demo, first, "1.0.1")


def test_a_version_that_takes_mail_of_anybody_is_rolled_back_by_us(demo: Checkout, source: Path, first: str) -> None:
    store = source / "producer_svc" / "token.py"
    checked, unchecked = "return self._known is not None and self._known.matches(token)", "return True"
    with changed(store, store.read_text().replace(checked, unchecked)):
        built(source, demo, "1.0.6")
    done = deployed(demo, "1.0.6")
    assert done.returncode != 0, done.stdout
    (failure,) = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert "/process with a wrong token is answered 422 and not 401" in failure
    assert "runs again" in failure
    assert holds(demo, first, "1.0.1")


@pytest.fixture(scope="module")
def second(demo: Checkout, source: Path) -> str:
    return built(source, demo, "1.0.5")


def planned(demo: Checkout, versions: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return demo.run("ci/plan", "local", "--deploy", versions, *arguments)


def test_a_plan_of_a_deployment_names_what_would_run_for_somebody_to_approve(
    demo: Checkout, first: str, second: str, tmp_path: Path
) -> None:
    with recording_ctx(demo) as calls, github_ctx() as github:
        environment = github.environment(tmp_path, {})
        asked = ("ci/propose", "local", "--deploy", f"producer={second}", "--out", "plan.json")
        found = demo.run(*asked, **environment)
    assert found.returncode == 0, found.stdout
    assert (tmp_path / "github_output").read_text() == "changes=true\n"
    assert "ecs:DescribeServices" in calls, "it was recorded"
    assert [call for call in calls if not any(fnmatchcase(call, pattern) for pattern in READ)] == []
    assert re.search(
        rf"~ change release producer\n    image: \S+@{first} → \S+@{second}\n"
        r"    task_definition: sluice-local-producer:\d+ → \(known after apply\)\n",
        found.stdout,
    )
    assert found.stdout.splitlines()[-1] == PLANNED


def test_a_version_that_is_not_approved_is_not_deployed(demo: Checkout, first: str) -> None:
    refused = demo.run("ci/apply", "local", "--deploy", "producer=1.0.4", "--plan", "plan.json")
    assert refused.returncode == 1
    assert "release producer: approved was another image" in refused.stdout
    assert holds(demo, first, "1.0.1")


def test_what_was_approved_is_deployed_and_tries_an_email_of_its_own(
    demo: Checkout, second: str, tmp_path: Path
) -> None:
    token = json.loads((demo.root / ".local" / "payload.json").read_text())["token"]
    before = archived(demo)
    asked = ("ci/apply", "local", "--deploy", f"producer={second}", "--plan", "plan.json", "-v")
    with github_ctx() as github:
        github.jobs = [job("ci / gate", 1, 9), job("dev / deploy", 10, None, None)]
        environment = {**github.environment(tmp_path, {}), "GITHUB_WORKFLOW": "Release", **credentials(demo)}
        done = demo.run(*asked, SLUICE_SMOKE_TOKEN=token, **environment)
    assert done.returncode == 0, done.stdout
    assert "Release / ci: success after 480 s" in done.stdout
    assert holds(demo, second, "1.0.5")
    assert len(until(lambda: archived(demo) - before)) == 1
    assert token not in done.stdout


def credentials(demo: Checkout) -> dict[str, str]:
    """What the job of a workflow has of the estate's account."""
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
    return {"AWS_ENDPOINT_URL": demo.state["endpoint_url"], "AWS_DEFAULT_REGION": demo.state["region"], **keys}


def test_a_rollback_returns_to_the_release_before(demo: Checkout, first: str) -> None:
    with posting_ctx(demo) as answers:
        demo.make("rollback", "SERVICE=producer")
    assert set(answers) == {ACCEPTED}
    assert holds(demo, first, "1.0.1")


def test_a_plan_that_was_approved_of_a_service_that_has_moved_since_is_refused(
    demo: Checkout, first: str, second: str
) -> None:
    refused = demo.run("ci/apply", "local", "--deploy", f"producer={second}", "--plan", "plan.json")
    assert refused.returncode == 1
    assert "release producer: approved was another task_definition" in refused.stdout
    assert holds(demo, first, "1.0.1")


def test_what_runs_is_left_alone_and_a_service_that_this_estate_has_not_is_passed_over(demo: Checkout) -> None:
    over = planned(demo, "producer=1.0.1 grafana=1.0.1")
    assert (over.returncode, over.stdout) == (0, "local has no grafana: passed over\nNo changes.\n")


def test_a_service_that_is_none_is_named(demo: Checkout) -> None:
    refused = planned(demo, "producer=1.0.5 producr=1.0.5")
    assert refused.returncode == 1
    assert refused.stdout.splitlines()[0].startswith("✗ There is no service producr: a version is one of")


def test_outcomes_are_counted(demo: Checkout) -> None:
    """Those above: three that hold, of which one goes back, and four that do not."""
    watch = demo.client("cloudwatch")
    found: dict[str, float] = {}
    for metric in watch.list_metrics(Namespace="Sluice/Delivery", MetricName="Deployments")["Metrics"]:
        (outcome,) = [each["Value"] for each in metric["Dimensions"] if each["Name"] == "Outcome"]
        now = datetime.now(UTC)
        day = {"StartTime": now - timedelta(days=1), "EndTime": now + timedelta(days=1), "Period": 2 * 86_400}
        points = watch.get_metric_statistics(**metric, **day, Statistics=["Sum"])["Datapoints"]
        found[outcome] = sum(each["Sum"] for each in points)
    assert found == {"released": 3, "rolled back": 4}


@pytest.mark.parametrize("asked", ["", "producer", "producer=", "producer=1 -e x=y", "--rollback", "--rollback a=1"])
def test_what_is_not_said_whole_is_refused(demo: Checkout, asked: str) -> None:
    refused = demo.run("ci/deploy", "local", *(asked.split(" ") if asked.startswith("--") else filter(None, [asked])))
    assert refused.returncode == 1
    assert re.search(r"^✗ .*(which service|producer=1\.0\.12)", refused.stdout)


def test_all_of_it_is_told_by_whom_and_how_it_went(demo: Checkout) -> None:
    said = demo.make("releases", GITHUB_ACTOR="someone")
    of_the_producer = said.partition("producer:\n")[2].partition("consumer:\n")[0]
    told = re.findall(r"^  \S+ \S+  (deployed|rolled back|failed) +(\S+)", of_the_producer, re.MULTILINE)
    assert told == [
        ("rolled back", "1.0.1"),
        ("deployed", "1.0.5"),
        ("failed", "1.0.6"),
        ("failed", "1.0.4"),
        ("failed", "1.0.3"),
        ("failed", "1.0.2"),
        ("deployed", "1.0.1"),
        ("deployed", "-"),
    ]


def test_what_was_released_is_what_the_estate_says(demo: Checkout) -> None:
    assert demo.run("ci/plan", "local").stdout == "No changes.\n"
