"""A module runs in the process of its task, and nobody who uses it can tell."""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[6]
PLAYBOOK = """---
- name: One module
  hosts: localhost
  gather_facts: false
  environment: {AWS_REGION: eu-west-1, AWS_ENDPOINT_URL: "HERE", AWS_ACCESS_KEY_ID: none, AWS_SECRET_ACCESS_KEY: none}
  tasks:
    - name: The queue is there
      sluice.aws.queue: {queues: QUEUES}
"""


def play(folder: Path, endpoint: str, queues: str) -> str:
    playbook = folder / "one.yml"
    playbook.write_text(PLAYBOOK.replace("HERE", endpoint).replace("QUEUES", queues))
    done = subprocess.run(
        [Path(sys.executable).with_name("ansible-playbook"), "-i", "localhost,", "-c", "local", playbook, "-vvv"],
        env={"PATH": os.defpath, "HOME": str(folder), "ANSIBLE_CONFIG": str(REPOSITORY / "ansible.cfg")},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_every_module_is_run_so_or_by_an_action_of_its_own() -> None:
    plugins = REPOSITORY / "collections/ansible_collections/sluice/aws/plugins"
    for module in (plugins / "modules").glob("*.py"):
        action = plugins / "action" / module.name
        assert action.exists(), module.stem
        assert action.is_symlink() is (module.stem != "redrive"), "it tells how far it is, and so has one of its own"


def test_the_environment_of_the_play_is_the_modules(tmp_path: Path, endpoint: str) -> None:
    assert "+ create queue in-process" in play(tmp_path, endpoint, "[{name: in-process}]")


def test_an_argument_that_is_wrong_is_told_as_ansible_tells_it(tmp_path: Path, endpoint: str) -> None:
    assert "missing required arguments: name found in queues" in play(tmp_path, endpoint, "[{}]")


def test_a_fault_of_a_module_is_a_sentence(tmp_path: Path, endpoint: str) -> None:
    said = play(tmp_path, endpoint, "[{name: in-process, policy: {Statement: 5}}]")
    assert "sluice.aws.queue has a fault: AttributeError" in " ".join(said.split())
