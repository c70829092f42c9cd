"""Settings of the tests: the project's own, with a state folder that is thrown away and static files as they lie."""

import atexit
import os
import shutil
import tempfile
from importlib.util import find_spec

if "TUTORIAL_VAR" not in os.environ:
    os.environ["TUTORIAL_VAR"] = tempfile.mkdtemp(prefix="glass-tests-")
    atexit.register(shutil.rmtree, os.environ["TUTORIAL_VAR"], ignore_errors=True)

# The extra for learning platforms is tested where it is installed; servers that tests start are as they always are.
asked = os.environ.get("TUTORIAL_LTI")
os.environ["TUTORIAL_LTI"] = asked if asked is not None else "1" if find_spec("lti_tool") else ""

from tutorial.settings import *  # noqa: E402, F403

if asked is None:
    del os.environ["TUTORIAL_LTI"]

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
