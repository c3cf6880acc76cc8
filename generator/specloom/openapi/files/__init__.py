"""The files and URLs that a description consists of."""
