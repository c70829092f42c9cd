"""The ways in which kubectl prints objects (`-o`)."""
