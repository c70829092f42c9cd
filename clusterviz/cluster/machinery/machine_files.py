"""The files of a machine as kubeadm and its packages leave them. A pure function of the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import disk, ports
from .dns import CLUSTER_DNS, CLUSTER_DOMAIN
from .static_manifests import PAUSE_IMAGE, manifest

if TYPE_CHECKING:
    from .machine import Machine

SOCKETS = {
    "containerd": "unix:///run/containerd/containerd.sock",
    "cri-o": "unix:///var/run/crio/crio.sock",
    "docker": "unix:///run/cri-dockerd.sock",
    "rkt": "",
}
CNI_FILES = {
    "containerd": "10-bridge.conflist",
    "cri-o": "11-crio-ipv4-bridge.conflist",
    "docker": "10-bridge.conflist",
}
NAME_SERVER = "172.18.0.1"
OS_RELEASE = (
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\n'
    "VERSION_CODENAME=bookworm\nID=debian\n"
)
API_SERVER = "https://172.18.0.2:6443"


def silent(runtime: str) -> str:
    """What gRPC says to a client of this runtime while nobody listens at its socket."""
    return (
        'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: '
        f'dial unix {SOCKETS[runtime].removeprefix("unix://")}: connect: connection refused"'
    )


def original(machine: Machine) -> dict[str, str]:
    """Path → text."""
    files = {
        "/etc/hostname": f"{machine.name}\n",
        "/etc/os-release": OS_RELEASE,
        "/etc/hosts": f"127.0.0.1\tlocalhost\n{machine.address}\t{machine.name}\n",
        "/etc/fstab": "UUID=7f1c2a44-93d5-4c6e-8a1b-5d20c7f0e913 /    ext4 errors=remount-ro 0 1\n"
        "#/swapfile                                none swap sw                0 0\n",
        disk.RESOLV_CONF: f"nameserver {NAME_SERVER}\noptions edns0\n",
        disk.KUBELET_CONFIG: kubelet_config(machine),
        disk.KUBELET_FLAGS: f'KUBELET_KUBEADM_ARGS="{flags(machine)}"\n',
        disk.KUBELET_KUBECONFIG: kubeconfig(machine),
        "/etc/kubernetes/pki/ca.crt": "-----BEGIN CERTIFICATE-----\nMIIDBTCCAe2gAwIBAgIIE\n-----END CERTIFICATE-----\n",
    }
    if machine.runtime in CNI_FILES:
        files[f"{disk.CNI}/{CNI_FILES[machine.runtime]}"] = cni_config(machine)
        files["/etc/crictl.yaml"] = (
            f"runtime-endpoint: {SOCKETS[machine.runtime]}\nimage-endpoint: {SOCKETS[machine.runtime]}\n"
        )
    if machine.runtime == "containerd":
        files["/etc/containerd/config.toml"] = CONTAINERD_CONFIG
    if machine.runtime == "cri-o":
        files["/etc/crio/crio.conf.d/10-crio.conf"] = CRIO_CONFIG
    if machine.runtime == "docker":
        files["/etc/docker/daemon.json"] = DOCKER_CONFIG
    for component in machine.static_pods:
        files[f"{disk.MANIFESTS}/{component}.yaml"] = manifest(component)
    if machine.static_pods:
        files["/etc/kubernetes/admin.conf"] = kubeconfig(machine).replace("default-auth", "kubernetes-admin")
    return files


def flags(machine: Machine) -> str:
    """What kubeadm found out about the machine and gives to its kubelet."""
    if machine.runtime == "rkt":
        return "--container-runtime=rkt --rkt-path=/usr/bin/rkt"
    return f"--pod-infra-container-image={PAUSE_IMAGE}" if machine.runtime == "docker" else ""


def kubelet_config(machine: Machine) -> str:
    """KubeletConfiguration."""
    endpoint = SOCKETS[machine.runtime]
    return f"""apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
cgroupDriver: systemd
clusterDNS:
- {CLUSTER_DNS}
clusterDomain: {CLUSTER_DOMAIN}
containerRuntimeEndpoint: {endpoint or '""'}
healthzBindAddress: 127.0.0.1
healthzPort: {ports.KUBELET_HEALTH}
kind: KubeletConfiguration
maxPods: {machine.pods}
resolvConf: /etc/resolv.conf
rotateCertificates: true
shutdownGracePeriod: {machine.shutdown_grace_s}s
shutdownGracePeriodCriticalPods: {machine.shutdown_grace_critical_s}s
staticPodPath: {disk.MANIFESTS}
"""


def kubeconfig(machine: Machine) -> str:
    """How its kubelet finds the API server, and who it is there."""
    return f"""apiVersion: v1
clusters:
- cluster:
    certificate-authority: /etc/kubernetes/pki/ca.crt
    server: {API_SERVER}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: default-auth
  name: default-context
current-context: default-context
kind: Config
users:
- name: default-auth
  user:
    client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem
    client-key: /var/lib/kubelet/pki/kubelet-client-current.pem
"""


def cni_config(machine: Machine) -> str:
    """The Pod network: a bridge, and host-local addresses of the node's range."""
    return f"""{{
  "cniVersion": "1.0.0",
  "name": "bridge",
  "plugins": [
    {{
      "type": "bridge",
      "bridge": "cni0",
      "isGateway": true,
      "ipMasq": true,
      "ipam": {{ "type": "host-local", "subnet": "{machine.pod_cidr}" }}
    }},
    {{ "type": "portmap", "capabilities": {{ "portMappings": true }} }}
  ]
}}
"""


CONTAINERD_CONFIG = f"""version = 3

[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = '{PAUSE_IMAGE}'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = true
"""
CRIO_CONFIG = """[crio.image]
signature_policy = "/etc/crio/policy.json"

[crio.runtime]
default_runtime = "runc"

[crio.runtime.runtimes.runc]
runtime_path = "/usr/bin/runc"
monitor_path = "/usr/bin/conmon"
"""
DOCKER_CONFIG = """{
  "exec-opts": ["native.cgroupdriver=systemd"],
  "log-driver": "json-file"
}
"""
