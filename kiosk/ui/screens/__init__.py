"""One screen a scene: a .py that holds properties, a .kv that holds looks."""
