"""What holds for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No test fails because the machine is slow, or has other things to do.
settings.register_profile("specloom", suppress_health_check=list(HealthCheck))
settings.load_profile("specloom")
