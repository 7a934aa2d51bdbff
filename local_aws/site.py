"""Applies the estate of this machine as a user would, by ansible-playbook, and says in one line how it went."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from local_aws import state
from local_aws.steps import FailedError

# A demo that was interrupted may have left its lock, and on a laptop nobody else holds one.
COMMAND = ["ansible-playbook", "--inventory", "inventory/local", "site.yml", "--extra-vars", "break_lock=true"]
TASK = re.compile(r"^TASK \[(?:\S+ : )?(.+?)\] \*+$")
FATAL = re.compile(r"^fatal: \[\S+\]: \w+! => (\{.*\})$", re.MULTILINE)
TASK_BY_TASK = {
    "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.default",
    "ANSIBLE_CALLBACK_RESULT_FORMAT": "json",
    "ANSIBLE_NOCOLOR": "1",
}
CHANGED = re.compile(r"\bchanged=(\d+)")


def apply(root: Path, doing: Callable[[str], None]) -> str:
    """Calls `doing` with the name of each task; raises FailedError with what Ansible said of the first that failed."""
    log = state.folder(root) / "log" / "site.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as kept, _playbook_ctx(root) as playbook:
        for line in _lines(playbook):
            kept.write(line)
            if task := TASK.match(line):
                doing(task[1])
    said = log.read_text()
    if playbook.returncode:
        raise FailedError(f"ansible-playbook site.yml failed: {_reason(said)} (all that it said is in {log})")
    changed = sum(int(count) for count in CHANGED.findall(said))
    return f"ansible-playbook site.yml: {changed or 'no'} changes"


@contextmanager
def _playbook_ctx(root: Path) -> Iterator[subprocess.Popen[str]]:
    """An interrupted caller leaves no playbook behind it."""
    playbook = subprocess.Popen(  # noqa: S603 -- the playbook of this checkout
        [str(Path(sys.executable).with_name(COMMAND[0])), *COMMAND[1:]],
        cwd=root,
        env={**os.environ, **TASK_BY_TASK},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    with playbook:
        try:
            yield playbook
        except BaseException:
            playbook.terminate()
            raise


def _lines(playbook: subprocess.Popen[str]) -> IO[str]:
    assert playbook.stdout is not None  # noqa: S101 -- it was asked to be a pipe
    return playbook.stdout


def _reason(said: str) -> str:
    if fatal := FATAL.search(said):
        return str(json.loads(fatal[1]).get("msg", "it gave no reason")).strip().splitlines()[0]
    return next(reversed(said.strip().splitlines()), "it said nothing")
