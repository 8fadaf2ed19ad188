"""Puente: CRM and engagement tracker for US-Mexico trade consultancies."""

__version__ = "0.1.0"
