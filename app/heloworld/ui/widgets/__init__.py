"""The widgets: each one visual idea; none reaches up or across."""
