"""Tables as people send them: CSV in any encoding, XLSX. Bytes in, rows out; knows no database and no request."""
