"""The picture: a cluster as elements, hops as packets, decisions as sentences, a tree for those who do not see.

Plain Python that reads the cluster through the glass and changes nothing.
"""

from .inspect import events_of, inspect, to_yaml
from .objects import objects
from .packets import packet
from .scene import headline, scene
from .story import marks as timeline
from .story import story
from .tree import tree

__all__ = ["events_of", "headline", "inspect", "objects", "packet", "scene", "story", "timeline", "to_yaml", "tree"]
