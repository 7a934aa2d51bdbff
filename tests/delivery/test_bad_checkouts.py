"""A checkout that a version cannot be told from is refused, with the next command."""

from pathlib import Path

import pytest

from tests.delivery.repository import Repository


def test_shallow_clone_is_refused(released: Repository, tmp_path: Path) -> None:
    released.commit("Change something")
    released.git("push", "--quiet", "origin", "HEAD")
    shallow = released.clone(tmp_path / "shallow", "--depth", "1")

    assert shallow.next() == (
        "1: ✗ this clone is shallow, so earlier releases cannot be seen: git fetch --unshallow --tags "
        "(in a workflow: actions/checkout with fetch-depth: 0)"
    )

    shallow.git("fetch", "--quiet", "--unshallow", "--tags")

    assert shallow.next() == "1.0.1"


@pytest.mark.parametrize("path", ["README.md", "producer_svc/app.py"])
@pytest.mark.parametrize("staged", [True, False])
def test_changed_file_is_refused(released: Repository, path: str, staged: bool) -> None:
    released.commit("Change something")
    (released.root / path).write_text("changed\n")
    if staged:
        released.git("add", path)

    assert released.next() == (
        f"1: ✗ the checkout differs from its commit in {path}: commit that, or git stash --include-untracked"
    )


def test_new_file_among_the_inputs_is_refused(released: Repository) -> None:
    released.commit("Change something")
    for number in range(5):
        (released.root / f"svc_kit/new{number}.py").touch()

    assert released.next() == (
        "1: ✗ the checkout differs from its commit in svc_kit/new0.py, svc_kit/new1.py, svc_kit/new2.py and 2 more: "
        "commit that, or git stash --include-untracked"
    )


def test_new_file_elsewhere_changes_no_image(released: Repository) -> None:
    released.commit("Change something")
    (released.root / "notes.md").touch()

    assert released.next() == "1.0.1"


def test_unknown_service_is_refused(released: Repository) -> None:
    assert released.next("postman") == (
        "1: ✗ ci/version.json knows no service 'postman', but producer, consumer, grafana, prometheus, alertmanager: "
        "name one of them, or describe it there"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "ci/version.json cannot be read: Expecting property name"),
        ("[]", "ci/version.json must be an object with an entry for each service"),
        ('{"producer": {"major": 1, "inputs": ["p/**"]}}', "ci/version.json: the entry of producer must look like"),
        ('{"producer": {"major": 1, "minor": -1, "inputs": ["p"]}}', "ci/version.json: the entry of producer must"),
        ('{"producer": {"major": true, "minor": 0, "inputs": ["p"]}}', "ci/version.json: the entry of producer must"),
        ('{"producer": {"major": 1, "minor": 0, "inputs": []}}', "ci/version.json: the entry of producer must"),
        ('{"producer": {"major": 1, "minor": 0, "inputs": ["!p"]}}', "ci/version.json: the entry of producer must"),
    ],
)
def test_bad_description_is_refused(released: Repository, text: str, said: str) -> None:
    released.commit("Describe it badly", "ci/version.json", text)

    assert released.next().startswith(f"1: ✗ {said}")


def test_wrong_call_says_how_to_call(released: Repository) -> None:
    assert released.run("ci/version").returncode == 2
