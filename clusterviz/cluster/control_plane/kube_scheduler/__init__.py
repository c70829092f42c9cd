"""kube-scheduler: chooses a node for each Pod that has none.

Read `scheduler.py` first (the process: caches, one Pod after the other, binding, preemption), then `cycle.py` (one choice, a
pure function), then `plugins/` (one rule each, in the order of the tuple). `queue.py` decides whose turn it is and who sleeps;
`snapshot.py` and `node_info.py` are what the scheduler knows; `rehearsal.py` lets recorded decisions be replayed.
"""

from .scheduler import Scheduler

__all__ = ["Scheduler"]
