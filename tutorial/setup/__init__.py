"""What manage.py does before Django exists: it brings in every package, builds, and then starts what was asked for.

Only the standard library may be imported here.
"""
