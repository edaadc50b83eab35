"""The service: HTTP in, HTTP out. What is recommended is decided in `recommender`, never here.

Imports point down, and a contract holds it: serve (processes) > app (how it is put together) > pages, routes (what is
called) > flows (what a call does, without HTTP) > access (who may) > serving (what is in service) > store (what is
kept).
"""
