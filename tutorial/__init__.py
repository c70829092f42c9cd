"""The Django project: settings, addresses, the server, and the set-up that runs before any of them exists."""
