"""What one types at the page's prompt: kubectl and the few shell words around it. Plain Python."""
