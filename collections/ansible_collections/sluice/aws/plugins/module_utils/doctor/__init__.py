"""What may keep an apply from succeeding, looked at before it begins: one file for each part of a body."""
