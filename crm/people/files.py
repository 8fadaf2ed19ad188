"""Files of people: who sees a person sees their files."""

from crm.accounts.permissions import Permission
from crm.core.offers import FileOwner
from crm.people.models import PersonFile
from crm.people.queries import get_visible

OWNER = FileOwner("person", PersonFile, get_visible, "people.show_files", Permission.PERSON_READ)
