"""Declares the demo firm: `crm demo`."""

from crm.core.feature import Feature
from crm.demo.commands import demo_command

FEATURE = Feature("demo", commands=[demo_command])
