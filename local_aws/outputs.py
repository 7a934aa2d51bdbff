"""What the estate on this machine offers, read back from what really runs and kept in `.local/`."""

import json
import os
from pathlib import Path
from typing import Any, TypedDict

import boto3
from botocore.config import Config

from local_aws import state
from local_aws.state import State
from local_aws.surroundings import CREDENTIALS, REGION

EXAMPLE = {
    "email_subject": "Happy new year!",
    "email_sender": "John Doe",
    "email_timestream": "1693561101",
    "email_content": "Just want to say... Happy new year!!!",
}


class NotThereError(Exception):
    """One sentence: what part of the estate is missing."""


class Outputs(TypedDict):
    """Addresses are whole URLs; `producer_url` is the balancer's and outlives the tasks."""

    producer_url: str
    producer_task_urls: list[str]
    consumer_task_urls: list[str]
    consumer_health_url: str
    aws_endpoint_url: str
    region: str
    queue_url: str
    dead_letter_queue_url: str
    bucket: str
    token_param_name: str


def client(running: State, service: str) -> Any:
    return boto3.session.Session(
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    ).client(service, endpoint_url=running["endpoint_url"], config=Config(proxies={}))


def read(running: State) -> Outputs:
    """Raises NotThereError where a service, or a task of it, is missing."""
    ecs, sqs = client(running, "ecs"), client(running, "sqs")
    producer, consumer = _environment(ecs, "producer"), _environment(ecs, "consumer")
    queue_url = sqs.get_queue_url(QueueName=producer["SQS_QUEUE_URL"].rsplit("/", 1)[-1])["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["RedrivePolicy"])["Attributes"]
    dead_letter_queue = json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"].rsplit(":", 1)[-1]
    consumer_urls = _task_urls(running, "consumer")
    return Outputs(
        producer_url=_balancer_url(running),
        producer_task_urls=_task_urls(running, "producer"),
        consumer_task_urls=consumer_urls,
        consumer_health_url=f"{consumer_urls[0]}/health",
        aws_endpoint_url=running["endpoint_url"] or "",
        region=running["region"],
        queue_url=queue_url,
        dead_letter_queue_url=sqs.get_queue_url(QueueName=dead_letter_queue)["QueueUrl"],
        bucket=consumer["OUTPUT_BUCKET"],
        token_param_name=producer["TOKEN_PARAM_NAME"],
    )


def write(root: Path, running: State) -> Outputs:
    """Writes both files; the payload, which holds the token, for its owner's eyes only."""
    outputs = read(running)
    _write(root, "outputs.json", outputs)
    token = client(running, "ssm").get_parameter(Name=outputs["token_param_name"], WithDecryption=True)
    _write(root, "payload.json", {"data": EXAMPLE, "token": token["Parameter"]["Value"]})
    return outputs


def _write(root: Path, name: str, content: Any) -> None:
    path = state.folder(root) / name
    draft = path.with_name(name + ".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
    os.replace(draft, path)


def _environment(ecs: Any, service: str) -> dict[str, str]:
    """The environment in the task definition that the service runs."""
    for cluster in ecs.list_clusters()["clusterArns"]:
        for found in ecs.describe_services(cluster=cluster, services=[service])["services"]:
            if found["status"] == "ACTIVE":
                definition = ecs.describe_task_definition(taskDefinition=found["taskDefinition"])["taskDefinition"]
                variables = definition["containerDefinitions"][0]["environment"]
                return {variable["name"]: variable["value"] for variable in variables}
    raise NotThereError(f"the service {service} is not there: ansible-playbook site.yml makes it")


def _task_urls(running: State, service: str) -> list[str]:
    urls = [task["url"] for task in running["tasks"] if task["service"] == service]
    if not urls:
        raise NotThereError(f"no task of the service {service} runs: the logs are in .local/log/tasks")
    return urls


def _balancer_url(running: State) -> str:
    for listeners in running["balancers"].values():
        for url in listeners.values():
            return url
    raise NotThereError("no balancer listens: ansible-playbook site.yml makes it")
