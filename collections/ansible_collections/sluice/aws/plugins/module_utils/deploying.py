"""One service brought to another image, and back where that does not hold."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils import bake, evidence, releases, revisions
from ansible_collections.sluice.aws.plugins.module_utils.approved import refuse_the_unapproved
from ansible_collections.sluice.aws.plugins.module_utils.changes import Change, change
from ansible_collections.sluice.aws.plugins.module_utils.ecs_services import primary
from ansible_collections.sluice.aws.plugins.module_utils.images import DIGEST, Image, resolved
from ansible_collections.sluice.aws.plugins.module_utils.names import KNOWN_AFTER_APPLY
from ansible_collections.sluice.aws.plugins.module_utils.outcomes import RELEASED, ROLLED_BACK, counted_ctx
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError, reason, sentence
from ansible_collections.sluice.aws.plugins.module_utils.release import reference, released
from ansible_collections.sluice.aws.plugins.module_utils.releases import Release
from ansible_collections.sluice.aws.plugins.module_utils.rollout import Rollout, running
from ansible_collections.sluice.aws.plugins.module_utils.telling import tell
from ansible_collections.sluice.aws.plugins.module_utils.way_back import gone_back
from botocore.exceptions import BotoCoreError, ClientError


class Deployment:
    """From what runs to what is asked for; nothing is written before `carry_out`."""

    def __init__(self, module: AnsibleAWSModule) -> None:
        params = self.params = module.params
        self.module = module
        self.image = self._asked()
        self.before = running(module)
        self.definition = revisions.described(module, primary(self.before)["taskDefinition"])
        self.runs = revisions.image_of(self.definition, params["container"])
        self.wanted = reference(params["repository"], self.image.value)
        self.first = released(module, params["release_parameter"]) is None
        self.alarms: set[str] = set()

    def _asked(self) -> Image:
        repository = self.params["repository"]
        if not self.params["rollback"]:
            return resolved(self.module, repository, self.params["version"])
        back = releases.before(releases.released(self.module, self.params["release_parameter"]))
        if back is None:
            raise RefusedError("no earlier release is known to go back to: deploy a version instead")
        return resolved(self.module, repository, back.value) if back.value.startswith(DIGEST) else Image(back.value, "")

    @property
    def planned(self) -> Change | None:
        """None where what is asked for is released and runs."""
        was = released(self.module, self.params["release_parameter"])
        if self.runs == self.wanted and was == self.image.value:
            return None
        fields: dict[str, list[Any]] = {
            "image": [self.runs, self.wanted],
            "task_definition": [self.definition["taskDefinitionArn"].rpartition("/")[2], KNOWN_AFTER_APPLY],
        }
        if self.runs == self.wanted:  # and is not what the estate says
            fields = {"released": [was, self.image.value], "task_definition": fields["task_definition"]}
        if self.first and self.before["desiredCount"] != self.params["minimum"]:
            fields["desired_count"] = [self.before["desiredCount"], self.params["minimum"]]
        return change("release", self.params["service"], "change", fields)

    def carry_out(self) -> None:
        """Raises RefusedError with the reason where the service runs what it ran before."""
        refuse_the_unapproved(self.planned or {})
        with counted_ctx(self.module) as ending:
            self.alarms = bake.firing(self.module)
            self._tell(f"{self.image} in place of {self.runs}")
            revision = revisions.registered(self.module, self.definition, self.params["container"], self.wanted)
            started = {"desiredCount": self.params["minimum"]} if self.first else {}
            rollout = Rollout(self.module, self.before, {"taskDefinition": revision, **started})
            try:
                self._prove(rollout)
            except (RefusedError, BotoCoreError, ClientError) as failure:
                why = self._reason(rollout, sentence(failure))
                back = gone_back(self.module, rollout, self.definition, self.first)
                ending.outcome = ROLLED_BACK if back.holds else ending.outcome
                raise RefusedError(
                    f"{self.image} is not released: {why}; {back.said}{self._note_failure(why)}"
                ) from None
            self._release()
            ending.outcome = RELEASED
        revisions.prune(self.module, self.definition["family"], rollout.service, self.params["keep_revisions"])
        self._tell(f"{self.image} is released")

    def _prove(self, rollout: Rollout) -> None:
        rollout.follow(self.params["wait_seconds"])
        self._tell(f"all of it runs, and is watched for {self.params['bake_seconds']} s")
        bake.watch(self.module, rollout, self.image.version, self.alarms)
        leading = revisions.described(self.module, primary(rollout.service)["taskDefinition"])
        if (now := revisions.image_of(leading, self.params["container"])) != self.wanted:
            raise RefusedError(f"the service runs {now}")

    def _release(self) -> None:
        try:
            self._note("rolled back" if self.params["rollback"] else "deployed")
        except (BotoCoreError, ClientError) as error:
            raise RefusedError(
                f"{self.image} runs and holds, but is not noted as released, so that an apply would put "
                f"{self.runs} back: deploy it again ({reason(error)})"
            ) from None

    def _reason(self, rollout: Rollout, refused: str) -> str:
        """With what is seen only before going back hides it; nothing that cannot be seen keeps it from going back."""
        try:
            return self._with_evidence(rollout, refused)
        except (BotoCoreError, ClientError) as error:
            return f"{refused}; why its tasks stopped cannot be seen: {reason(error)}"

    def _with_evidence(self, rollout: Rollout, refused: str) -> str:
        """The end of a log is told by the way."""
        ended = evidence.failed_tasks(self.module, rollout.service, rollout.id)
        tasks = ended or evidence.tasks_of(self.module, rollout.service, rollout.id, "RUNNING")
        lines = evidence.last_lines(self.module, tasks[0]) if tasks else []
        for line in lines:
            self._tell(f"log of {tasks[0]['taskArn'].rpartition('/')[2][:8]}: {line}")
        died = evidence.why_stopped(ended[0]) if ended else ""
        last = f"the last line of its log: {lines[-1]}" if lines else ""
        return "; ".join([refused, *(each for each in (died, last) if each and each not in refused)])

    def _note_failure(self, why: str) -> str:
        try:
            self._note("failed", why)
        except (BotoCoreError, ClientError) as error:
            return f"; that cannot be noted among the releases: {reason(error)}"
        return ""

    def _note(self, outcome: str, reason: str = "") -> None:
        told = Release(self.image.value, self.image.version, outcome, self.params["who"], reason)
        releases.write(self.module, self.params["release_parameter"], told)

    def _tell(self, line: Any) -> None:
        tell(f"  {self.params['service']}: {line}")
