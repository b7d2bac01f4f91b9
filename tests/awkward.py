"""Made-up patients who are hard to set: long names, other scripts, marks, empty fields, symbols, long notes.

Must not hold a real person's name.
"""

from __future__ import annotations

from itertools import islice

from handouts.model.request import Patient

NAMES = (
    "Amina Haddad",
    "",
    "X",
    "Bartholomew Featherstonehaugh-Cholmondeley",
    "Aleksandra Wojciechowska-Kowalewska von Habsburg-Lothringen",
    "محمد عبد الرحمن الحدّاد",
    "שרה לוי-כהן",
    "Zoe\u0308 N\u0303u\u0301n\u0303ez-O\u2019Connor",
    "Nguyễn Thị Phượng",
    "Łukasz Żółć (Łuk)",
    "Σωκράτης Παπαδόπουλος",
    "Наталья Щербакова",
    "سارة Smith (سارة)",
    "fi fl ffi AVAToTy “quoted” — 50 %",
    "สมชาย ใจดี",
    "अनीता शर्मा",
)
REFERENCES = ("R-0001", "", "(12/34) [x]", "٣٤٥٦", "A\\B(C)")
DATES = ("1 May 2026", "", "١ مايو ٢٠٢٦")
PRESCRIBERS = ("Dr Who", "", "د. ليلى", "Dr A. von und zu Hohenzollern-Sigmaringen")
NOTES = (
    "",
    "Take care.",
    "Call us on Monday.\nBring this sheet.",
    "لا تتوقف وحدك (أبداً)\nCall 12345",
    "one\ntwo\nthree\nfour",
    "A longer note that runs over the end of its line and goes on to the next one, as notes do, and then some more.",
    "☎ ✓ ½ → ≤ 5 mg",
)


def patients(count: int) -> tuple[Patient, ...]:
    """Return this many different ones, each value early among them."""
    made = (
        Patient(
            name=NAMES[(at * 5 + at // 16) % len(NAMES)],
            reference=REFERENCES[(at + at // 5) % len(REFERENCES)],
            date=DATES[(at // 2) % len(DATES)],
            prescriber=PRESCRIBERS[(at * 3 + at // 7) % len(PRESCRIBERS)],
            appointment=DATES[(at + 1) % len(DATES)],
            note=NOTES[(at * 2 + at // 9) % len(NOTES)],
        )
        for at in range(count)
    )
    return tuple(islice(made, count))


def canary(number: int) -> Patient:
    """Return a patient whose words are in no other's file and in no sheet."""
    letters = "BCDFGHJKLMNPQRSTVWXZ"
    word = "Qq" + "".join(letters[number // len(letters) ** place % len(letters)] for place in range(5))
    return Patient(name=f"{word} Nn", reference=f"{word}R", note=f"{word}y")
