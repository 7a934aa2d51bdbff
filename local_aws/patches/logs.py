"""Log groups."""

import json
from typing import Any

from moto.logs.metric_filters import MetricFilters
from moto.logs.models import LogsBackend
from moto.logs.responses import LogsResponse

from local_aws.patches.wrap import wrap


def the_key_of_a_log_group_is_fixed() -> None:
    """moto takes a key with a new group only: it knows neither AssociateKmsKey nor its opposite."""

    def group(response: Any) -> Any:
        return response.logs_backend.groups[response._get_param("logGroupName")]

    def associate_kms_key(self: Any) -> str:
        group(self).kms_key_id = self._get_param("kmsKeyId")
        return json.dumps({})

    def disassociate_kms_key(self: Any) -> str:
        group(self).kms_key_id = None
        return json.dumps({})

    for action in (associate_kms_key, disassociate_kms_key):
        setattr(LogsResponse, action.__name__, action)


def a_metric_filter_that_is_put_again_is_another() -> None:
    """PutMetricFilter must replace the one of its name in the group."""

    def add_filter(original: Any, filters: MetricFilters, *of_it: Any) -> None:
        name, _, group, _ = of_it
        filters.delete_filter(name, group)
        original(filters, *of_it)

    wrap(MetricFilters, "add_filter", add_filter)


def metric_filters_outlive_their_group() -> None:
    """They must go with it."""

    def delete_log_group(original: Any, backend: LogsBackend, group: str) -> None:
        original(backend, group)
        for each in backend.filters.get_matching_filters(log_group_name=group):
            backend.filters.delete_filter(each["filterName"], group)

    wrap(LogsBackend, "delete_log_group", delete_log_group)
