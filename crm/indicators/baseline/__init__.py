"""The figures that ship with the product, in a compact text of our own."""
