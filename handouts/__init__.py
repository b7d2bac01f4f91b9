"""Printed handouts for patients: reviewed topics in, accessible PDFs out."""

__version__ = "0.1.0"
