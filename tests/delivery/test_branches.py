"""`ci/version` elsewhere than on main: pre-releases of features, and patches of a line that main has left."""

import pytest
from semver import Version


def on(repository, branch, start="HEAD"):
    repository.git("switch", "--quiet", "--create", branch, start)


def test_feature_is_a_pre_release_of_what_it_would_become(released):
    on(released, "feature-x")
    released.commit("Change something")
    released.commit("feat: take attachments")
    commit = released.commit("Try it", "producer_svc/tests/test_app.py")

    assert released.next() == f"1.1.0-feature-x.3+{commit[:7]}"


def test_pre_releases_ascend_and_stay_below_the_release(released):
    on(released, "feature-x")
    versions = []
    for number in range(11):
        released.commit(f"Change number {number}")
        versions.append(Version.parse(released.next()))

    assert versions == sorted(versions)
    assert Version(1, 0, 0) < versions[0]
    assert versions[-1] < Version(1, 0, 1)


def test_feature_before_any_release_counts_all_commits(repository):
    on(repository, "feature-x")
    commit = repository.commit("Change something")

    assert repository.next() == f"1.0.0-feature-x.2+{commit[:7]}"


def test_feature_that_changes_no_input_is_nothing(released):
    on(released, "feature-x")
    released.commit("Tell it", "README.md")

    assert released.next().startswith("3: ")


@pytest.mark.parametrize(
    ("branch", "label"),
    [
        ("feature/Mail_2.0", "feature-mail-2-0"),
        ("007", "branch-007"),
        ("größe", "gr-e"),
        ("日本", "branch"),
        ("dependabot/pip/" + 9 * "aiohttp-", "dependabot-pip-aiohttp-aiohttp-aiohttp-a"),
    ],
)
def test_any_name_of_a_branch_is_made_an_identifier(released, branch, label):
    on(released, branch)
    commit = released.commit("Change something")

    version = released.next()

    assert version == f"1.0.1-{label}.1+{commit[:7]}"
    assert Version.is_valid(version)


def test_pull_request_is_never_main_whatever_a_fork_calls_its_branch(released):
    commit = released.commit("Change something")
    released.git("checkout", "--quiet", "--detach")

    version = released.next(GITHUB_REF="refs/pull/7/merge", GITHUB_HEAD_REF="main")

    assert version == f"1.0.1-pull-7-merge.1+{commit[:7]}"


def test_workflow_that_checks_out_a_commit_is_on_its_branch(released):
    released.commit("Change something")
    released.git("checkout", "--quiet", "--detach")

    assert released.next(GITHUB_REF="refs/heads/main") == "1.0.1"


def test_commit_on_no_branch_is_refused(released):
    released.git("checkout", "--quiet", "--detach")

    assert released.next() == (
        "1: ✗ no branch is checked out, and by its branch a version is chosen: git switch BRANCH, or --branch BRANCH"
    )


@pytest.fixture
def moved_on(released):
    """A repository whose main is released as 1.1.0, after a 1.0.1."""
    released.commit("Change something")
    released.release("producer-v1.0.1")
    released.commit("feat: take attachments")
    released.release("producer-v1.1.0")
    released.git("push", "--quiet")
    return released


@pytest.mark.parametrize("branch", ["hotfix/producer-1.0", "hotfix/producer-1.0-lost-mail"])
@pytest.mark.parametrize("message", ["fix: lose no mail", "Lose no mail", "feat!: lose no mail"])
def test_hotfix_is_the_next_patch_of_its_line(moved_on, branch, message):
    on(moved_on, branch, "producer-v1.0.1")
    moved_on.commit(message)

    assert moved_on.next() == "1.0.2"
    assert moved_on.next("consumer") == f"3: ✓ nothing to release: {branch} releases producer alone"


def test_two_hotfixes_of_a_line_get_two_numbers(moved_on):
    on(moved_on, "hotfix/producer-1.0", "producer-v1.0.1")
    moved_on.commit("Lose no mail")
    moved_on.release("producer-v1.0.2")
    on(moved_on, "hotfix/producer-1.0-again", "producer-v1.0.1")
    moved_on.commit("Double no mail")

    assert moved_on.next() == "1.0.3"


def test_main_gives_no_number_that_a_hotfix_has(released):
    on(released, "hotfix/producer-1.0", "producer-v1.0.0")
    released.commit("Lose no mail")
    released.release("producer-v1.0.1")
    released.git("switch", "--quiet", "main")
    released.commit("Change something", "producer_svc/settings.py")

    assert released.next() == "1.0.2"

    released.git("merge", "--quiet", "--no-edit", "hotfix/producer-1.0")

    assert released.next() == "1.0.2"


def test_merged_hotfix_is_a_patch_of_mains_own_line(moved_on):
    on(moved_on, "hotfix/producer-1.0", "producer-v1.0.1")
    moved_on.commit("Lose no mail", "producer_svc/settings.py")
    moved_on.release("producer-v1.0.2")
    moved_on.git("switch", "--quiet", "main")
    moved_on.git("merge", "--quiet", "--no-edit", "hotfix/producer-1.0")

    assert moved_on.next() == "1.1.1"


def test_hotfix_without_a_commit_is_nothing(moved_on):
    on(moved_on, "hotfix/producer-1.0", "producer-v1.0.1")

    assert moved_on.next().startswith("3: ")


def test_hotfix_that_was_cut_elsewhere_is_refused(moved_on):
    on(moved_on, "hotfix/producer-1.0")
    moved_on.commit("Lose no mail")

    assert moved_on.next() == (
        "1: ✗ hotfix/producer-1.0 goes back to producer-v1.1.0: "
        "cut it anew, git switch --create hotfix/producer-1.0-again producer-v1.0.1"
    )


def test_hotfix_of_no_known_line_is_refused(moved_on):
    on(moved_on, "hotfix/producer-0.9")

    assert moved_on.next().startswith("1: ✗ hotfix/producer-0.9 mends a line that producer was never released from")


def test_hotfix_that_names_no_line_is_refused(moved_on):
    on(moved_on, "hotfix/lost-mail", "producer-v1.0.1")

    assert moved_on.next() == ("1: ✗ hotfix/lost-mail does not say what it mends: name it as hotfix/producer-1.0")
