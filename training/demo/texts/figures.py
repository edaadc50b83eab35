"""In which words are numbers and data taught?"""

from __future__ import annotations

from typing import Final

from training.demo.texts.skill import SkillText

NUMBERS: Final = (
    SkillText(
        "spreadsheets",
        "numbers",
        "Spreadsheet modelling",
        "Building sheets that others can trust",
        600,
        (),
        (
            "Three formulas that save an hour",
            "A sheet that explains itself",
            "Scenarios, checks and links",
            "Model review: find the planted error",
            "Financial models from scratch",
        ),
        ("Tabellenmodelle", "Ein Blatt, das sich selbst erklärt"),
        ("Modelos en hojas de cálculo", "Una hoja que se explica sola"),
    ),
    SkillText(
        "statistics",
        "numbers",
        "Statistics",
        "Knowing how sure a figure makes us",
        720,
        ("spreadsheets",),
        (
            "Average, median and the trap between",
            "Chance, spread and samples",
            "Comparing two groups fairly",
            "Bring a claim, test a claim",
            "Experiments at work: design to decision",
        ),
        ("Statistik", "Zufall, Streuung und Stichproben"),
        ("Estadística", "Azar, dispersión y muestras"),
    ),
    SkillText(
        "charts",
        "numbers",
        "Data visualisation",
        "Drawing figures so that the truth is easy to see",
        720,
        (),
        (
            "One chart, one message",
            "Choosing the right chart",
            "Colour, labels and honest axes",
            "Chart makeover session",
            "Dashboards for decisions",
        ),
        ("Daten darstellen", "Das richtige Diagramm wählen"),
        ("Visualización de datos", "Elegir el gráfico adecuado"),
    ),
    SkillText(
        "budgeting",
        "numbers",
        "Budgeting",
        "Planning money for a year and noticing early when the plan fails",
        720,
        ("spreadsheets",),
        (
            "Fixed, variable, surprising",
            "Your first team budget",
            "Rolling forecasts",
            "Budget talks: both sides of the table",
            "Steering a department by its budget",
        ),
        ("Budgetplanung", "Das erste Teambudget"),
        ("Presupuestos", "Tu primer presupuesto de equipo"),
    ),
    SkillText(
        "reporting",
        "numbers",
        "Financial reporting",
        "Closing the books correctly and on time",
        540,
        ("budgeting",),
        (
            "What a balance sheet says",
            "From voucher to statement",
            "Closing a month in four days",
            "Reporting standards: the hard cases",
            "Group accounts and consolidation",
        ),
        ("Finanzberichte", "Vom Beleg zum Abschluss"),
        ("Informes financieros", "Del comprobante al estado financiero"),
    ),
)
