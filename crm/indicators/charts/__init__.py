"""Charts as SVG text made here: no script, no style attribute, the same picture on the page and in the PDF."""
