"""A job of a workflow is a checkout, a set-up and one script of `ci/`, with no more rights than that needs."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = {
    "actions/checkout",
    "actions/setup-python",
    "actions/upload-artifact",
    "actions/download-artifact",
    "aws-actions/configure-aws-credentials",
}
PINNED = re.compile(r"uses: ([\w./-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$")
# A script of ours with its arguments, and nothing that a shell would make another command of.
RUN = re.compile(r'(ci/[a-z_]+)( [\w.-]+| "(\$[A-Z]+|[\w=$]+)")*')
# Who may do more than read: by job, the rights besides.
RIGHTS = {
    "estate.yml plan": {"id-token", "pull-requests"},
    "estate.yml dev": {"id-token"},
    "estate.yml staging": {"id-token"},
    "estate.yml prod": {"id-token"},
    "apply.yml plan": {"id-token"},
    "apply.yml apply": {"id-token"},
    "destroy.yml destroy": {"id-token"},
    "drift.yml plan": {"id-token", "issues"},
    "deploy.yml dev": {"id-token", "attestations"},
    "deploy.yml staging": {"id-token", "attestations"},
    "deploy.yml prod": {"id-token", "attestations"},
    "deploy.yml measure": {"id-token", "actions"},
    "rollout.yml verify": {"id-token", "attestations"},
    "rollout.yml plan": {"id-token"},
    "rollout.yml deploy": {"id-token"},
}
# Of these rights, what is read alone.
READ = {"actions", "attestations"}
# By job, the variable of the role that it takes: the narrowest of the four.
ROLES = {
    "estate.yml plan": "PLAN_ROLE",
    "apply.yml plan": "PLAN_ROLE",
    "apply.yml apply": "ESTATE_ROLE",
    "destroy.yml destroy": "ESTATE_ROLE",
    "drift.yml plan": "PLAN_ROLE",
    "rollout.yml verify": "PLAN_ROLE",
    "rollout.yml plan": "PLAN_ROLE",
    "rollout.yml deploy": "DEPLOY_ROLE",
    "deploy.yml measure": "RELEASE_ROLE",
}


def parsed(file: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(file.read_text()))


JOBS = {f"{file.name} {name}": job for file in WORKFLOWS for name, job in parsed(file)["jobs"].items()}


def steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    return list(job.get("steps", []))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_every_action_is_pinned_by_its_commit(file: Path) -> None:
    used = [line.strip().removeprefix("- ") for line in file.read_text().splitlines() if "uses: " in line]
    foreign = [line for line in used if not line.startswith("uses: $/.github/workflows/")]
    assert foreign or used
    assert [line for line in foreign if not PINNED.search(line)] == []
    assert {found[1] for line in foreign if (found := PINNED.search(line))} <= ACTIONS


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_nothing_has_a_right_that_its_job_does_not_name(file: Path) -> None:
    assert parsed(file)["permissions"] == {}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_has_no_more_rights_than_it_needs(name: str) -> None:
    rights = dict(JOBS[name]["permissions"])
    assert rights.pop("contents") == "read"
    assert set(rights) == RIGHTS.get(name, set())
    assert {right for right, value in rights.items() if value != "write"} <= READ
    assert set(rights.values()) <= {"read", "write"}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_takes_the_narrowest_role(name: str) -> None:
    taken = [step["with"]["role-to-assume"] for step in steps(JOBS[name]) if "role-to-assume" in step.get("with", {})]
    assert [role for role in taken if ROLES[name] not in role] == []
    assert len(taken) == (name in ROLES)


@pytest.mark.parametrize("name", JOBS)
def test_a_job_runs_one_script_of_ours(name: str) -> None:
    commands = [step["run"] for step in steps(JOBS[name]) if "run" in step]
    assert [command for command in commands if not RUN.fullmatch(command)] == []
    scripts = [ROOT / command.split()[0] for command in commands]
    assert [script for script in scripts if not os.access(script, os.X_OK)] == []
    assert len([script for script in scripts if script.name != "environment"]) == bool(steps(JOBS[name]))


@pytest.mark.parametrize("name", JOBS)
def test_a_job_has_a_limit_and_keeps_no_credentials_of_git(name: str) -> None:
    if "uses" in JOBS[name]:
        return
    assert JOBS[name]["timeout-minutes"] <= 60
    (checkout,) = [step for step in steps(JOBS[name]) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"]["persist-credentials"] is False


def test_a_fork_gets_no_plan() -> None:
    assert "github.event.pull_request.head.repo.full_name == github.repository" in JOBS["estate.yml plan"]["if"]


def test_whoever_applies_or_destroys_or_deploys_waits_for_reviewers_and_for_one_another() -> None:
    for file, job, end in (
        ("apply.yml", "apply", "-estate"),
        ("destroy.yml", "destroy", "-estate"),
        ("rollout.yml", "deploy", ""),
    ):
        workflow = parsed(ROOT / ".github" / "workflows" / file)
        assert workflow["jobs"][job]["environment"] == "${{ inputs.environment }}" + end
        assert workflow["concurrency"] == {
            "group": "estate-${{ inputs.environment }}",
            "cancel-in-progress": False,
            "queue": "max",  # or GitHub drops the one that waits for the next that comes
        }


def test_the_gate_needs_every_other_job() -> None:
    jobs = parsed(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]
    assert {*jobs["gate"]["needs"], "gate"} == set(jobs)
    assert jobs["gate"]["if"] == "always()"


def rolled_out(asked: str, fails: str = "") -> list[str]:
    """The environments that deploy.yml comes to, as GitHub judges its conditions, where it begins with `asked`."""
    results: dict[str, str] = {}
    for name in ("dev", "staging", "prod"):
        job = JOBS[f"deploy.yml {name}"]
        assert job["with"]["environment"] == name
        assert set([job["needs"]] if "needs" in job else []) <= {*results}
        said = job["if"].removeprefix("${{").removesuffix("}}").replace("&&", "and").replace("||", "or").strip()
        said = re.sub(r"needs\.(\w+)\.result", lambda found: repr(results[found[1]]), said)
        runs = eval(said.replace("!cancelled()", "True").replace("inputs.environment", repr(asked)))
        results[name] = ("failure" if name == fails else "success") if runs else "skipped"
    return [name for name, result in results.items() if result != "skipped"]


def test_a_version_goes_on_to_prod_and_past_no_environment_where_it_does_not_hold() -> None:
    assert rolled_out("dev") == ["dev", "staging", "prod"]
    assert rolled_out("staging") == ["staging", "prod"]
    assert rolled_out("prod") == ["prod"]
    assert rolled_out("dev", fails="dev") == ["dev"]
    assert rolled_out("dev", fails="staging") == ["dev", "staging"]
    assert rolled_out("staging", fails="staging") == ["staging"]


def test_what_is_deployed_is_what_was_verified_and_approved() -> None:
    verify, plan, deploy = (JOBS[f"rollout.yml {name}"] for name in ("verify", "plan", "deploy"))
    assert verify["outputs"] == {"digests": "${{ steps.verify.outputs.digests }}"}
    for job in (plan, deploy):
        (script,) = [step for step in steps(job) if "DIGESTS" in step.get("env", {})]
        assert script["env"]["DIGESTS"] == "${{ needs.verify.outputs.digests }}"
        assert "inputs.versions" not in str(job)
    assert deploy["if"] == "needs.plan.outputs.changes == 'true'"
