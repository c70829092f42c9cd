"""`kubectl create KIND NAME`: one file for each family of kinds."""

from .configmap import COMMAND as CONFIGMAP
from .deployment import COMMAND as DEPLOYMENT
from .ingress import COMMAND as INGRESS
from .job import CRONJOB, JOB
from .namespace import COMMAND as NAMESPACE
from .policy import PODDISRUPTIONBUDGET, PRIORITYCLASS, QUOTA
from .role import CLUSTERROLE, ROLE
from .rolebinding import CLUSTERROLEBINDING, ROLEBINDING
from .secret import COMMAND as SECRET
from .service import COMMAND as SERVICE
from .serviceaccount import COMMAND as SERVICEACCOUNT
from .token import COMMAND as TOKEN

CREATORS = (
    CLUSTERROLE,
    CLUSTERROLEBINDING,
    CONFIGMAP,
    CRONJOB,
    DEPLOYMENT,
    INGRESS,
    JOB,
    NAMESPACE,
    PODDISRUPTIONBUDGET,
    PRIORITYCLASS,
    QUOTA,
    ROLE,
    ROLEBINDING,
    SECRET,
    SERVICE,
    SERVICEACCOUNT,
    TOKEN,
)
