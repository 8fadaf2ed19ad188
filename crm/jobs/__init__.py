"""Background work: a row for each job with a lease as the truth, Huey to carry and to wake."""
