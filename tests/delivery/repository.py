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
SCRIPTS = ("version", "changelog", "tag", "version.json", "cliff.toml")
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
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        with self.start(*command, **environment) as process:
            out, err = process.communicate(timeout=30)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def commit(self, message: str, path: str = "producer_svc/app.py", text: str | None = None) -> str:
        """Its id; the file gets another line where no text is given."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text() if file.exists() else ""
        file.write_text(f"{before}{next(self._numbers)}\n" if text is None else text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def release(self, *tags: str) -> None:
        for tag in tags:
            self.git("tag", "--annotate", tag, "--message", tag)
            self.git("push", "--quiet", "origin", tag)

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
        origin = self.git("remote", "get-url", "origin")
        self.git("clone", "--quiet", *options, f"file://{origin}", str(root))
        return Repository(root, self._numbers)


def new(folder: Path) -> Repository:
    """On main, with a first commit of both services, which the remote has too."""
    repository = Repository(folder / "checkout")
    (repository.root / "ci").mkdir(parents=True)
    for script in SCRIPTS:
        shutil.copy2(REPOSITORY / "ci" / script, repository.root / "ci" / script)
    shutil.copytree(
        REPOSITORY / "ci/versions", repository.root / "ci/versions", ignore=shutil.ignore_patterns("__pycache__")
    )
    (repository.root / ".gitignore").write_text("__pycache__/\n")
    for room in ("producer_svc", "consumer_svc", "svc_kit"):
        (repository.root / room).mkdir()
        (repository.root / room / "app.py").write_text("0\n")
    remote = str(folder / "remote.git")
    repository.git("init", "--quiet", "--bare", "--initial-branch", "main", remote)
    repository.git("init", "--quiet", "--initial-branch", "main")
    repository.git("remote", "add", "origin", remote)
    repository.commit("Begin", "README.md")
    repository.git("push", "--quiet", "--set-upstream", "origin", "main")
    return repository
