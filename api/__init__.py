"""The service: HTTP in, HTTP out, no decision made here."""
