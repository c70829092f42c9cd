"""A learning platform (Moodle, Canvas, …) opens lessons and gets grades: LTI 1.3. Only where the extra is installed and switched on."""
