"""Reference data: sectors, classifications, countries, states, ports of entry and USMCA chapters, in two languages."""
