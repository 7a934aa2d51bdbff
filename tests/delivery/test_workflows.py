"""A job of a workflow is a checkout, a set-up and one script of `ci/`, with no more rights than that needs."""

import json
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
    "actions/attest-build-provenance",
    "aws-actions/configure-aws-credentials",
}
PINNED = re.compile(r"uses: ([\w./-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$")
# A script of ours with its arguments, and nothing that a shell would make another command of.
RUN = re.compile(r'(ci/[a-z_]+)( [\w.-]+| "(\$[A-Z]+|[\w=$]+)")*')
SERVICES = tuple(json.loads((ROOT / "ci/version.json").read_text()))
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
    "deploy.yml dev": {"id-token", "attestations", "actions"},
    "deploy.yml staging": {"id-token", "attestations", "actions"},
    "deploy.yml prod": {"id-token", "attestations", "actions"},
    "deploy.yml measure": {"id-token", "actions"},
    "rollout.yml verify": {"id-token", "attestations"},
    "rollout.yml plan": {"id-token"},
    "rollout.yml deploy": {"id-token", "actions"},
    **{f"release.yml {service}": {"contents", "id-token", "attestations"} for service in SERVICES},
    "release.yml dev": {"id-token", "attestations", "actions"},
    "release.yml measure": {"id-token", "actions"},
    "publish.yml image": {"contents", "id-token", "attestations"},
    "image.yml push": {"id-token"},
    "image.yml attest": {"id-token", "attestations"},
    "image.yml sbom": {"id-token"},
    "image.yml tag": {"contents"},
    "image.yml announce": {"contents"},
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
    "release.yml measure": "RELEASE_ROLE",
    "image.yml push": "RELEASE_ROLE",
    "image.yml sbom": "RELEASE_ROLE",
}
# What each of these begins with.
BEGIN = {
    "ci": {"pull_request", "workflow_call"},
    "release": {"push", "workflow_dispatch"},
    "publish": {"workflow_call"},
    "image": {"workflow_call"},
}
# What GitHub does by itself, with nothing of ours at hand.
BY_GITHUB = {"image.yml attest"}
# By command of a workflow, who runs the script with the same words, on this machine: a test, or make.
TRIED = {
    'ci/announce "$SERVICE" "$VERSION" sbom.json': (
        "tests/delivery/test_announce.py",
        '"ci/announce", "producer", "1.0.1", "sbom.json"',
    ),
    'ci/apply "$ENVIRONMENT" --plan plan.json': (
        "tests/estate/test_plan.py",
        '"ci/apply", "local", "--plan", "approved.json"',
    ),
    'ci/apply "$ENVIRONMENT" --deploy "$DIGESTS" --plan plan.json': (
        "tests/estate/test_deploy.py",
        '"ci/apply", "local", "--deploy", f"producer={second}", "--plan", "plan.json"',
    ),
    'ci/audit "$SERVICE"': ("tests/delivery/test_audit.py", '"ci/audit", "producer"'),
    "ci/check": ("Makefile", "@ci/check\n"),
    'ci/destroy "$ENVIRONMENT" --extra-vars "allow_destroy_prod=$ALLOWED"': (
        "tests/estate/test_teardown.py",
        '"--extra-vars", "allow_destroy_prod=true"',
    ),
    'ci/drift "$ENVIRONMENT"': ("tests/estate/test_proposals.py", '"ci/drift", "local"'),
    "ci/environment local": ("Makefile", "@ci/environment local\n"),
    "ci/environment release": ("tests/images/test_release.py", '"ci/environment", "release"'),
    "ci/environment test": ("Makefile", "@ci/environment test\n"),
    "ci/gate": ("tests/delivery/test_gate.py", '["ci/gate"]'),
    "ci/measure": ("tests/delivery/test_measure.py", '["ci/measure"]'),
    'ci/propose "$ENVIRONMENT" --deploy "$DIGESTS" --out plan.json': (
        "tests/estate/test_deploy.py",
        '"ci/propose", "local", "--deploy", f"producer={second}", "--out", "plan.json"',
    ),
    'ci/propose "$ENVIRONMENT"': ("tests/estate/test_proposals.py", '"ci/propose", "local"'),
    'ci/propose "$ENVIRONMENT" --out plan.json': (
        "tests/estate/test_proposals.py",
        '"ci/propose", "local", "--out", "plan.json"',
    ),
    'ci/push "$SERVICE" "$VERSION"': ("tests/delivery/released_image.py", '"ci/push", "producer", version'),
    'ci/releasable "$SERVICE"': ("tests/delivery/test_releasable.py", '"ci/releasable", service'),
    'ci/sbom "$SERVICE" "$VERSION" sbom.json': (
        "tests/delivery/test_sbom.py",
        '"ci/sbom", "producer", "1.0.1", "sbom.json"',
    ),
    'ci/tag "$SERVICE" "$VERSION"': ("tests/delivery/test_tags.py", '"ci/tag", "producer", version'),
    'ci/verify "$ENVIRONMENT" "$VERSIONS"': ("tests/delivery/test_verify.py", '"ci/verify", "dev", *versions'),
    "ci/test": ("Makefile", "@ci/test\n"),
    "ci/test_extra": ("Makefile", "@ci/test_extra\n"),
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
    if rights["contents"] == "read":
        del rights["contents"]
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
    assert len([script for script in scripts if script.name != "environment"]) == (
        bool(steps(JOBS[name])) and name not in BY_GITHUB
    )


def test_every_script_is_tried_on_this_machine_with_the_words_of_its_workflow() -> None:
    commands = {step["run"] for job in JOBS.values() for step in steps(job) if "run" in step}
    assert commands == set(TRIED)
    for command, (file, words) in TRIED.items():
        text = (ROOT / file).read_text()
        # What stands between quotes is the workflow's own to fill in.
        script, *literal = re.sub(r'"[^"]*"', "", command.replace("plan.json", "")).split()
        assert script in text, command
        assert words in text, command
        assert not [word for word in literal if word not in words], command


@pytest.mark.parametrize("name", JOBS)
def test_a_job_has_a_limit_and_keeps_no_credentials_of_git(name: str) -> None:
    if "uses" in JOBS[name]:
        return
    assert JOBS[name]["timeout-minutes"] <= 60
    checkouts = [step for step in steps(JOBS[name]) if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == (name not in BY_GITHUB)
    assert not [each for each in checkouts if each["with"]["persist-credentials"] is not False]


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


def test_every_service_is_released_after_all_tests() -> None:
    jobs = parsed(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    assert set(jobs) == {"ci", "dev", "measure", *SERVICES}
    assert set(jobs["measure"]["needs"]) == {*jobs} - {"measure"}
    for service in SERVICES:
        assert jobs[service]["needs"] == "ci"
        assert jobs[service]["uses"] == "$/.github/workflows/publish.yml"
        assert jobs[service]["with"] == {"service": service}
    assert jobs["ci"]["uses"] == "$/.github/workflows/ci.yml"


def test_on_main_tests_run_once_as_part_of_the_release() -> None:
    # YAML 1.1, as PyYAML reads it, takes the key `on` for true.
    begins = {name: set(yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text())[True]) for name in BEGIN}
    assert begins == BEGIN


def test_releases_of_one_service_wait_for_one_another() -> None:
    image = parsed(ROOT / ".github" / "workflows" / "image.yml")
    assert image["concurrency"] == {
        "group": "release-${{ inputs.service }}",
        "cancel-in-progress": False,
        "queue": "max",  # or GitHub drops the one that waits for the next that comes
    }


def test_an_image_is_attested_before_it_has_a_tag_and_audited_before_it_is_pushed() -> None:
    jobs = parsed(ROOT / ".github" / "workflows" / "image.yml")["jobs"]
    assert {name: job.get("needs") for name, job in jobs.items()} == {
        "audit": None,
        "push": "audit",
        "attest": "push",
        "sbom": "push",
        "tag": ["attest", "sbom"],
        "announce": "tag",
    }
    (attested,) = jobs["attest"]["steps"]
    assert attested["with"]["subject-digest"] == "${{ needs.push.outputs.digest }}"
    assert [name for name, job in jobs.items() if "environment" in job] == ["push", "sbom"]


def deployed(producer: str, consumer: str, branch: str = "main") -> bool:
    """Whether release.yml deploys, where each of the two ended so; `released` and `nothing` are successes."""
    said = JOBS["release.yml dev"]["if"].replace("!cancelled()", "True").replace("&&", "and").replace("||", "or")
    said = said.replace("github.ref", repr(f"refs/heads/{branch}"))
    for service, outcome in (("producer", producer), ("consumer", consumer)):
        result = "success" if outcome in ("released", "nothing") else outcome
        said = said.replace(f"needs.{service}.result", repr(result))
        said = said.replace(f"needs.{service}.outputs.released", repr("1" * (outcome == "released")))
    return bool(eval(" ".join(said.split())))


def test_what_is_released_is_deployed_unless_the_other_failed() -> None:
    assert deployed("released", "released")
    assert deployed("released", "nothing")
    assert deployed("nothing", "released")
    assert not deployed("nothing", "nothing")
    assert not deployed("released", "failure")
    assert not deployed("skipped", "skipped")
    assert not deployed("released", "nothing", branch="hotfix/producer-1.0")


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
