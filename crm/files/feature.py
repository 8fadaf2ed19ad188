"""Declares stored files; which records have files is declared by the features above, as `FileOwner`."""

from crm.core.feature import Feature
from crm.files.commands import check_command, sweep_command
from crm.files.setup import init_app
from crm.files.views import blueprint

FEATURE = Feature("files", blueprint=blueprint, commands=[sweep_command, check_command], init_app=init_app)
