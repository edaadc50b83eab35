"""The service: HTTP in, HTTP out, no decision made here.

Imports point down: serve > app > routes | contract, reference > convert | serving > refusals | handlers, intake >
problems > schemas, settings, traces; door stands alone.
"""
