"""Colours of those who hold places: told apart by colour-blind eyes too, on light and on dark ground.

After Paul Tol's and Okabe and Ito's qualitative schemes, darkened or lightened until each has the 3:1 against its
ground that WCAG 2 AA asks of graphics; ``tests/view/test_explorer.py`` computes it.
"""

from __future__ import annotations

from kg.view import style

HOLDERS: tuple[tuple[str, str], ...] = (
    ("#9a1f4c", "#f0719f"),
    ("#1f5fa8", "#6db3f2"),
    ("#b3590c", "#f0a04b"),
    ("#177a54", "#53c79a"),
    ("#6a4fb3", "#b39df5"),
    ("#7a6b12", "#d3c04e"),
    ("#0f7f8c", "#4fc6d3"),
    ("#a83a8e", "#e88fd3"),
)
"""For the actors that hold most, in the order of how much: on light ground, on dark."""

OTHERS = ("#66707b", "#9aa5b1")
"""For all actors after these."""


def style_sheet() -> str:
    """``--h0``, ``--h1``, ... and ``--hx`` (all others), classes that set ``--holder`` to them, and colours of lines."""
    rules = []
    for theme, prefix in enumerate((":root", ':root[data-theme="dark"]')):
        names = {**{f"h{n}": pair for n, pair in enumerate(HOLDERS)}, "hx": OTHERS}
        rules.append(prefix + "{" + "".join(f"--{name}:{pair[theme]};" for name, pair in names.items()) + "}")
        rules += [f"{prefix} .st-{name}{{--line:{(s.light, s.dark)[theme]}}}" for name, s in style.LINES.items()]
    rules += [f".{name}{{--holder:var(--{name})}}" for name in (*(f"h{n}" for n in range(len(HOLDERS))), "hx")]
    return "\n".join(rules) + "\n"
