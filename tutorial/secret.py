"""The secret that signs sessions: made at the first start, kept beside the database, never in the repository."""

import os
import secrets
from pathlib import Path

from tutorial.setup.trouble import Trouble


def secret_key(folder: Path) -> str:
    """TUTORIAL_SECRET_KEY, or the one stored in `folder`, which is made when it is not there."""
    given = os.environ.get("TUTORIAL_SECRET_KEY")
    if given:
        return given
    file = folder / "secret-key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        # Only one process may make it; only its owner may read it.
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    stored = file.read_text().strip()
    if len(stored) < 50:
        raise Trouble(f"The secret in {file} is cut short: delete that file and start again (everyone is logged out).")
    return stored
