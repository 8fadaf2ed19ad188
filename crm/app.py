"""The application: the features in order, from the ground up. Reading it is reading the plan."""

import sys
from typing import Any

import click
from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from crm.accounts.feature import FEATURE as ACCOUNTS
from crm.accounts.security import init_security
from crm.advisories.feature import FEATURE as ADVISORIES
from crm.alerts.feature import FEATURE as ALERTS
from crm.archive.feature import FEATURE as ARCHIVE
from crm.audit.capture import install_audit
from crm.audit.feature import FEATURE as AUDIT
from crm.branding.feature import FEATURE as BRANDING
from crm.briefs.feature import FEATURE as BRIEFS
from crm.calendar.feature import FEATURE as CALENDAR
from crm.checklists.feature import FEATURE as CHECKLISTS
from crm.clients.feature import FEATURE as CLIENTS
from crm.commitments.feature import FEATURE as COMMITMENTS
from crm.conflicts.feature import FEATURE as CONFLICTS
from crm.core.access import install_gate
from crm.core.commands import check_command, init_command, serve_command
from crm.core.config import Config, ConfigError, load_config
from crm.core.dates import use_pinned_zones
from crm.core.db import db, init_db
from crm.core.errors import install_errors
from crm.core.feature import Feature, Registry
from crm.core.i18n import init_i18n
from crm.core.kept import install_stamps
from crm.core.once import install_once
from crm.core.paths import package_folder
from crm.core.security import install_headers
from crm.core.serve import settle_worker
from crm.core.templating import init_templating, template_folder
from crm.core.views import blueprint as core_blueprint
from crm.demo.feature import FEATURE as DEMO
from crm.duplicates.feature import FEATURE as DUPLICATES
from crm.engagements.feature import FEATURE as ENGAGEMENTS
from crm.files.feature import FEATURE as FILES
from crm.handover.feature import FEATURE as HANDOVER
from crm.home.feature import FEATURE as HOME
from crm.imports.feature import FEATURE as IMPORTS
from crm.indicators.feature import FEATURE as INDICATORS
from crm.institutions.feature import FEATURE as INSTITUTIONS
from crm.issues.feature import FEATURE as ISSUES
from crm.jobs.feature import FEATURE as JOBS
from crm.keydates.feature import FEATURE as KEYDATES
from crm.lists.feature import FEATURE as LISTS
from crm.mandates.feature import FEATURE as MANDATES
from crm.merges.feature import FEATURE as MERGES
from crm.notices.feature import FEATURE as NOTICES
from crm.people.feature import FEATURE as PEOPLE
from crm.pipeline.feature import FEATURE as PIPELINE
from crm.reference.feature import FEATURE as REFERENCE
from crm.relations.feature import FEATURE as RELATIONS
from crm.reports.feature import FEATURE as REPORTS
from crm.search.feature import FEATURE as SEARCH
from crm.sources.feature import FEATURE as SOURCES
from crm.tasks.feature import FEATURE as TASKS

#: From the ground up: a feature imports only those before it.
FEATURES: tuple[Feature, ...] = (
    ACCOUNTS, AUDIT, JOBS, NOTICES, FILES, LISTS, REFERENCE, BRANDING, PEOPLE, CLIENTS, INSTITUTIONS, TASKS, CHECKLISTS,
    MANDATES, INDICATORS, SOURCES, ALERTS, ISSUES, ENGAGEMENTS, COMMITMENTS, ADVISORIES, PIPELINE, MERGES,
    DUPLICATES, CONFLICTS, CALENDAR, REPORTS, HOME, HANDOVER, SEARCH, IMPORTS, KEYDATES, RELATIONS, DEMO, ARCHIVE,
    BRIEFS,
)  # fmt: skip

MAX_BODY = 2 * 1024 * 1024
csrf = CSRFProtect()


def create_app(config: Config | None = None, **overrides: Any) -> Flask:
    """Make the WSGI application from CRM_* settings; overrides are Flask settings for tests."""
    use_pinned_zones()
    settings = config or load_config()
    app = Flask("crm", template_folder=template_folder(), static_folder="static", instance_path=str(settings.instance))
    app.config.update(
        CRM=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY,
        # A long note in a form with a file must arrive whole (reliability-bar.md § 0, fact 5).
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=20_000,
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"],
        **overrides,
    )
    app.extensions["crm_features"] = Registry(FEATURES)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    settings.instance.mkdir(parents=True, exist_ok=True)
    init_db(app, settings.database_url)
    Migrate(app, db, directory=str(package_folder("migrations")), render_as_batch=True)
    with app.app_context():
        install_audit()
        install_stamps()
        install_once(app)
    csrf.init_app(app)
    install_gate(app)
    init_i18n(app)
    Bootstrap5(app)
    Compress(app)
    init_security(app, https=settings.https)
    install_headers(app, https=settings.https)
    install_errors(app)
    init_templating(app)
    app.register_blueprint(core_blueprint)
    install_features(app)
    settle_worker()
    return app


def install_features(app: Flask) -> None:
    """Give the app each feature's pages, in order."""
    for feature in FEATURES:
        if feature.blueprint is not None:
            app.register_blueprint(feature.blueprint)
        if feature.init_app is not None:
            feature.init_app(app)


def main() -> None:
    """Run the crm command."""
    group = click.Group("crm", help="Puente: CRM and engagement tracker for US-Mexico trade consultancies.")
    for command in (init_command, serve_command, check_command, *(c for f in FEATURES for c in f.commands)):
        group.add_command(command)
    try:
        with create_app().app_context():
            group.main(standalone_mode=False)
    except ConfigError as error:
        sys.exit(f"crm: {error}")
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
