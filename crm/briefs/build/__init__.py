"""Words the parts of a brief from what `crm.briefs.queries` finds."""
