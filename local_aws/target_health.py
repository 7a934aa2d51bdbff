"""The health checks of the target groups."""

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

from local_aws import report

INITIAL = ("initial", "Elb.InitialHealthChecking", "Initial health checks in progress")
HEALTHY = ("healthy", None, None)
FAILED = "Target.FailedHealthChecks"


@dataclass(frozen=True)
class Check:
    """How a target group checks its targets; seconds, and the status codes that pass."""

    arn: str
    path: str
    interval: float
    timeout: float
    healthy_after: int
    unhealthy_after: int
    matcher: str

    def passes(self, status: int) -> bool:
        """The matcher is a list of codes and ranges: `200,301-302`."""
        ranges = (each.partition("-") for each in self.matcher.split(","))
        return any(int(low) <= status <= int(high or low) for low, _, high in ranges)


def parse(group: dict[str, Any]) -> Check:
    return Check(
        arn=group["TargetGroupArn"],
        path=group.get("HealthCheckPath") or "/",
        interval=group["HealthCheckIntervalSeconds"],
        timeout=group["HealthCheckTimeoutSeconds"],
        healthy_after=group["HealthyThresholdCount"],
        unhealthy_after=group["UnhealthyThresholdCount"],
        matcher=group.get("Matcher", {}).get("HttpCode", "200"),
    )


class TargetHealth:
    """The state of one target, checked for as long as `watch` runs."""

    def __init__(self, check: Check, port: int) -> None:
        self.healthy = False
        self._check = check
        self._port = port

    async def watch(self, session: aiohttp.ClientSession) -> None:
        """
        As an ALB does: a new target is healthy after its first passed check, an old one changes at a threshold.
        Until the first pass it checks every second, because whoever waits for it sits in front of the laptop.
        """
        check, new, passed, failed = self._check, True, 0, 0
        clock = asyncio.get_running_loop().time
        too_late = clock() + check.unhealthy_after * check.interval
        report.target(check.arn, self._port, INITIAL)
        while True:
            fault = await self._fault(session)
            if fault is None:
                passed, failed = passed + 1, 0
                if passed >= (1 if new else check.healthy_after):
                    new, self.healthy = False, True
                    report.target(check.arn, self._port, HEALTHY)
            else:
                passed, failed = 0, failed + 1
                if clock() >= too_late if new else failed >= check.unhealthy_after:
                    self.healthy = False
                    report.target(check.arn, self._port, ("unhealthy", FAILED, fault))
            await asyncio.sleep(min(1, check.interval) if new else check.interval)

    async def _fault(self, session: aiohttp.ClientSession) -> str | None:
        url = f"http://127.0.0.1:{self._port}{self._check.path}"
        timeout = aiohttp.ClientTimeout(total=self._check.timeout)
        try:
            async with session.get(url, timeout=timeout, allow_redirects=False) as response:
                passed = self._check.passes(response.status)
                return None if passed else f"Health checks failed with these codes: [{response.status}]"
        except TimeoutError:
            return "Request timed out"
        except aiohttp.ClientError as error:
            return f"Health checks failed: {error}"
