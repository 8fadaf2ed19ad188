"""The form of branding."""

import io
from collections.abc import Iterator

from crm.branding.forms import BrandingForm
from tests.access.route import Route
from tests.files.samples import picture


def branding_routes() -> Iterator[Route]:
    """Yield it, with a logo."""
    typed = {"brand_primary": "#1f3a5f", "brand_paper": "oficio", "brand_letterhead": "Calle Uno 1",
             "logo": [(io.BytesIO(picture(size=(300, 100))), "logo.png")]}  # fmt: skip
    own = {"firm_setting": {"*"}, "stored_file": {"*"}}
    yield Route("branding.save_settings", "charlie", "/settings/documents", typed, own, BrandingForm)
