"""What the producer is told by its environment."""

from dataclasses import dataclass

from svc_kit.settings import ServiceSettings, seconds, text, variable, whole

# SQS takes 1 MiB a message, attributes included; an email is never longer than the body that brought it.
LARGEST_BODY = 1_048_576 - 1024


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    port: int = variable(whole(0, 65535), 8080)
    token_param_name: str = variable(text)
    token_ttl_seconds: float = variable(seconds(1, 3600), 60)
    token_overlap_seconds: float = variable(seconds(0, 604_800), 3600)
    max_body_bytes: int = variable(whole(1, LARGEST_BODY), 262_144)
    # Half of a task's 256 MiB for bodies, 512 of the largest. None per address: the balancer is one address.
    max_connections: int = variable(whole(1, 100_000), 512)
    # Every queue takes 256 KiB a call, SQS itself 1 MiB; more saves nothing, for each 64 KiB is billed as a call.
    batch_bytes: int = variable(whole(1024, 1_048_576), 262_144)
    max_pending: int = variable(whole(1, 100_000), 2000)
    read_timeout_seconds: float = variable(seconds(0.1, 60), 10)
    request_timeout_seconds: float = variable(seconds(0.1, 60), 20)
    keepalive_seconds: float = variable(seconds(1, 3600), 75)
    drain_seconds: float = variable(seconds(0, 29), 5)

    def contradictions(self) -> list[str]:
        # A request that arrives as the drain ends must have its whole time before the grace does.
        if self.drain_seconds + self.request_timeout_seconds <= self.shutdown_grace_seconds:
            return []
        return ["DRAIN_SECONDS + REQUEST_TIMEOUT_SECONDS must be at most SHUTDOWN_GRACE_SECONDS"]
