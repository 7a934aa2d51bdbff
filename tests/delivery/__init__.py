"""How versions, images and deployments come about."""
