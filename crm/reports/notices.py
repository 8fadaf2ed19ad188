"""Notices of reports: one waits for a partner, one was decided, a draft was made by itself."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import url_for
from flask_babel import lazy_gettext as _l

from crm.core.offers import NoticeKind, NoticeText
from crm.reports.labels import STATES
from crm.reports.present import title_of
from crm.reports.report_queries import visible_with


def _texts(user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    return {
        each.id: NoticeText(title_of(each), url_for("reports.show", report_id=each.id), str(STATES[each.state]))
        for each in visible_with(user, ids)
    }


NOTICES: Final = (
    NoticeKind("report.waiting", _l("Report waiting for approval"), "file-earmark-text", 36, _texts, way="now"),
    NoticeKind("report.decided", _l("Report approved or sent back"), "file-earmark-check", 37, _texts),
    NoticeKind("report.drafted", _l("Draft of a report made for a new quarter"), "file-earmark-plus", 38, _texts),
)
