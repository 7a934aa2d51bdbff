"""A plan as Markdown."""

# GitHub refuses a comment of more than 65,536 characters.
LONGEST = 60_000
HEADLINES = {"0": "nothing to do", "2": "changes", "1": "**the plan failed**"}


def told(environment: str, status: str, plan: str) -> str:
    """`status` is that of ci/plan."""
    shown = plan if len(plan) <= LONGEST else f"{plan[:LONGEST]}\n… cut: all of it is in the log of the workflow"
    # A fence that no line of a plan closes, whatever somebody named a thing.
    fence = "`" * max(5, 1 + max((len(line) - len(line.lstrip("`")) for line in shown.splitlines()), default=0))
    return f"### Plan of {environment}: {HEADLINES[status]}\n\n{fence}\n{shown.rstrip()}\n{fence}\n"
