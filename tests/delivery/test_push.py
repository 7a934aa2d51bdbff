"""`ci/push`: what becomes of an image on its way into the registry."""

import pytest

from .released_image import Pushing, find


def test_an_image_gets_its_version_by_the_digest_that_was_looked_through(pushing: Pushing) -> None:
    done = pushing.push()

    assert done.returncode == 0, done.stderr
    digest = done.stdout.strip()
    assert pushing.images("producer") == {"1.0.1": digest}
    assert pushing.images("candidates") == {f"producer-1.0.1-{pushing.repository.head}": digest}
    assert pushing.output.read_text() == f"digest={digest}\n"
    assert pushing.registry.blobs["sluice/producer"] == pushing.registry.blobs["sluice/candidates"]


def test_a_version_is_that_of_one_commit(pushing: Pushing) -> None:
    first = pushing.push()
    pushed = pushing.registry.pushed

    again = pushing.push()

    assert (again.returncode, again.stdout) == (0, first.stdout)
    assert pushing.registry.pushed == pushed

    before = pushing.repository.head
    pushing.repository.commit("Change something")

    other = pushing.push()

    assert other.returncode == 4
    assert other.stderr.startswith(f"✗ sluice/producer:1.0.1 was built of {before[:7]}: run its release to the end")
    assert pushing.images("producer") == {"1.0.1": first.stdout.strip()}


def test_a_run_that_was_interrupted_goes_on_with_its_candidate(pushing: Pushing) -> None:
    find(pushing.registry.account, "sluice/candidates", status="FAILED")
    failed = pushing.push()
    assert failed.returncode == 1
    assert " ended with FAILED: nothing is known of what is in it" in failed.stderr
    assert pushing.images("producer") == {}
    (candidate,) = pushing.images("candidates").values()
    pushing.registry.account.forget_scans()

    assert pushing.push().stdout.strip() == candidate


def test_a_critical_finding_keeps_an_image_among_the_candidates(pushing: Pushing) -> None:
    find(pushing.registry.account, "sluice/candidates", "CRITICAL", "HIGH", "CRITICAL")

    done = pushing.push()

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == (
        "✗ producer 1.0.1 has critical findings: CVE-2026-1 in zlib 1.2; CVE-2026-3 in zlib 1.2: "
        "mend them, or accept them for a while in ci/accepted_findings.json"
    )
    assert pushing.images("producer") == {}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("example.com", "'example.com' is no registry of ECR"),
        ("127.0.0.1:1", "127.0.0.1:1 does not answer GET manifests/1.0.1"),
    ],
)
def test_what_is_no_registry_is_told(pushing: Pushing, address: str, said: str) -> None:
    done = pushing.push(REGISTRY=address)

    assert done.returncode == 1
    assert done.stderr.startswith(f"✗ {said}")


def test_a_changed_checkout_is_not_pushed(pushing: Pushing) -> None:
    (pushing.repository.root / "producer_svc/app.py").write_text("changed")

    assert pushing.push().stderr.startswith("✗ the checkout differs from its commit")
    assert pushing.images("candidates") == {}
