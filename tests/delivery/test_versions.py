"""`ci/version` on main: what comes next, and what is nothing to release."""

import json

import pytest

from tests.delivery.repository import Repository


def test_first_release_of_a_line_ends_in_zero(repository: Repository) -> None:
    assert repository.next("producer") == "1.0.0"
    assert repository.next("consumer") == "1.0.0"


def test_patch_follows_the_newest_tag_by_number_and_not_by_letter(repository: Repository) -> None:
    repository.release("producer-v1.0.9")
    repository.commit("Change something")
    repository.release("producer-v1.0.10")
    repository.commit("Change something more")

    assert repository.next() == "1.0.11"


def test_tags_that_are_no_release_count_nothing(released: Repository) -> None:
    released.commit("Change something")
    released.release("producer-v1.0.7-feature-x.1", "producer-vnext", "v1.0.8", "producer-v01.0.9", "producer-v1.0")

    assert released.next() == "1.0.1"


def test_services_are_released_apart(released: Repository) -> None:
    released.commit("Change the producer")

    assert released.next("producer") == "1.0.1"
    assert released.next("consumer") == "3: ✓ nothing to release: consumer is as it was released in consumer-v1.0.0"

    released.release("producer-v1.0.1")
    released.commit("Change the consumer", "consumer_svc/app.py")

    assert released.next("producer").startswith("3: ")
    assert released.next("consumer") == "1.0.1"


def test_change_of_what_both_are_built_of_releases_both(released: Repository) -> None:
    released.commit("Change the kit", "svc_kit/aws/sqs.py")

    assert [released.next("producer"), released.next("consumer")] == ["1.0.1", "1.0.1"]


@pytest.mark.parametrize(
    "path",
    ["producer_svc/app.py", "producer_svc/page/docs.html", "producer_svc/requirements.txt", "svc_kit/app.py",
     "Dockerfile", ".dockerignore"],
)  # fmt: skip
def test_each_input_is_worth_a_release(released: Repository, path: str) -> None:
    released.commit("Change it", path)

    assert released.next() == "1.0.1"


@pytest.mark.parametrize("path", ["README.md", "producer_svc/tests/test_app.py", "svc_kit/aws/tests/x.py", "ci/plan"])
def test_what_is_in_no_image_is_worth_none(released: Repository, path: str) -> None:
    released.commit("feat!: change it", path)

    assert released.next().startswith("3: ")


def test_change_that_was_taken_back_is_worth_none(released: Repository) -> None:
    released.commit("Try something")
    released.git("revert", "--no-edit", "HEAD")

    assert released.next().startswith("3: ")


def test_another_service_is_an_entry_of_the_file(released: Repository) -> None:
    released.describe(grafana={"major": 0, "minor": 4, "inputs": ["grafana/**"]})
    released.commit("Draw a dashboard", "grafana/dashboards/mail.json")

    assert [released.next("grafana"), released.next("producer")[:2]] == ["0.4.0", "3:"]


def test_machines_are_told_tag_and_release_before(released: Repository) -> None:
    released.commit("Change something")
    commit = released.head

    assert json.loads(released.next("producer", "--json")) == {
        "service": "producer", "version": "1.0.1", "tag": "producer-v1.0.1", "previous": "1.0.0", "commit": commit
    }  # fmt: skip


def test_machines_are_told_that_there_is_nothing(released: Repository) -> None:
    done = released.run("ci/version", "producer", "--json")

    assert done.returncode == 3
    assert json.loads(done.stdout) == {
        "service": "producer", "version": None, "reason": "producer is as it was released in producer-v1.0.0"
    }  # fmt: skip


def test_late_run_of_an_older_commit_releases_nothing(released: Repository) -> None:
    released.commit("Change something")
    older = released.head
    released.commit("Change something more")
    released.release("producer-v1.0.1")
    released.git("checkout", "--quiet", older)

    assert released.next("producer", "--branch", "main") == (
        "3: ✓ nothing to release: producer-v1.0.1 was released from a later commit, which holds this one"
    )
