"""The classroom: rooms with a code, the teacher's board, what teachers do to all clusters at once, and what remains after."""
