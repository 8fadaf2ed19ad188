"""The store of the running app."""

from pathlib import Path
from typing import cast

from flask import Flask, current_app

from crm.core.config import ConfigError
from crm.core.paths import PACKAGE
from crm.files.receiving import FileRequest
from crm.files.store import FileStore


def init_app(app: Flask) -> None:
    """Open the store that the settings name. Raises ConfigError where it is of no use."""
    address = app.config["CRM"].files_address
    try:
        store = FileStore(address)
    except (ValueError, ImportError) as error:
        raise ConfigError(
            f"CRM_FILES is no folder and no address that can be used: {error}. "
            "For a bucket install its fsspec package (s3fs for s3://)."
        ) from error
    if store.local and Path(store.root).resolve().is_relative_to(PACKAGE):
        raise ConfigError("CRM_FILES lies within the program's own folder, which is served: name another folder.")
    app.extensions["crm_files"] = store
    app.request_class = FileRequest


def file_store() -> FileStore:
    """Return the store of uploaded files."""
    return cast("FileStore", current_app.extensions["crm_files"])
