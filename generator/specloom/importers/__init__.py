"""Importers: descriptions of services that are not OpenAPI, to OpenAPI documents.

Each is a room of its own, and the only place that knows the provider it is about. What OpenAPI has no words for
becomes the same `x-specloom-*` hints that anybody may write, so that the rest of the generator learns nothing new.
"""
