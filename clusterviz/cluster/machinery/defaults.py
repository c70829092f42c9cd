"""Defaults that the API server writes into objects, and that others fall back to where an object never passed through it.

A static Pod, for instance, comes from a file. Fact sheet §4.8, §15.
"""

from __future__ import annotations

GRACE_S = 30  # terminationGracePeriodSeconds
PROBE_DELAY_S, PROBE_TIMEOUT_S, PROBE_PERIOD_S = 0, 1, 10
PROBE_SUCCESSES, PROBE_FAILURES = 1, 3
JOB_BACKOFF_LIMIT = 6
AFFINITY_TIMEOUT_S = 10_800  # sessionAffinity: ClientIP
