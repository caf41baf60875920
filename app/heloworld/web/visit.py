"""``python -m heloworld.web.visit``: the program as a visitor gets it, within its limits."""

from __future__ import annotations

import runpy

from heloworld.web import limits

if __name__ == "__main__":
    limits.impose()
    runpy.run_module("heloworld", run_name="__main__", alter_sys=True)
