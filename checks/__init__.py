"""The built-in rules: one module a family, one function a rule."""
