"""`make bench`: pages and saves of Puente beside a bare Flask page, in the same run."""
