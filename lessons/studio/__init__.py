"""The studio: lessons written in the browser, from the first line to the learners."""
