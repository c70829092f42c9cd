"""Settings of the tests: the project's own, with a state folder that is thrown away and static files as they lie."""

import atexit
import os
import shutil
import tempfile

if "TUTORIAL_VAR" not in os.environ:
    os.environ["TUTORIAL_VAR"] = tempfile.mkdtemp(prefix="glass-tests-")
    atexit.register(shutil.rmtree, os.environ["TUTORIAL_VAR"], ignore_errors=True)

from tutorial.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
