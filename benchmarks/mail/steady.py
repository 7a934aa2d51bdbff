"""Whether the memory of both services stays what it is under ten minutes of load: results/memory.md.

usage: python -m benchmarks.mail.steady [--minutes 10]
"""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

from benchmarks.mail.contenders import Contender, consumers, producers
from benchmarks.mail.processes import counts, memory, running, stub, wait_until_ready
from benchmarks.mail.rounds import OTHER_CORE, S3_MS, SERVICE_CORE, SQS_MS, command, free_port, load, told

RESULT = Path("benchmarks/results/memory.md")
STEP_SECONDS = 30
ENDLESS = 10**9  # emails, more than anybody archives meanwhile

Seen = list[tuple[float, float, int]]  # minutes, megabytes, emails until then


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.mail.steady")
    parser.add_argument("--minutes", type=float, default=10)
    seconds = 60 * parser.parse_args().minutes
    producer, consumer = (those(None, None)[0] for those in (producers, consumers))
    with ThreadPoolExecutor() as pool:
        both = [pool.submit(_producer, producer, seconds), pool.submit(_consumer, consumer, seconds)]
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(_table(*[each.result() for each in both]))
    sys.stdout.write(RESULT.read_text())


def _producer(contender: Contender, seconds: float) -> Seen:
    port, seen, accepted = free_port(), [], 0
    with (
        stub(OTHER_CORE, SQS_MS, 0) as aws,
        running(command(contender, port), SERVICE_CORE, told(contender, aws, port)) as it,
    ):
        wait_until_ready(port)
        began = monotonic()
        while (age := monotonic() - began) < seconds:
            seen.append((age / 60, memory(it), accepted))
            accepted += int(load(port, 64, STEP_SECONDS)["accepted"])
        return [*seen, (age / 60, memory(it), accepted)]


def _consumer(contender: Contender, seconds: float) -> Seen:
    port, seen = free_port(), []
    with (
        stub(OTHER_CORE, SQS_MS, S3_MS) as aws,
        running(command(contender, port), SERVICE_CORE, told(contender, aws, port)) as it,
    ):
        wait_until_ready(port)
        counts(aws, {"backlog": ENDLESS})
        began = monotonic()
        while (age := monotonic() - began) < seconds:
            seen.append((age / 60, memory(it), counts(aws).get("deleted", 0)))
            sleep(STEP_SECONDS)
        return [*seen, (age / 60, memory(it), counts(aws).get("deleted", 0))]


def _table(producer: Seen, consumer: Seen) -> str:
    """The memory of a service is flat where the last lines say what the second one does."""
    lines = ["Resident memory under load, both services at once on one core.", ""]
    lines += ["| minute | producer | emails accepted | consumer | emails archived |", "|---|---|---|---|---|"]
    for (minute, ours, accepted), (_, theirs, archived) in zip(producer, consumer, strict=False):
        lines.append(f"| {minute:.1f} | {ours:.1f} MB | {accepted:,} | {theirs:.1f} MB | {archived:,} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
