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
    # A core gets through 3,000 emails a second, which take 75 places while SQS takes 5 ms and S3 20, and some gather
    # for the next receive; as many of the largest emails fit into a task of 256 MiB (206 MB).
    concurrency: int = variable(whole(1, 1000), 96)

    def contradictions(self) -> list[str]:
        faults = []
        # A stop waits for the receive that is out and then needs time for what is in hand.
        if self.wait_time_seconds + 10 > self.shutdown_grace_seconds:
            faults.append("WAIT_TIME_SECONDS + 10 must be at most SHUTDOWN_GRACE_SECONDS")
        # Else an idle consumer would ask as fast as SQS answers, and pay for each answer.
        if self.poll_interval_seconds + self.wait_time_seconds == 0:
            faults.append("POLL_INTERVAL_SECONDS and WAIT_TIME_SECONDS must not both be 0")
        return faults
