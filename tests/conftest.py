"""What all tests share."""

from hypothesis import HealthCheck, settings

# The machine may be busy: a slow example is no failure, and the same examples come on every run.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
