"""What both services are built of."""
