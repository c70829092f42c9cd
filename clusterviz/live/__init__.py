"""Clusters that run in this process: a host each, their pace, frames for viewers, and what is stored of them.

driver ── gives every awake host its slice of each tick
host   ── one running cluster: advances it, collects its trace, makes frames
outbox ── what one viewer still has to get
"""
