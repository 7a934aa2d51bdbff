"""`python -m ci.observability [--check]` writes what Grafana and Prometheus load, or tells whether it is right."""

import argparse
import json
import sys

import yaml

from ci.observability.alerts import ROOT, alerts
from ci.observability.deployments import DEPLOYMENTS
from ci.observability.estate import ESTATE
from ci.observability.log_lines import LOG_LINES
from ci.observability.mail_flow import MAIL_FLOW
from ci.observability.rules import rules

DASHBOARDS = {"mail_flow": MAIL_FLOW, "estate": ESTATE, "logs": LOG_LINES, "deployments": DEPLOYMENTS}
HEAD = "---\n# Written by  python -m ci.observability  of inventory/common/group_vars/all/alerts_*.yml\n"


class Indented(yaml.SafeDumper):
    """Lists stand one step in, as they do in all YAML of ours."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ci.observability", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 where something differs")
    check = parser.parse_args().check
    stale = [name for name, text in generated().items() if _differs(name, text)]
    for name in stale:
        if check:
            print(f"✗ {name} is not what is described: python -m ci.observability writes it", file=sys.stderr)
        else:
            (ROOT / name).write_text(generated()[name])
            print(f"✓ {name}")
    return 1 if check and stale else 0


def generated() -> dict[str, str]:
    """The text of each file by its path in the repository."""
    texts = {f"grafana/dashboards/{name}.json": f"{json.dumps(made, indent=1)}\n" for name, made in DASHBOARDS.items()}
    lines = yaml.dump(rules(alerts()), Dumper=Indented, sort_keys=False, width=80)
    return {**texts, "grafana/prometheus/rules.yml": HEAD + lines}


def _differs(name: str, text: str) -> bool:
    file = ROOT / name
    return not file.exists() or file.read_text() != text


if __name__ == "__main__":
    sys.exit(main())
