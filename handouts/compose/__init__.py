"""Turn a request and reviewed content into a draft: whole HTML, its sheets, and what must be found in the page.

Must not lay out, write files or know the terminal.
"""
