"""Judges what the firm chose for its documents; fields but the logo's are the keys of `crm.core.firm`."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, StringField
from wtforms.validators import Length, Optional, ValidationError

from crm.branding.colours import ENOUGH, OURS, colour_of, contrast_on_white
from crm.branding.logo import ACCEPT
from crm.branding.words import LABELS, PAPERS, default_notice
from crm.core.firm import settings_version
from crm.core.forms import BaseForm, choices, line, paragraph, pick
from crm.core.i18n import LANGUAGES
from crm.core.text import clean

#: Lines of the letterhead, and letters of one.
MOST_LINES, LONGEST_LINE = 6, 100


def colour(key: str) -> StringField:
    """Return a field for a colour, as a colour is typed; '' leaves ours."""
    render = {"maxlength": 7, "placeholder": OURS[key], "spellcheck": "false", "autocomplete": "off"}
    return StringField(LABELS[key], [Optional(), Length(max=9), _readable], filters=[_normal], render_kw=render)


def _normal(typed: str | None) -> str:
    text = clean(typed).strip()
    return colour_of(text) or text


def _readable(_form: BaseForm, field: Field) -> None:
    if colour_of(field.data) is None:
        raise ValidationError(_("Write a color as # and six digits or letters from a to f, as in #0b6b62."))
    ratio = contrast_on_white(field.data)
    if ratio < ENOUGH:
        raise ValidationError(
            _("%(colour)s has a contrast of %(ratio)s:1 on white, and letters need at least %(least)s:1: "
              "choose a darker color.", colour=field.data, ratio=ratio, least=ENOUGH)
        )  # fmt: skip


class BrandingForm(BaseForm):
    """Logo, colours, words and paper of the firm's documents, and how reports may be sent."""

    logo = FileField(_l("File of the logo"), render_kw={"accept": ACCEPT})
    remove_logo = BooleanField(_l("Remove the logo"))
    brand_primary = colour("brand_primary")
    brand_accent = colour("brand_accent")
    brand_letterhead = paragraph(LABELS["brand_letterhead"], maximum=600, rows=5)
    brand_footer_en = line(LABELS["brand_footer_en"], maximum=160)
    brand_footer_es = line(LABELS["brand_footer_es"], maximum=160)
    brand_notice_en = paragraph(LABELS["brand_notice_en"], maximum=1000, rows=5)
    brand_notice_es = paragraph(LABELS["brand_notice_es"], maximum=1000, rows=5)
    brand_paper = pick(LABELS["brand_paper"])
    reports_attach = BooleanField(LABELS["reports_attach"])

    def __init__(self, *args: Any, settings: dict[str, Any], **kwargs: Any) -> None:
        notices = {
            f"brand_notice_{code}": settings[f"brand_notice_{code}"] or default_notice(code) for code in LANGUAGES
        }
        kwargs["data"] = {**settings, **notices, "version": settings_version(settings, KEYS)}
        super().__init__(*args, **kwargs)
        self.brand_paper.choices = choices(PAPERS)

    @property
    def upload(self) -> Any:
        """Return the file that was chosen as logo, None where none was."""
        return self.logo.data if getattr(self.logo.data, "filename", "") else None

    def validate_brand_letterhead(self, field: Field) -> None:
        """Want a few short lines: it stands at the head of a page."""
        lines = field.data.splitlines()
        if len(lines) > MOST_LINES:
            raise ValidationError(_("Write at most %(most)s lines.", most=MOST_LINES))
        if any(len(each) > LONGEST_LINE for each in lines):
            raise ValidationError(_("Write at most %(most)s letters in a line.", most=LONGEST_LINE))

    def validate_remove_logo(self, field: Field) -> None:
        """Refuse to remove the logo and to put a new one in its place at once."""
        if field.data and self.upload:
            raise ValidationError(_("Choose one: a new logo takes the place of the old one anyway."))

    def values(self) -> dict[str, Any]:
        """Return the settings; a notice that is ours, or empty, is kept as "": ours may be worded better later."""
        typed = {key: value for key, value in super().values().items() if key not in {"logo", "remove_logo"}}
        for code in LANGUAGES:
            if typed[f"brand_notice_{code}"] == default_notice(code):
                typed[f"brand_notice_{code}"] = ""
        return typed


#: The settings that the form shows, the logo among them: a save is stale where one of these has changed.
KEYS: Final = tuple(LABELS)
