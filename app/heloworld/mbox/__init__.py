"""mbox: the file in which mail ends up, and how it is read and written safely."""
