"""Configuration: `auditor.toml`, `.auditor.toml` or `[tool.auditor]`, the nearest one upward from each file."""

from auditor.config import words
from auditor.config.files import NAMES, NO_CONFIG, Config, ConfigWrong, Finder, read
from auditor.config.resolve import InForce, Project, common, matches, project, shared

__all__ = [
    "NAMES",
    "NO_CONFIG",
    "Config",
    "ConfigWrong",
    "Finder",
    "InForce",
    "Project",
    "common",
    "matches",
    "project",
    "read",
    "shared",
    "words",
]
