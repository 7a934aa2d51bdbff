"""What docs/scale.md is reckoned by: a burst, a bill, a limit, and the page itself."""
