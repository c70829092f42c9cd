"""The picture: a cluster as elements, hops as packets, decisions as sentences, a tree for those who do not see.

Plain Python that reads the cluster through the glass and changes nothing.
"""
