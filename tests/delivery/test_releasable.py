"""`ci/releasable`: whether a workflow goes on to build an image, and `ci/askpass`, by which it tags what it built."""

from pathlib import Path

from tests.delivery.repository import Repository

NOTHING = "releasable=false\nversion=\nreleased=\n"


def releasable(repository: Repository, service: str = "producer") -> str:
    """What it prints, and tells the workflow."""
    output = repository.root.parent / f"output-{service}"
    output.unlink(missing_ok=True)
    done = repository.run("ci/releasable", service, GITHUB_OUTPUT=str(output))
    assert done.returncode == 0, done.stderr
    assert done.stdout == output.read_text()
    return done.stdout


def test_a_change_on_main_is_released(due: Repository) -> None:
    assert releasable(due) == "releasable=true\nversion=1.0.1\nreleased=producer=1.0.1\n"
    assert releasable(due, "consumer") == NOTHING


def test_a_hotfix_releases_its_service_alone(due: Repository) -> None:
    due.branch("hotfix/producer-1.0", "producer-v1.0.0")
    due.commit("Lose no mail", "svc_kit/app.py")

    assert releasable(due) == "releasable=true\nversion=1.0.1\nreleased=producer=1.0.1\n"
    assert releasable(due, "consumer") == NOTHING


def test_another_branch_releases_nothing(due: Repository) -> None:
    due.branch("feature-x")

    assert releasable(due) == NOTHING


def test_a_repeated_run_of_a_tagged_commit_does_what_is_left(due: Repository) -> None:
    due.release("producer-v1.0.1")

    assert releasable(due) == "releasable=true\nversion=1.0.1\nreleased=producer=1.0.1\n"


def test_what_cannot_be_told_is_no_version(due: Repository, tmp_path: Path) -> None:
    shallow = due.clone(tmp_path / "shallow", "--depth", "1", "--no-tags")
    done = shallow.run("ci/releasable", "producer")

    assert (done.returncode, done.stdout) == (1, "")
    assert "this clone is shallow" in done.stderr


def test_git_is_told_the_token_of_the_run(released: Repository) -> None:
    asked = ("git", "-c", "credential.helper=", "credential", "fill")
    done = released.run(*asked, told="url=https://github.com\n\n", GIT_ASKPASS="ci/askpass", GITHUB_TOKEN="of-the-run")

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-2:] == ["username=x-access-token", "password=of-the-run"]
