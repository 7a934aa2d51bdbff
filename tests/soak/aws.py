"""The embedded AWS in a process of its own, for it is slow: tells its URL, and ends when its stdin does."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def aws_ctx(folder: Path) -> AsyncIterator[str]:
    """Yields the URL; what it complains of is in `aws.log`."""
    with (folder / "aws.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            __name__,
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    assert process.stdout
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


def main() -> None:
    from local_aws.embedded import embedded_ctx  # noqa: PLC0415 - a second of imports that the parent does not need

    with embedded_ctx(0) as url:
        print(url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
