"""The neutral model: what the API means, with no word of Python in it except for the table of scalars.

Every node is a frozen value; types refer to each other by id, never by object, so recursion is plain
data. Text of the document is wrapped (`Text`, `Json`) so that it cannot be printed by accident.
"""
