"""The volume binder: finds a PersistentVolume for each claim, and sees what becomes of it afterwards."""

from .controller import VolumeBinder

__all__ = ["VolumeBinder"]
