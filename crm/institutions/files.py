"""Files of institutions: open to the whole firm, as institutions are."""

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.offers import FileOwner
from crm.institutions import queries
from crm.institutions.models import Institution, InstitutionFile


def _get(_user: User, institution_id: int) -> Institution | None:
    return queries.get(institution_id)


OWNER = FileOwner("institution", InstitutionFile, _get, "institutions.show_files", Permission.INSTITUTION_READ)
