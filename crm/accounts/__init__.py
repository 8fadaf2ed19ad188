"""Consultants, roles and permissions, sign-in and its sessions."""
