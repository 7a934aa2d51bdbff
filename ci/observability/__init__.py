"""What people see of a running estate, generated from what inventory/common says of its alerts and from these pages."""
