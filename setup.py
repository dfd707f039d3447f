"""Which packages there are; everything else stands in pyproject.toml.

The rules' folder is called `checks` in the source and `auditor.checks` once installed, which no
declarative discovery can say.
"""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["auditor*"]),
        *(f"auditor.{p}" for p in find_packages(include=["checks*"])),
    ]
)
