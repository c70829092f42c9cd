"""Safety and liveness of storage: one volume for one claim, and both say so. Fact sheet §7.15."""

from __future__ import annotations

from collections.abc import Iterator

from ..cluster import Cluster
from ..machinery.objects import Object, deleting, key_of, name_of, uid_of
from ..machinery.quantities import whole
from ..machinery.resources import PERSISTENTVOLUMECLAIMS, PERSISTENTVOLUMES


def no_volume_has_two_claims(cluster: Cluster) -> Iterator[str]:
    """No two claims are bound to one volume; a claim that has lost its volume has none."""
    taken: dict[str, str] = {}
    for claim in cluster.objects(PERSISTENTVOLUMECLAIMS):
        volume = claim["spec"].get("volumeName")
        if not volume or (claim.get("status") or {}).get("phase") != "Bound":
            continue
        if taken.setdefault(volume, key_of(claim)) != key_of(claim):
            yield f"{volume} is bound to {taken[volume]} and to {key_of(claim)}"


def volumes_are_settled(cluster: Cluster) -> Iterator[str]:
    """Claim and volume agree on each other; a volume whose claim is gone is released; no claim waits beside a volume that fits."""
    claims = {uid_of(claim): claim for claim in cluster.objects(PERSISTENTVOLUMECLAIMS)}
    volumes = {name_of(volume): volume for volume in cluster.objects(PERSISTENTVOLUMES)}
    for volume in volumes.values():
        claimed = (volume["spec"].get("claimRef") or {}).get("uid")
        wanted = "Available" if not claimed else "Bound" if claimed in claims else "Released"
        if (volume.get("status") or {}).get("phase") != wanted:
            yield f"PersistentVolume {name_of(volume)} is {volume.get('status')}, but it should be {wanted}"
    for claim in claims.values():
        volume_name = claim["spec"].get("volumeName")
        phase = (claim.get("status") or {}).get("phase")
        if volume_name:
            found = volumes.get(volume_name)
            mine = found is not None and (found["spec"].get("claimRef") or {}).get("uid") == uid_of(claim)
            if phase != ("Bound" if mine else "Lost"):
                yield f"PersistentVolumeClaim {key_of(claim)} is {phase}, and {volume_name} {'is' if mine else 'is not'} its own"
        elif not deleting(claim):
            fitting = [name for name, volume in volumes.items() if _free(volume) and _fits(volume, claim)]
            if phase != "Pending" or fitting:
                yield f"PersistentVolumeClaim {key_of(claim)} is {phase}, and {fitting} would fit"


def _free(volume: Object) -> bool:
    return not volume["spec"].get("claimRef") and not deleting(volume)


def _fits(volume: Object, claim: Object) -> bool:
    room, asked = volume["spec"]["capacity"]["storage"], claim["spec"]["resources"]["requests"]["storage"]
    classes = [one["spec"].get("storageClassName") for one in (volume, claim)]
    modes = [set(one["spec"].get("accessModes") or ()) for one in (volume, claim)]
    return classes[0] == classes[1] and modes[1] <= modes[0] and whole(room) >= whole(asked)
