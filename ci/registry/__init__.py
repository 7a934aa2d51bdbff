"""Images in the registry: pushed, looked through, let through, listed, and verified before a deployment."""
