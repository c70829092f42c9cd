"""Measurements of the product by the product: what `manage.py bench` prints, row by row. DESIGN's budgets stand beside them."""
