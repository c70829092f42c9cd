"""The model: a Kubernetes cluster in virtual time. Plain Python; start reading in `cluster.py`."""
