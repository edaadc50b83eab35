"""Which steps lead from nothing to the tables of today?"""
