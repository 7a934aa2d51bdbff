"""`python -m local_aws start|stop|status`: the embedded AWS of this checkout."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from local_aws import control, surroundings
from local_aws.state import State

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    asked = _arguments()
    try:
        match asked.command:
            case "start":
                print(control.start(ROOT, asked.aws_port, asked.balancer_port))
            case "stop":
                print(control.stop(ROOT))
            case "status":
                print(json.dumps(_status(), indent=2))
            case "serve":
                _serve(asked.aws_port, asked.balancer_port)
    except control.RefusedError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local_aws", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("stop", help="end it and all its tasks")
    commands.add_parser("status", help="print its state as JSON")
    for name, said in {"start": "start it, or find it running", "serve": "be the daemon"}.items():
        command = commands.add_parser(name, help=f"{said}; a port that is not given is a free one")
        command.add_argument("--aws-port", type=_port, default=0, metavar="PORT", help="of the API")
        command.add_argument("--balancer-port", type=_port, default=0, metavar="PORT", help="of the first listener")
    return parser.parse_args()


def _port(text: str) -> int:
    if text.isdecimal() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is no port")


def _status() -> State:
    if running := control.find(ROOT):
        return running
    raise control.RefusedError("the embedded AWS is not running: python -m local_aws start")


def _serve(aws_port: int, balancer_port: int) -> None:
    surroundings.settle()
    from local_aws import daemon  # noqa: PLC0415 -- imports moto, which reads the settled environment then

    asyncio.run(daemon.serve(ROOT, aws_port, balancer_port))


if __name__ == "__main__":
    sys.exit(main())
