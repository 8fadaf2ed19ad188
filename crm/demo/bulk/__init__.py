"""Many made-up clients, quickly: for measuring, not for reading."""
