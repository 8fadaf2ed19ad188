from pathlib import Path

import pytest

from crm.app import create_app
from crm.core.config import ConfigError, load_config
from crm.core.paths import PACKAGE
from crm.files.setup import file_store


def settings(folder: Path, **more: str) -> dict[str, str]:
    return {"CRM_INSTANCE": str(folder), **more}


def test_files_lie_in_the_instance_folder_unless_another_place_is_named(tmp_path: Path) -> None:
    with create_app(load_config(settings(tmp_path)), TESTING=True).app_context():
        assert file_store().root == str(tmp_path / "files")
    with create_app(load_config(settings(tmp_path, CRM_FILES="memory://firm")), TESTING=True).app_context():
        assert not file_store().local
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize("address", ["nothing://x", str(PACKAGE / "static" / "uploads")])
def test_a_store_of_no_use_stops_the_start_with_a_sentence(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigError, match="CRM_FILES"):
        create_app(load_config(settings(tmp_path, CRM_FILES=address)), TESTING=True)


def test_a_bucket_whose_package_is_missing_says_which(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="s3fs"):
        create_app(load_config(settings(tmp_path, CRM_FILES="s3://firm/files")), TESTING=True)


@pytest.mark.parametrize(("name", "value"), [("CRM_FILE_MB", "0"), ("CRM_FILE_MB", "many"), ("CRM_FILES_GB", "-1")])
def test_a_limit_that_is_no_limit_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_config(settings(tmp_path, **{name: value}))
