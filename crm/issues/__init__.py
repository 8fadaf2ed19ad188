"""Matters followed over time: a tariff, an anti-dumping order, a port's hours, a labor case."""
