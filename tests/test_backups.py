"""Backups: everything is in one file, and comes back into an empty place; a file that is none is refused."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tutorial.setup import places


def manage(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TUTORIAL_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "tutorial.settings"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, str(places.ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, cwd=places.ROOT, capture_output=True, text=True, check=False)


POKED = """
from clusterviz.live import registry, visitor
from clusterviz.models import ClusterRecord
record = visitor.create("somebody", "sandbox", seed=7)
host = registry.host_of(record)
host.set_pace("paused")
host.run("kubectl create configmap one")
host.run("kubectl create configmap two")
host.work_s = 1
registry._write(host, image=True)
"""
TOLD = """
from clusterviz.live import registry
from clusterviz.models import ClusterRecord
from django.conf import settings
host = registry.host_of(ClusterRecord.objects.get())
print(host.cluster.trace.digest(), host.journal.pokes, settings.SECRET_KEY)
"""


@pytest.mark.slow
def test_a_backup_comes_back_in_another_place_with_the_same_digest(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "all.zip"
    assert manage(here, "migrate", "--no-input").returncode == 0
    assert manage(here, "shell", "-c", POKED).returncode == 0
    made = manage(here, "backup", str(file))
    assert "1 clusters, 2 pokes" in made.stdout, made.stderr
    assert file.stat().st_mode & 0o077 == 0, "others can read the secret"
    before = manage(here, "shell", "-c", TOLD).stdout.split()[-3:]
    restored = manage(there, "restore", str(file))
    assert "1 clusters, 2 pokes" in restored.stdout, restored.stderr
    again = manage(there, "shell", "-c", TOLD)
    assert again.stdout.split()[-3:] == before
    assert "is not signed by this site" not in again.stderr
    refused = manage(there, "restore", str(file))
    assert "1 clusters are stored here. To put the backup in their place, add --replace." in refused.stderr
    assert manage(there, "restore", str(file), "--replace").returncode == 0


@pytest.mark.slow
def test_what_is_no_backup_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "torn.zip"
    file.write_bytes(b"PK\x03\x04 torn")
    assert "is no backup, or it is torn" in manage(tmp_path, "restore", str(file)).stderr
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("backup.json", '{"format": 2}')
    assert "is a backup of format 2; this program reads 1." in manage(tmp_path, "restore", str(file)).stderr
    assert "could not be written" in manage(tmp_path, "backup", str(tmp_path / "nowhere" / "all.zip")).stderr
