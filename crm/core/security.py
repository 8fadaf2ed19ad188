"""Response headers: strict CSP, no sniffing, no framing, nothing private in a cache."""

from typing import Final

from flask import Flask, Response, request

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "manifest-src 'self'"
)
#: For what somebody uploaded: an answer that may run nothing and load nothing, whatever a browser takes it for.
SANDBOX: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
STATIC_ENDPOINTS: Final = frozenset({"static", "bootstrap.static"})
STATIC_MAX_AGE: Final = 31_536_000


def install_headers(app: Flask, *, https: bool) -> None:
    """Set the headers on every answer, errors and downloads included."""

    @app.after_request
    def headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            if name != "Content-Security-Policy" or response.headers.get(name) != SANDBOX:
                response.headers[name] = value
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint in STATIC_ENDPOINTS and response.status_code in {200, 304}:
            # Addresses of static files carry a digest of the file: they may be kept for a year.
            immutable = ", immutable" if "v" in request.args else ""
            response.headers["Cache-Control"] = f"public, max-age={STATIC_MAX_AGE if immutable else 3600}{immutable}"
        else:
            response.headers["Cache-Control"] = "no-store"
        return response
