"""On a laptop, what is checked out counts as released."""

from typing import Any

SERVICES = ("producer", "consumer")


async def release(ssm: Any) -> None:
    """Says so where a deployment would: the image is a name alone, since tasks run from the checkout."""
    for service in SERVICES:
        await ssm.put_parameter(
            Name=f"/sluice/local/release/{service}", Value=f"sluice/{service}:checkout", Type="String", Overwrite=True
        )
