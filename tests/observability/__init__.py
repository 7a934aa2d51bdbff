"""Alerts, the runbook, and what is generated of them: each held to what really runs and to what AWS emits."""
