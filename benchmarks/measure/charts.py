"""Bar charts as SVG that are read on a light and on a dark page."""

from html import escape

_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#57606a}.t{font-weight:600;font-size:13px}.b{fill:#8c959f}.o{fill:#1a7f37}"
    "@media(prefers-color-scheme:dark){text{fill:#9da7b3}.b{fill:#6e7681}.o{fill:#3fb950}}"
)
_LABELS, _BARS, _WIDTH, _ROW = 245, 300, 620, 20


def bars(file, groups, unit, ours):
    """Writes the file.

    groups: (title, {label: value}) each; ours: the labels whose bars stand out.
    """
    most = max(value for _, values in groups for value in values.values())
    parts, y = [], 4
    for title, values in groups:
        y += 18
        parts.append(f'<text class="t" x="0" y="{y}">{escape(title)}</text>')
        y += 6
        for label, value in values.items():
            width = max(1, value / most * _BARS)
            look = "o" if label in ours else "b"
            parts.append(f'<text x="{_LABELS - 6}" y="{y + 14}" text-anchor="end">{escape(label)}</text>')
            parts.append(f'<rect class="{look}" x="{_LABELS}" y="{y + 3}" width="{width:.0f}" height="14" rx="2"/>')
            shown = f"{value:,.0f}" if value >= 20 else f"{value:.2f}" if value < 5 else f"{value:.1f}"
            parts.append(f'<text x="{_LABELS + width + 6:.0f}" y="{y + 14}">{shown} {escape(unit)}</text>')
            y += _ROW
        y += 6
    file.parent.mkdir(exist_ok=True)
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" width="{_WIDTH}" height="{y}" role="img">'
        f"<style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )
