"""The program in a browser: a page, and for each visitor a process, a folder and limits of their own.

textual-serve carries keys and frames between page and process; what stands here is who may come, for how long, and
what of this machine they can reach. No screen is known here: a visitor's program is started as anybody would start it.
"""
