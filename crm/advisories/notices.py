"""Notices of advisories: one waits for a partner, one was decided."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import url_for
from flask_babel import lazy_gettext as _l

from crm.advisories.labels import STATES
from crm.advisories.queries import visible_with
from crm.core.i18n import language
from crm.core.offers import NoticeKind, NoticeText


def _texts(user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    return {
        item.id: NoticeText(
            item.title(language()), url_for("advisories.show", advisory_id=item.id), str(STATES[item.state])
        )
        for item in visible_with(user, ids)
    }


NOTICES: Final = (
    NoticeKind("advisory.waiting", _l("Client advisory waiting for approval"), "send", 34, _texts, way="now"),
    NoticeKind("advisory.decided", _l("Client advisory approved or sent back"), "send-check", 35, _texts),
)
