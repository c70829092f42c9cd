"""deploy/: what stands in its files is what the server has: settings, addresses, ports, and no secret."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))


def test_every_setting_that_is_given_exists() -> None:
    known = set(re.findall(r"(?:TUTORIAL_\w+|DATABASE_URL)", (ROOT / "tutorial" / "settings.py").read_text()))
    for file in (DEPLOY / "compose.yaml", DEPLOY / "kubernetes" / "glass.yaml"):
        for name in re.findall(r"TUTORIAL_\w+", file.read_text()):
            assert name in known, f"{file.name} sets {name}, which nobody reads"


def test_nginx_routes_by_the_cluster_in_the_path_and_keeps_numbers_inside() -> None:
    for file in (DEPLOY / "nginx.conf", DEPLOY / "kubernetes" / "nginx.conf"):
        text = file.read_text()
        assert "hash $glass_key consistent;" in text
        pattern = re.search(r"~(\^/c/\S+) \$cluster;", text)
        assert pattern is not None
        key = re.match(pattern[1].replace("(?<", "(?P<"), "/c/Abc-12_x/ws")
        assert key is not None
        assert key["cluster"] == "Abc-12_x"
        assert "location = /metrics { return 404; }" in text


@pytest.mark.parametrize("file", MANIFESTS, ids=lambda file: file.name)
def test_a_manifest_is_read_and_gives_no_container_more_than_it_needs(file: Path) -> None:
    for manifest in yaml.safe_load_all(file.read_text()):
        assert manifest["apiVersion"]
        spec = manifest.get("spec", {}).get("template", {}).get("spec", {})
        if spec:
            assert spec["automountServiceAccountToken"] is False
            for container in spec["containers"]:
                assert ":" in container["image"] or container["image"] == "glass"


def test_compose_gives_every_process_a_name_of_its_own() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    processes = {
        name: service["environment"]["TUTORIAL_PROCESS"]
        for name, service in services.items()
        if name.startswith("glass-")
    }
    assert len(set(processes.values())) == len(processes) >= 2
    for name in processes:
        assert f"server {name}:8000" in (DEPLOY / "nginx.conf").read_text()


def test_on_kubernetes_each_process_has_an_address_that_outlives_its_pod() -> None:
    manifests = [*yaml.safe_load_all((DEPLOY / "kubernetes" / "glass.yaml").read_text())]
    (processes,) = (one for one in manifests if one["kind"] == "StatefulSet")
    services = {one["metadata"]["name"]: one["spec"] for one in manifests if one["kind"] == "Service"}
    named = re.findall(r"server (\S+):8000", (DEPLOY / "kubernetes" / "nginx.conf").read_text())
    pods = [services[name]["selector"]["statefulset.kubernetes.io/pod-name"] for name in named]
    assert pods == [f"glass-{number}" for number in range(processes["spec"]["replicas"])]
    assert all(services[name].get("clusterIP") != "None" for name in named), "nginx looks a name up once"


def test_no_secret_stands_in_deploy() -> None:
    for file in DEPLOY.rglob("*"):
        if file.is_file():
            for value in re.findall(r"(?:PASSWORD|SECRET)\w*(?:: +|=)\"?([^\s,}\"]+)", file.read_text()):
                assert value.startswith(("$", "{", "*")), f"{file.name}: {value}"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    text = re.sub(r"server glass-\d:8000", "server 127.0.0.1:8000", (DEPLOY / "nginx.conf").read_text())
    file = tmp_path / "nginx.conf"
    file.write_text(
        f"pid {tmp_path}/nginx.pid;\nerror_log stderr;\n{text.replace('listen 80;', 'listen 127.0.0.1:18080;')}"
    )
    done = subprocess.run(["nginx", "-t", "-c", str(file)], capture_output=True, text=True, check=False)
    assert "syntax is ok" in done.stderr, done.stderr
