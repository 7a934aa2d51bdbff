"""A service that runs a released image, in a registry with another one, and ECS's part in a deployment."""

import json
from collections.abc import Callable
from typing import Any, cast
from uuid import uuid4

from moto.ecs.models import ecs_backends

from local_aws import rollout

from .kind import Api

Act = Callable[[Any], None]


class ReleasedService:
    """Released are two digests, 1.0.1 first; the registry has 1.0.2 besides."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.name = f"service-{uuid4().hex[:8]}"
        self.parameter = f"/release/{self.name}"
        api("ecr").create_repository(repositoryName=self.name)
        self.digests = {version: self._pushed(version) for version in ("1.0.0", "1.0.1", "1.0.2")}
        registry = api("sts").get_caller_identity()["Account"]
        self.repository = f"{registry}.dkr.ecr.eu-central-1.amazonaws.com/{self.name}"
        for version in ("1.0.0", "1.0.1"):
            said = json.dumps({"version": version, "outcome": "deployed", "who": "somebody"})
            api("ssm").put_parameter(
                Name=self.parameter, Value=self.digests[version], Type="String", Overwrite=True, Description=said
            )
        container = {"name": self.name, "image": self.image("1.0.1"), "cpu": 7, "memory": 64, "environment": []}
        api("ecs").register_task_definition(family=self.name, containerDefinitions=[container], cpu="256")
        api("ecs").create_cluster(clusterName="released")
        breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
        api("ecs").create_service(
            cluster="released",
            serviceName=self.name,
            taskDefinition=self.name,
            desiredCount=1,
            deploymentConfiguration=breaker,
        )
        self.comes_up()

    def _pushed(self, version: str) -> str:
        manifest = {
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "layers": [{"digest": f"sha256:{self.name}-{version}"}],
        }
        pushed = self.api("ecr").put_image(
            repositoryName=self.name, imageTag=version, imageManifest=json.dumps(manifest)
        )
        return str(pushed["image"]["imageId"]["imageDigest"])

    def image(self, version: str) -> str:
        return f"{self.repository}@{self.digests[version]}"

    @property
    def asked(self) -> dict[str, Any]:
        """The arguments of the module but for what is deployed."""
        return {
            "service": self.name,
            "cluster": "released",
            "container": self.name,
            "repository": self.repository,
            "release_parameter": self.parameter,
            "minimum": 1,
            "bake_seconds": 0,
        }

    @property
    def _known(self) -> Any:
        (backend,) = [
            regions[region]
            for regions in ecs_backends.values()
            for region in regions
            if f"released:{self.name}" in regions[region].services
        ]
        return cast(Any, backend).services[f"released:{self.name}"]

    def comes_up(self) -> None:
        """All tasks of the primary deployment serve, and no other is left."""
        known = self._known
        known.deployments = known.deployments[:1]
        known.deployments[0]["runningCount"] = known.desired_count
        rollout.advance(known, known.desired_count, 0)

    def fails(self) -> None:
        """Three tasks of the primary deployment have failed; ECS goes back at once."""
        rollout.advance(self._known, 0, 3)
        self.comes_up()

    @property
    def released(self) -> str:
        return str(self.api("ssm").get_parameter(Name=self.parameter)["Parameter"]["Value"])

    @property
    def runs(self) -> str:
        """The image of the task definition that the service is at."""
        ecs = self.api("ecs")
        (found,) = ecs.describe_services(cluster="released", services=[self.name])["services"]
        definition = ecs.describe_task_definition(taskDefinition=found["taskDefinition"])["taskDefinition"]
        return str(definition["containerDefinitions"][0]["image"])
