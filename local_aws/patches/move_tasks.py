"""The calls of SQS that start, list and cancel message move tasks."""

from typing import Any

from moto.core.responses import ActionResult
from moto.sqs.exceptions import InvalidParameterValue, SQSException
from moto.sqs.models import Message, Queue
from moto.sqs.responses import SQSResponse

from local_aws.patches.move_task import MoveTask, queue_of
from local_aws.patches.wrap import wrap

FASTEST = 500  # messages a second: SQS API Reference, StartMessageMoveTask
LISTED = 10  # tasks of one queue: SQS API Reference, ListMessageMoveTasks


def messages_cannot_be_moved() -> None:
    """StartMessageMoveTask, ListMessageMoveTasks and CancelMessageMoveTask must exist, and a task take its time."""
    SQSResponse.start_message_move_task = _start  # type: ignore[attr-defined]
    SQSResponse.list_message_move_tasks = _list  # type: ignore[attr-defined]
    SQSResponse.cancel_message_move_task = _cancel  # type: ignore[attr-defined]
    wrap(Queue, "add_message", _remember_the_queue_before)


def _remember_the_queue_before(original: Any, queue: Queue, message: Message) -> None:
    # By name and not as the queue: moto copies a message deeply whenever it is received.
    now = vars(message).get("queue_now")
    if now != queue.queue_arn:
        vars(message).update(queue_before=now, queue_now=queue.queue_arn)
    original(queue, message)


def _start(response: SQSResponse) -> ActionResult:
    backend, rate = response.sqs_backend, response._get_param("MaxNumberOfMessagesPerSecond")
    source = _existing(response, "SourceArn")
    if not backend.list_dead_letter_source_queues(source.name):
        raise InvalidParameterValue("Source queue must be configured as a Dead Letter Queue.")
    if response._get_param("DestinationArn"):
        _existing(response, "DestinationArn")
    if rate is not None and not 1 <= rate <= FASTEST:
        raise InvalidParameterValue(
            f"Value {rate} for parameter MaxNumberOfMessagesPerSecond is invalid. "
            f"Reason: You must enter a value between 1 and {FASTEST}."
        )
    if any(task.status == "RUNNING" for task in _tasks(source)):
        raise InvalidParameterValue(
            "There is already a task running. Only one active task is allowed for a source queue arn at a given time."
        )
    task = MoveTask(backend, source, response._get_param("DestinationArn"), rate)
    vars(source)["move_tasks"] = [task, *_tasks(source)][:LISTED]
    return ActionResult({"TaskHandle": task.handle})


def _list(response: SQSResponse) -> ActionResult:
    source = _existing(response, "SourceArn")
    wanted = response._get_param("MaxResults", 1)
    return ActionResult({"Results": [task.result() for task in _tasks(source)[:wanted]]})


def _cancel(response: SQSResponse) -> ActionResult:
    handle = response._get_param("TaskHandle")
    tasks = [task for queue in response.sqs_backend.queues.values() for task in _tasks(queue) if task.handle == handle]
    if not tasks:
        raise SQSException("ResourceNotFoundException", "Task does not exist.")
    (task,) = tasks
    if task.status != "RUNNING":
        raise SQSException("UnsupportedOperation", f"A task that is {task.status} cannot be cancelled.")
    task.cancel()
    return ActionResult({"ApproximateNumberOfMessagesMoved": task.moved})


def _tasks(queue: Queue) -> list[MoveTask]:
    """Newest first."""
    return list(vars(queue).get("move_tasks", []))


def _existing(response: SQSResponse, parameter: str) -> Queue:
    queue = queue_of(response.sqs_backend, response._get_param(parameter))
    if queue is None:
        raise SQSException(
            "ResourceNotFoundException",
            f"The resource that you specified for the {parameter} parameter doesn't exist.",
        )
    return queue
