"""The ports at which Kubernetes' own processes listen on a machine. Fact sheet §8.1, §9.1, §15.6."""

from __future__ import annotations

API_SERVER = 6443
KUBELET = 10250
KUBELET_HEALTH = 10248  # on the loopback interface only
PROXY_HEALTH = 10256
PROXY_METRICS = 10249  # on the loopback interface only
CONTROLLER_MANAGER = 10257
SCHEDULER = 10259
