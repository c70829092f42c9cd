"""kube-apiserver: the front door. Everyone talks to it, and only it talks to etcd."""

from .server import ApiServer

__all__ = ["ApiServer"]
