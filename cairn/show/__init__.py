"""How do answers look to a person? Pure functions from values to what rich can print.

Inside: one module an answer, all of them on `layout`, `numbers` and `prose`.
"""
