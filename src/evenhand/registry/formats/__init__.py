"""The formats in which lists of actors come, one file each."""
