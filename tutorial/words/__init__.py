"""The words of the interface: found in templates, Python and scripts, kept as .po files in locale/, read by Django as .mo files.

GNU gettext is not needed: what a catalogue needs of it stands here.
"""
