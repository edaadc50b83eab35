"""Which contents are there beside the series of each skill: fashions that teach nothing, and duties? By hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Fashion:
    """A content that everyone likes and that brings nobody further."""

    title: str
    about: str
    skill: str
    minutes: int
    modality: str


FASHIONS: Final = (
    Fashion(
        "Ten habits of brilliant people", "A journey through the mornings of famous founders.", "time", 20, "mobile"
    ),
    Fashion(
        "Find your learning style", "Are you an ear, an eye or a hand? Take the quiz.", "coaching", 15, "self_paced"
    ),
    Fashion(
        "Body language secrets",
        "What crossed arms really say, by a former casting director.",
        "presenting",
        45,
        "self_paced",
    ),
    Fashion(
        "Manifest your best quarter", "See the number, feel the number, be the number.", "pipeline", 30, "self_paced"
    ),
    Fashion(
        "Colours of personality", "Red, blue, green or yellow: know your customer at a glance.", "discovery", 90, "live"
    ),
    Fashion("Think like a founder", "Stories from garages, with a workbook.", "change", 120, "self_paced"),
    Fashion("Left brain, right brain", "Wake the sleeping half and write with ease.", "writing", 25, "mobile"),
    Fashion("The inbox zero challenge", "Thirty days, one empty screen.", "time", 60, "self_paced"),
    Fashion(
        "Power poses for leaders", "Two minutes before the meeting that change everything.", "feedback", 10, "mobile"
    ),
    Fashion("Quantum negotiation", "A keynote with live music.", "negotiation", 60, "live"),
)


@dataclass(frozen=True, slots=True)
class DutyContent:
    """A content that a requirement asks for; `titles` in English, German and Spanish (empty: not there)."""

    key: str
    skill: str
    titles: tuple[str, str, str]
    about: str
    minutes: int
    modality: str
    certifies: bool = False


DUTY_CONTENTS: Final = (
    DutyContent(
        "awareness",
        "phishing",
        ("Security awareness, yearly", "Sicherheitsbewusstsein, jährlich", "Conciencia de seguridad, anual"),
        "What attackers tried this year, and what to do when something looks odd.",
        25,
        "self_paced",
    ),
    DutyContent(
        "privacy",
        "privacy",
        ("Data protection for everyone", "Datenschutz für alle", "Protección de datos para todos"),
        "The rules for data of people, with a test.",
        40,
        "self_paced",
    ),
    DutyContent(
        "conduct",
        "conduct",
        ("Our code of conduct", "Unser Verhaltenskodex", "Nuestro código de conducta"),
        "What we stand for, and whom to ask when in doubt.",
        30,
        "self_paced",
    ),
    DutyContent(
        "antibribery",
        "bribery",
        ("Refusing bribes: refresher", "Bestechung ablehnen: Auffrischung", "Rechazar sobornos: repaso"),
        "For all who buy, sell or sign.",
        35,
        "self_paced",
    ),
    DutyContent(
        "evacuation", "fire", ("Evacuation drill on site", "", ""), "Where to go, whom to take along.", 60, "in_person"
    ),
    DutyContent(
        "hazards",
        "safety",
        ("Safety at work, yearly briefing", "Arbeitsschutz, jährliche Unterweisung", "Seguridad laboral, sesión anual"),
        "Hazards of this year, shown where they happened.",
        30,
        "self_paced",
    ),
    DutyContent(
        "forklift", "warehouse", ("Forklift licence", "", ""), "Theory, practice and exam.", 480, "in_person", True
    ),
    DutyContent(
        "forklift_again",
        "warehouse",
        ("Forklift licence: renewal", "", ""),
        "Half a day and an exam.",
        240,
        "in_person",
        True,
    ),
    DutyContent(
        "responder",
        "containment",
        ("Incident responder certificate", "", ""),
        "Tabletop exercise and exam.",
        300,
        "live",
        True,
    ),
    DutyContent(
        "new_leads",
        "delegation",
        ("Your first hundred days as a lead", "", ""),
        "From colleague to lead.",
        180,
        "self_paced",
    ),
    DutyContent(
        "lead_talks",
        "feedback",
        ("Talks every lead must be able to hold", "", ""),
        "Yearly talk, hard talk, farewell.",
        240,
        "live",
    ),
    DutyContent(
        "payments",
        "bribery",
        ("Safe payments", "Sicher zahlen", "Pagos seguros"),
        "Four eyes, false invoices and the call that was not from the boss.",
        20,
        "self_paced",
    ),
    DutyContent(
        "calls",
        "privacy",
        ("Customer data in calls", "Kundendaten am Telefon", "Datos de clientes en llamadas"),
        "What may be said, noted and kept.",
        20,
        "self_paced",
    ),
)
