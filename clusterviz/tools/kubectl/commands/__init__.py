"""kubectl's commands, in kubectl's order. To add one: one file, one line here."""

from .about import API_RESOURCES, API_VERSIONS, CLUSTER_INFO, VERSION
from .apply import COMMAND as APPLY
from .attach import COMMAND as ATTACH
from .auth import AUTH
from .autoscale import COMMAND as AUTOSCALE
from .certificate import COMMAND as CERTIFICATE
from .config import COMMAND as CONFIG
from .cp import COMMAND as CP
from .create import COMMAND as CREATE
from .debug import COMMAND as DEBUG
from .delete import COMMAND as DELETE
from .describe import COMMAND as DESCRIBE
from .diff import COMMAND as DIFF
from .edit import COMMAND as EDIT
from .elsewhere import COMPLETION, OPTIONS, PLUGIN, PROXY
from .events import COMMAND as EVENTS
from .exec import EXEC
from .explain import COMMAND as EXPLAIN
from .expose import COMMAND as EXPOSE
from .get import COMMAND as GET
from .kustomize import COMMAND as KUSTOMIZE
from .label import ANNOTATE, LABEL
from .logs import COMMAND as LOGS
from .nodes import CORDON, DRAIN, TAINT, UNCORDON
from .patch import COMMAND as PATCH
from .port_forward import COMMAND as PORT_FORWARD
from .replace import COMMAND as REPLACE
from .rollout import COMMAND as ROLLOUT
from .run import COMMAND as RUN
from .scale import COMMAND as SCALE
from .set import COMMAND as SET
from .top import COMMAND as TOP
from .wait import COMMAND as WAIT

COMMANDS = (
    CREATE,
    EXPOSE,
    RUN,
    SET,
    EXPLAIN,
    GET,
    EDIT,
    DELETE,
    ROLLOUT,
    SCALE,
    AUTOSCALE,
    CERTIFICATE,
    CLUSTER_INFO,
    TOP,
    CORDON,
    UNCORDON,
    DRAIN,
    TAINT,
    DESCRIBE,
    LOGS,
    ATTACH,
    EXEC,
    PORT_FORWARD,
    PROXY,
    CP,
    AUTH,
    DEBUG,
    EVENTS,
    DIFF,
    APPLY,
    PATCH,
    REPLACE,
    WAIT,
    KUSTOMIZE,
    LABEL,
    ANNOTATE,
    COMPLETION,
    CONFIG,
    PLUGIN,
    OPTIONS,
    VERSION,
    API_VERSIONS,
    API_RESOURCES,
)
