"""The parts of Python code: nodes, annotations, literals, imports."""
