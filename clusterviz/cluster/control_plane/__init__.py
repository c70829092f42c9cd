"""The control plane: it holds what is wanted, and works until it is so."""
