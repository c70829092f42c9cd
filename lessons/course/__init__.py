"""The course: reading, checking and proving lessons. Plain Python, so that a lesson is proved without a web server."""
