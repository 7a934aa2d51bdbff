"""The one seam to AWS: typed calls to SQS, S3 and SSM, and errors that speak of AWS, not of its SDK."""
