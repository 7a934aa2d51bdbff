"""What goes wrong at a first try ends in one sentence, and the next try works."""

import os
import re
import signal
import socket
import sys
from pathlib import Path

import pytest

from .checkout import Checkout
from .waiting import until

ONE_SENTENCE = re.compile(r"^✗ .+$", re.MULTILINE)


def refusal(checkout: Checkout, *command: str, **environment: str) -> str:
    """The one sentence of a command that must fail without a stack trace."""
    done = checkout.run(*command, **environment)
    assert done.returncode != 0
    assert "Traceback" not in done.stdout
    (sentence,) = ONE_SENTENCE.findall(done.stdout)
    return str(sentence)


@pytest.mark.parametrize("variable", ["AWS_PORT", "PRODUCER_PORT"])
def test_a_taken_port_is_named(checkout: Checkout, variable: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        sentence = refusal(checkout, "make", "demo", f"{variable}={port}")
    assert f"port {port}" in sentence
    assert "another" in sentence


def test_without_an_index_the_way_on_is_said(checkout: Checkout, tmp_path: Path) -> None:
    sentence = refusal(
        checkout,
        "make",
        "demo",
        VENV=str(tmp_path / "venv"),
        PYTHON=sys.executable,
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_CONFIG_FILE=os.devnull,
        PIP_NO_CACHE_DIR="1",
        PIP_RETRIES="0",
    )
    assert "is a package index reachable" in sentence
    assert "run the same command again" in sentence


def test_an_old_python_is_named(checkout: Checkout, tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    sentence = refusal(checkout, "make", "demo", VENV=str(tmp_path / "venv"), PYTHON=str(old))
    assert "3.11 or newer" in sentence
    assert str(old) in sentence


def test_a_value_that_aws_refuses_is_told_with_the_reason(checkout: Checkout) -> None:
    described = checkout.root / "inventory" / "common" / "group_vars" / "all" / "mail.yml"
    text = described.read_text()
    described.write_text(text.replace('mail_queue: "{{ estate_name }}-mail"', 'mail_queue: "no name!"'))
    sentence = refusal(checkout, "make", "demo")
    described.write_text(text)
    assert "The queue no name!-dead cannot be made present" in sentence
    assert "site.log" in sentence


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_an_interrupted_demo_leaves_no_playbook_behind(checkout: Checkout, number: signal.Signals) -> None:
    log = checkout.root / ".local" / "log" / "site.log"
    log.unlink(missing_ok=True)
    demo = checkout.start("make", "demo")
    until(lambda: log.exists() and "TASK [network" in log.read_text(), 180)
    os.killpg(demo.pid, number)
    said, _ = demo.communicate(timeout=60)
    assert demo.returncode != 0
    assert "Traceback" not in said
    if number == signal.SIGINT:
        assert "interrupted: make demo goes on from here" in said
    until(lambda: not checkout.playbooks())


def test_after_all_that_the_next_demo_works(checkout: Checkout) -> None:
    assert '202 {"status":"accepted"}' in checkout.make("demo")
