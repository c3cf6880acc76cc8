"""What is expected has tests of its own: test_cases.py runs them, each beside its client."""

collect_ignore_glob = ["*/expected/*"]
