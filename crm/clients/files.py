"""Files of clients: who sees a client sees its files."""

from crm.accounts.permissions import Permission
from crm.clients.models.depth import ClientFile
from crm.clients.queries import get_visible
from crm.core.offers import FileOwner

OWNER = FileOwner("client", ClientFile, get_visible, "clients.show_files", Permission.CLIENT_READ)
