"""The default profile of Kubernetes v1.36: every plugin, in order, with its weight in its own file. Fact sheet §6.2.

To add a plugin: one file here, one line in the tuple.
"""

from ..framework import Plugin
from .default_preemption import DefaultPreemption
from .dynamic_resources import DynamicResources
from .image_locality import ImageLocality
from .inter_pod_affinity import InterPodAffinity
from .node_affinity import NodeAffinity
from .node_name import NodeName
from .node_ports import NodePorts
from .node_resources_balanced_allocation import NodeResourcesBalancedAllocation
from .node_resources_fit import NodeResourcesFit
from .node_unschedulable import NodeUnschedulable
from .node_volume_limits import NodeVolumeLimits
from .pod_topology_spread import PodTopologySpread
from .taint_toleration import TaintToleration
from .volume_binding import VolumeBinding
from .volume_restrictions import VolumeRestrictions
from .volume_zone import VolumeZone

PLUGINS: tuple[Plugin, ...] = (
    NodeUnschedulable(),
    NodeName(),
    TaintToleration(),
    NodeAffinity(),
    NodePorts(),
    NodeResourcesFit(),
    VolumeRestrictions(),
    NodeVolumeLimits(),
    VolumeBinding(),
    VolumeZone(),
    PodTopologySpread(),
    InterPodAffinity(),
    DynamicResources(),
    DefaultPreemption(),
    NodeResourcesBalancedAllocation(),
    ImageLocality(),
)

# Each in order: the first refusal counts, and local plugins stand before those that see the whole cluster.
FILTERS = tuple(plugin for plugin in PLUGINS if plugin.filters)
SCORERS = tuple(plugin for plugin in PLUGINS if plugin.weight)
BY_NAME = {plugin.name: plugin for plugin in PLUGINS}
PREEMPTION = next(plugin for plugin in PLUGINS if isinstance(plugin, DefaultPreemption))
