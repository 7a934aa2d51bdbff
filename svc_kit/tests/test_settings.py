"""How the environment is read."""

from dataclasses import dataclass

import pytest

from svc_kit.settings import ServiceSettings, SettingsError, read, variable, whole

GOOD = {"SQS_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/123456789012/mail"}


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    port: int = variable(whole(0, 65535), 8080)

    def contradictions(self) -> list[str]:
        return ["PORT is 13"] if self.port == 13 else []


def complaint(**environment: str) -> str:
    with pytest.raises(SettingsError) as error:
        read(Settings, environment)
    return str(error.value)


def test_what_is_not_given_has_its_default() -> None:
    settings = read(Settings, GOOD)

    assert (settings.host, settings.port, settings.shutdown_grace_seconds) == ("127.0.0.1", 8080, 25)


def test_what_is_given_is_read() -> None:
    settings = read(Settings, GOOD | {"PORT": "80", "HOST": "0.0.0.0", "SHUTDOWN_GRACE_SECONDS": "2.5"})

    assert (settings.host, settings.port, settings.shutdown_grace_seconds) == ("0.0.0.0", 80, 2.5)


def test_all_faults_are_named_in_one_message() -> None:
    message = complaint(PORT="13", LOG_LEVEL="loud", SHUTDOWN_GRACE_SECONDS="30", HOST="")

    assert len(message.splitlines()) == 1
    for name in ("SQS_QUEUE_URL is missing", "PORT is 13", "LOG_LEVEL", "SHUTDOWN_GRACE_SECONDS", "HOST is empty"):
        assert name in message


@pytest.mark.parametrize("port", ["", "x", "-1", "65536", "8080.0", "²", "1" * 5000])
def test_a_bad_whole_number_is_named(port: str) -> None:
    assert "PORT must be a whole number from 0 to 65535" in complaint(**GOOD, PORT=port)


@pytest.mark.parametrize("grace", ["", "nan", "inf", "0", "soon"])
def test_bad_seconds_are_named(grace: str) -> None:
    assert "SHUTDOWN_GRACE_SECONDS must be" in complaint(**GOOD, SHUTDOWN_GRACE_SECONDS=grace)
