"""Records that travel between the stages: frozen, picklable data without behaviour of their own.

Must not read files, know the engine or the terminal.
"""
