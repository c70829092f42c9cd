"""The manifests of the control plane's static Pods, as kubeadm writes them onto its machine's disk."""

from __future__ import annotations

from functools import lru_cache

import yaml

MOST_CHARACTERS = 64 * 1024
IMAGES = {
    "etcd": "registry.k8s.io/etcd:3.6.6-0",
    "kube-apiserver": "registry.k8s.io/kube-apiserver:v1.36.2",
    "kube-controller-manager": "registry.k8s.io/kube-controller-manager:v1.36.2",
    "kube-scheduler": "registry.k8s.io/kube-scheduler:v1.36.2",
}
PAUSE_IMAGE = "registry.k8s.io/pause:3.10.1"
CPU = {"etcd": "100m", "kube-apiserver": "250m", "kube-controller-manager": "200m", "kube-scheduler": "100m"}


def program_of(component: str) -> str:
    """What a process is: `etcd-2` is an etcd."""
    return "etcd" if component.startswith("etcd") else component


def manifest(component: str) -> str:
    """The text of the file."""
    program = program_of(component)
    return f"""apiVersion: v1
kind: Pod
metadata:
  labels:
    component: {program}
    tier: control-plane
  name: {component}
  namespace: kube-system
spec:
  containers:
  - command:
    - {program}
    image: {IMAGES[program]}
    imagePullPolicy: IfNotPresent
    name: {component}
    resources:
      requests:
        cpu: {CPU[program]}
  hostNetwork: true
  priority: 2000001000
  priorityClassName: system-node-critical
"""


@lru_cache(maxsize=64)  # a kubelet looks every few seconds
def problem(text: str, component: str) -> str:
    """Why a kubelet cannot make this Pod of such a file, "" if it can."""
    if len(text) > MOST_CHARACTERS or any(isinstance(event, yaml.AliasEvent) for event in _events(text)):
        return "too large to be read here"
    try:
        read = yaml.safe_load(text)
    except yaml.YAMLError as error:
        return f"couldn't parse as pod(yaml: line {_line(error)}: {_words(error)}), please check config file"
    if not isinstance(read, dict) or read.get("kind") != "Pod" or read.get("apiVersion") != "v1":
        return "couldn't parse as pod(Object 'Kind' is missing), please check config file"
    spec = read.get("spec")
    if not isinstance(spec, dict) or not spec.get("containers"):
        return "invalid pod: spec.containers: Required value"
    return (
        "" if (read.get("metadata") or {}).get("name") == component else "invalid pod: metadata.name: unexpected name"
    )


def _events(text: str) -> list[yaml.Event]:
    try:
        return list(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        return []


def _line(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return int(mark.line) + 1 if mark is not None else 1


def _words(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", "") or "could not be read").replace("here", "in this context")
