"""What mail of any volume needs and costs on AWS, reckoned from what was measured and what the inventory of prod says."""
