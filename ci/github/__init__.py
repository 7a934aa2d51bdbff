"""What workflows say on GitHub of what they found."""
