"""Declares the archive of the whole firm: `crm archive`, `crm backup`, `crm restore`."""

from crm.archive.commands import archive_group, backup_command, restore_command
from crm.core.feature import Feature

FEATURE = Feature("archive", commands=[archive_group, backup_command, restore_command])
