"""The registry, which on a laptop holds what `.local/images` does."""

from pathlib import Path
from typing import Any

from moto.ecr.exceptions import ImageNotFoundException
from moto.ecr.models import ECRBackend, Image

from local_aws import image_store
from local_aws.image_store import Stored
from local_aws.patches.wrap import wrap


def images_on_this_machine_are_unknown() -> None:
    """DescribeImages must list the trees of the checkout that the daemon runs in, by tag and by digest."""

    def describe_images(
        original: Any,
        backend: ECRBackend,
        repository_name: str,
        registry_id: str | None = None,
        image_ids: list[dict[str, str]] | None = None,
    ) -> list[Image]:
        service = repository_name.rpartition("/")[2]
        trees = [each for each in image_store.stored(Path.cwd()) if each.service == service]
        if not trees:
            return list(original(backend, repository_name, registry_id, image_ids))
        found = [each for each in trees if not image_ids or any(_is(each, asked) for asked in image_ids)]
        if not found:
            raise ImageNotFoundException(str(image_ids), repository_name, registry_id or backend.account_id)
        return [_image(each, backend.account_id, repository_name) for each in found]

    wrap(ECRBackend, "describe_images", describe_images)


def _is(stored: Stored, asked: dict[str, str]) -> bool:
    return stored.digest == asked.get("imageDigest") or stored.version == asked.get("imageTag")


def _image(stored: Stored, account: str, repository: str) -> Image:
    image = Image(account, stored.version, "{}", repository, digest=stored.digest)
    image.image_pushed_at = int(stored.made_at)
    return image
