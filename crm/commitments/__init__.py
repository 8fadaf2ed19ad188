"""Commitments: promises with a maker, a receiver and a day; ours, a client's or an institution's."""
