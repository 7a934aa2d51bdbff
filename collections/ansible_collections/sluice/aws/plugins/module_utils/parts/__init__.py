"""What a service is made of: one file for each kind of part, so that one module can bring all of them."""
