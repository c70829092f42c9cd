"""Add-ons: what a cluster needs beside the control plane, and runs as Pods."""
