"""Both services and what people use instead, on the same work in one run: `ci/bench`."""
