"""What of a record a client may read: never the internal note, and never a text that names another client."""

from collections.abc import Iterable

from crm.core.text import fold
from crm.engagements.models import Engagement
from crm.engagements.present import met
from crm.tasks.models import Task


def summary(engagement: Engagement, client_id: int, language: str) -> str:
    """Return the summary for the client in one language; "" where there is none that may be printed."""
    text = engagement.summary_es if language == "es" else engagement.summary_en
    return printable(text, other_names(engagement, client_id))


def outcome(engagement: Engagement, client_id: int) -> str:
    """Return the outcome, "" where it may not be printed."""
    return printable(engagement.outcome, other_names(engagement, client_id))


def next_step(engagement: Engagement, client_id: int) -> str:
    """Return the next step, "" where it may not be printed."""
    return printable(engagement.next_step, other_names(engagement, client_id))


def institutions(engagement: Engagement, client_id: int, language: str) -> list[str]:
    """Return the bodies and businesses that were met, without those that may not be printed."""
    others = other_names(engagement, client_id)
    return [name for name in (printable(each, others) for each in met(engagement, language)) if name]


def institution(engagement: Engagement, client_id: int, language: str) -> str:
    """Return the bodies and businesses that were met as one text, "" where there is none."""
    return "; ".join(institutions(engagement, client_id, language))


def officials(engagement: Engagement, client_id: int, language: str) -> list[str]:
    """Return the holders of posts who were met, with the post held then; none where reports may not name them.

    Others who were present are not named: their business with us may be another client's affair.
    """
    if not engagement.name_officials:
        return []
    others = other_names(engagement, client_id)
    met_there = sorted((link for link in engagement.persons if link.in_post), key=lambda link: link.person_id)
    named = (f"{link.person.formal}, {link.held(language)}" for link in met_there)
    return [name for name in named if printable(name, others)]


def task_title(task: Task, client_id: int) -> str:
    """Return what is to be done, "" where it may not be printed."""
    return printable(task.title, other_names(task, client_id))


def other_names(record: Engagement | Task, client_id: int) -> list[str]:
    """Return the folded names of the record's other clients."""
    return [fold(link.client.name) for link in record.clients if link.client_id != client_id]


def printable(text: str, others: Iterable[str]) -> str:
    """Return the text, or "" where it names another client: one client never learns of another from us."""
    folded = fold(text)
    return "" if any(name and name in folded for name in others) else text.strip()


def names_another(record: Engagement | Task, client_id: int) -> bool:
    """Tell whether a text of the record is kept back because it names another client."""
    others = other_names(record, client_id)
    texts = (
        (record.title,)
        if isinstance(record, Task)
        else (
            *met(record, "en"),
            *met(record, "es"),
            record.summary_en,
            record.summary_es,
            record.outcome,
            record.next_step,
        )
    )
    return any(text.strip() and not printable(text, others) for text in texts)
