"""A believable demo firm: its content as data, and the generator that sets it in time."""
