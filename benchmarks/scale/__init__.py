"""What mail of any volume needs and costs on AWS, of what was measured and what the inventory of prod says."""
