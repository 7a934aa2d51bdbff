"""A small checkout of its own, with a bare remote, in which the scripts of `ci/` run as they do here."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPTS = ("askpass", "changelog", "cliff.toml", "releasable", "tag", "version", "versions")
SOMEBODY = "Somebody"

# Nothing of whoever runs the tests: no settings of git, no identity, no ref of a workflow.
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "VENV": sys.prefix,
    "LANG": "C.UTF-8",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    **{f"GIT_{role}_NAME": SOMEBODY for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "somebody@example.com" for role in ("AUTHOR", "COMMITTER")},
}


class Repository:
    def __init__(self, root: Path, numbers: Iterator[int] | None = None) -> None:
        self.root = root
        self._numbers = numbers or count(1)

    def git(self, *arguments: str) -> str:
        """What git prints; it must succeed."""
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            cwd=self.root,
            env=ENVIRONMENT | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str, told: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """`told` is what it reads."""
        with self.start(*command, **environment) as process:
            out, err = process.communicate(told, timeout=240)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def commit(self, message: str, path: str = "producer_svc/app.py", text: str | None = None) -> None:
        """The file gets another line where no text is given."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text() if file.exists() else ""
        file.write_text(f"{before}{next(self._numbers)}\n" if text is None else text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def release(self, *tags: str) -> None:
        for tag in tags:
            self.git("tag", "--annotate", tag, "--message", tag)
        self.git("push", "--quiet", "origin", *tags)

    def branch(self, name: str, start: str = "HEAD") -> None:
        self.git("switch", "--quiet", "--create", name, start)

    def tagged_at_the_remote(self, tag: str = "producer-v1.0.1") -> str:
        """The commit that has the tag there."""
        return self.git("ls-remote", "origin", f"refs/tags/{tag}^{{}}").partition("\t")[0]

    def next(self, service: str = "producer", *arguments: str, **environment: str) -> str:
        """The version that comes next, or what there is instead."""
        done = self.run("ci/version", service, *arguments, **environment)
        return done.stdout.strip() if done.returncode == 0 else f"{done.returncode}: {done.stderr.strip()}"

    def describe(self, **services: dict[str, object]) -> None:
        """Changes entries of version.json, and commits that."""
        file = "ci/version.json"
        described = json.loads((self.root / file).read_text())
        for name, entry in services.items():
            described[name] = described.get(name, {}) | entry
        self.commit("Describe the services anew", file, json.dumps(described))

    def clone(self, root: Path, *options: str) -> "Repository":
        self.git("clone", "--quiet", "--template=", *options, f"file://{self.root}/.git/remote", str(root))
        return Repository(root, self._numbers)


def new(folder: Path, *tags: str) -> Repository:
    """On main, with a first commit of both services and the tags, which the remote has too."""
    repository = Repository(folder)
    (folder / "ci").mkdir(parents=True)
    for script in SCRIPTS:
        (folder / "ci" / script).symlink_to(REPOSITORY / "ci" / script)
    shutil.copy2(REPOSITORY / "ci/version.json", folder / "ci/version.json")
    for room in ("producer_svc", "consumer_svc", "svc_kit"):
        (folder / room).mkdir()
        (folder / room / "app.py").write_text("0\n")
    repository.git("init", "--quiet", "--template=", "--initial-branch", "main")
    repository.commit("Begin", "README.md")
    for tag in tags:
        repository.git("tag", "--annotate", tag, "--message", tag)
    # Relative, so that the folder may be copied.
    repository.git("clone", "--quiet", "--template=", "--bare", ".", ".git/remote")
    repository.git("remote", "add", "origin", ".git/remote")
    repository.git("fetch", "--quiet", "origin")
    return repository
