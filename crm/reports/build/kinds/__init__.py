"""The other kinds of report: of the portfolio, the pipeline, an institution, an issue, a sector, a trade mission."""
