"""What the consumer is told by its environment."""

from dataclasses import dataclass

from svc_kit.settings import ServiceSettings, seconds, text, variable, whole


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    port: int = variable(whole(0, 65535), 8081)
    output_bucket: str = variable(text)
    output_prefix: str = variable(str, "emails/")
    poll_interval_seconds: float = variable(seconds(0, 3600), 10)
    wait_time_seconds: int = variable(whole(0, 20), 10)
    concurrency: int = variable(whole(1, 1000), 64)

    def contradictions(self) -> list[str]:
        # A stop waits for the receive that is out and then needs time for what is in hand.
        if self.wait_time_seconds + 10 <= self.shutdown_grace_seconds:
            return []
        return ["WAIT_TIME_SECONDS + 10 must be at most SHUTDOWN_GRACE_SECONDS"]
