"""Alarms."""

from typing import Any

from moto.cloudwatch.models import CloudWatchBackend

from local_aws.patches.wrap import wrap


def tags_of_an_alarm_outlive_it() -> None:
    """They must go with it, so that another of its name begins without."""

    def delete_alarms(original: Any, backend: CloudWatchBackend, alarm_names: list[str]) -> None:
        for alarm in backend.get_alarms_by_alarm_names(alarm_names):
            backend.tagger.delete_all_tags_for_resource(alarm.alarm_arn)
        original(backend, alarm_names)

    wrap(CloudWatchBackend, "delete_alarms", delete_alarms)


def an_alarm_that_is_put_again_gains_tags() -> None:
    """PutMetricAlarm must take tags for a new alarm alone."""

    def put_metric_alarm(original: Any, backend: CloudWatchBackend, name: str, **alarm: Any) -> Any:
        if name in backend.alarms:
            alarm["tags"] = None
        return original(backend, name=name, **alarm)

    wrap(CloudWatchBackend, "put_metric_alarm", put_metric_alarm)
