"""One client from its document to its files: the stages in order, and what makes a run unnecessary."""
