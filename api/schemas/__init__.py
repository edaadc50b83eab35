"""The wire, version 1: what requests may say and what answers say.

Inside: `asked` and `answered` stand on `words`; `places` knows the way about them.
"""
