"""An image without an engine: a tree that a task can run in."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

from local_aws.images import ImageError, build

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path):
    """The packages of this checkout, in a place of their own."""
    for package in ("svc_kit", "producer_svc", "consumer_svc"):
        shutil.copytree(CHECKOUT / package, tmp_path / package)
    return tmp_path


def tree(root, digest):
    return root / ".local" / "images" / digest.removeprefix("sha256:")


def test_the_same_code_and_version_have_the_same_digest_anywhere(root, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(root, elsewhere, dirs_exist_ok=True, copy_function=shutil.copyfile)

    assert build("producer", "1.0.0", root) == build("producer", "1.0.0", root) == build("producer", "1.0.0", elsewhere)


def test_other_code_another_version_and_another_lock_have_other_digests(root):
    digests = {build("producer", "1.0.0", root), build("producer", "1.0.1", root)}
    for changed in ("producer_svc/handlers.py", "svc_kit/run.py", "producer_svc/requirements.txt"):
        with (root / changed).open("a") as file:
            file.write("# changed\n")
        digests.add(build("producer", "1.0.0", root))

    assert len(digests) == 5


def test_what_an_image_does_not_hold_changes_nothing(root):
    before = build("producer", "1.0.0", root)
    (root / "producer_svc/tests/test_new.py").write_text("")
    (root / "consumer_svc/app.py").write_text("")

    assert build("producer", "1.0.0", root) == before
    held = {path.relative_to(tree(root, before)).as_posix() for path in tree(root, before).rglob("*")}
    assert {"producer_svc/__main__.py", "producer_svc/page/docs.html", "svc_kit/probe.py", "VERSION"} <= held
    assert not [path for path in held if "tests" in path or "__pycache__" in path or path.startswith("consumer")]
    assert [path.name for path in (root / ".local/images").iterdir()] == [before.removeprefix("sha256:")]


async def test_two_versions_run_side_by_side(root):
    digests = [build("consumer", version, root) for version in ("1.0.11", "1.0.12")]
    told = await asyncio.gather(*(version_of(tree(root, digest)) for digest in digests))

    assert told == ["1.0.11", "1.0.12"]


async def version_of(folder):
    """What /health says of the task that is started there by its own command."""
    _, *arguments = json.loads((folder / "image.json").read_text())["command"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=folder,
        env=os.environ
        | {"SQS_QUEUE_URL": "http://127.0.0.1:1/q", "OUTPUT_BUCKET": "b", "PORT": "0", "AWS_REGION": "eu-west-1"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        async with asyncio.timeout(30), ClientSession() as client:
            while (line := json.loads(await process.stdout.readline()))["event"] != "listening":
                pass
            async with client.get(f"http://127.0.0.1:{line['port']}/health") as answer:
                return (await answer.json())["version"]
    finally:
        process.kill()
        await process.communicate()


def test_a_service_that_is_none_is_named_with_those_that_are(root):
    with pytest.raises(ImageError, match=r"postman is no service of .*: name one of consumer, producer"):
        build("postman", "1.0.0", root)


@pytest.fixture
def clone(tmp_path):
    made = tmp_path / "sluice"
    subprocess.run(["git", "clone", "--quiet", CHECKOUT, made], check=True)
    for changed in ("ci/build", "ci/engine", "local_aws/images.py"):
        shutil.copy(CHECKOUT / changed, made / changed)
    return made


@pytest.fixture
def ci_build(clone, tmp_path):
    """Runs it where there are these programs and no other."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "cat", "dirname", "env", "git", "sed"):
        (programs / name).symlink_to(shutil.which(name))
    environment = os.environ | {"VENV": sys.prefix, "PATH": str(programs)}
    return lambda *arguments: subprocess.run(
        ["ci/build", *arguments], check=False, cwd=clone, env=environment, capture_output=True, text=True
    )


def test_the_command_line_prints_what_a_task_definition_names(clone, ci_build):
    head = subprocess.check_output(["git", "-C", clone, "rev-parse", "HEAD"], text=True).strip()
    built = ci_build("producer", "consumer", "--version", "1.0.12", "--local")

    assert (built.returncode, built.stderr) == (0, "")
    for service, line in zip(("producer", "consumer"), built.stdout.splitlines(), strict=True):
        name, version, digest, reference = line.split()
        assert (name, version, reference) == (service, "1.0.12", f"sluice/{service}@{digest}")
        labels = json.loads((tree(clone, digest) / "image.json").read_text())["labels"]
        assert labels["org.opencontainers.image.revision"].removesuffix("-dirty") == head


def test_what_cannot_be_built_is_a_sentence(ci_build):
    refused = ci_build("producer", "--version", "latest", "--local")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("✗ latest is no semantic version")
    assert ci_build("postman", "--local").stderr.startswith("✗ postman is no service")
    without_engine = ci_build("producer")
    assert (without_engine.returncode, without_engine.stdout) == (1, "")
    assert without_engine.stderr.startswith("✗ no container engine answers: start Docker or Podman, or one of this")
