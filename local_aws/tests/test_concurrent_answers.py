"""Two calls of ECS at the same moment: upstream one spoils the other's answer (otherwise drop the patch), here not."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# In one process, for only there a call can be made to come between the question and the answer of another.
ASKED = """
import sys
from moto.ecs.responses import EC2ContainerServiceResponse

if sys.argv[1:]:
    from local_aws import patches
    patches.apply()

one, other = EC2ContainerServiceResponse(), EC2ContainerServiceResponse()
one._include_in_response("tags")
other._exclude_from_response("tags")
print(one.RESPONSE_KEY_PATH_TO_TRANSFORMER["tags"]("told"))
"""


def told(*arguments: str) -> bool:
    command = [sys.executable, "-c", ASKED, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip() == "told"


def test_whoever_asks_for_tags_is_told_them() -> None:
    assert not told()
    assert told("patched")
