"""`kubectl create KIND NAME`: one file for each kind."""

from .configmap import COMMAND as CONFIGMAP
from .deployment import COMMAND as DEPLOYMENT
from .namespace import COMMAND as NAMESPACE
from .secret import COMMAND as SECRET
from .service import COMMAND as SERVICE
from .serviceaccount import COMMAND as SERVICEACCOUNT

CREATORS = (CONFIGMAP, DEPLOYMENT, NAMESPACE, SECRET, SERVICE, SERVICEACCOUNT)
