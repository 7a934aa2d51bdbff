"""What a laptop has instead of AWS: moto, a runner for the tasks of ECS, a forwarder in place of the ALB."""
