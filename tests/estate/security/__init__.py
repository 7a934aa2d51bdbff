"""What SECURITY.md demands of the estate, asserted on what the playbooks really built, read back by API."""
