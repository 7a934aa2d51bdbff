"""What people write with a web framework and an SDK, each as its own documentation recommends."""
