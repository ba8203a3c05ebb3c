#!/usr/bin/env python3
"""Makes a picture of what soc2d really printed: docs/picture.py NAME COMMAND, with the output of COMMAND as input, makes docs/NAME.svg:
`sudo soc2d status | head -24 | docs/picture.py terminal 'sudo soc2d status'`."""

import html
import re
import sys
from pathlib import Path

LINE, COLUMN, EDGE = 19, 8.43, 18

#: What stands out, and how.
COLOURS = (
    (r"^\$ .*", "#7ee787"), (r"^OPEN\b.*|^FAIL\b.*", "#ff7b72"), (r"^INCONCLUSIVE\b.*|^INCON\b.*", "#e3b341"), (r"\bD-\d+\b", "#79c0ff"),
    (r"\b(critical|high)\b", "#ffa657"))


def spans(line):
    """A line as SVG; the first rule that fits somewhere has that part of it."""
    for pattern, colour in COLOURS:
        found = re.search(pattern, line)
        if found:
            before, part, after = line[: found.start()], found[0], line[found.end() :]
            return f'{html.escape(before)}<tspan fill="{colour}">{html.escape(part)}</tspan>{html.escape(after)}'
    return html.escape(line)


name, command = sys.argv[1:]
lines = [f"$ {command}", *sys.stdin.read().rstrip("\n").split("\n")]
width, height = round(EDGE * 2 + COLUMN * max(map(len, lines))), EDGE * 2 + LINE * len(lines)
texts = "\n".join(f'<text x="{EDGE}" y="{EDGE + LINE * number + 14}" xml:space="preserve">{spans(line)}</text>' for number, line in enumerate(lines))
Path(__file__).with_name(f"{name}.svg").write_text(f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" aria-label="What {html.escape(command)} prints">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace" font-size="14" fill="#c9d1d9">
{texts}
</g>
</svg>
""")
