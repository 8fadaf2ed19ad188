"""The whole firm in one file: an archive that either engine reads, and backups of the database as it is."""
