"""The screens: layout and short handlers."""
