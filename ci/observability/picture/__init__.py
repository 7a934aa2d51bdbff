"""The dashboard of mail as a picture, drawn of what a real Prometheus saw of both services on this machine."""
