"""RESULTS.md and its charts, from the data of a run."""

import json
import re
import subprocess

import numpy as np

from measure import charts, contestants, cost, machine, ssim
from measure.contestants import ALL, LIBVIPS_FUNCTION, PILLOW, SHARP
from measure.folders import FUNCTION, HERE, NODE, PROJECT
from measure.trials import PACE

TITLES = {contestant.id: contestant.title for contestant in ALL}


def _output(*command):
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT)
    return (done.stdout or done.stderr).strip()


def versions():
    """What was measured, by name."""
    import boto3
    import PIL
    from PIL import features

    sharp = json.loads(
        _output(
            contestants.node(), "-p", f"JSON.stringify(require('{NODE}/node_modules/sharp').versions)"
        )
    )
    sdk = next((FUNCTION / "lib").glob("s3-*.jar")).stem.removeprefix("s3-")
    node_sdk = json.loads((NODE / "node_modules/@aws-sdk/client-s3/package.json").read_text())["version"]
    changed = " with changes" if _output("git", "status", "--porcelain", "ImageResizerFunction", "template.yaml") else ""
    return {
        "this project": _output("git", "log", "-1", "--format=%h, %cs") + changed,
        "Java": re.search(r"\((build [^)]+)\)", _output(machine.java_home() / "bin/java", "-version"))[1],
        "AWS SDK for Java": sdk,
        "libvips of this function": contestants.LIBVIPS.parent.joinpath("package.json").read_text().split('"version": "')[1].split('"')[0]
        + " (@img/sharp-libvips)",
        "Node": _output(contestants.node(), "--version"),
        "sharp": f"{sharp['sharp']} (libvips {sharp['vips']})",
        "AWS SDK for JavaScript": node_sdk,
        "Python": _output(contestants.PYTHON, "--version").removeprefix("Python "),
        "Pillow": f"{PIL.__version__} (libjpeg-turbo {features.version_feature('libjpeg_turbo')})",
        "boto3": boto3.__version__,
    }


def _table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "|".join("---" if i == 0 else "---:" for i in range(len(header))) + "|"]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]) + "\n"


def _number(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _spread(values):
    low, high = np.percentile(values, [25, 75])
    return f"{_number(low)}–{_number(high)}"


def _sizes(sizes):
    return "one size (800)" if len(sizes) == 1 else "three sizes (" + ", ".join(map(str, sizes)) + ")"


class _Results:
    """The data of a run, by question. A missing answer is None."""

    def __init__(self, data):
        self.data = data

    def warm(self, picture, sizes, format="jpeg", cases="warm"):
        for case in self.data[cases]:
            if (case["picture"], len(case["sizes"]), case["format"]) == (picture, sizes, format):
                return case["contestants"]
        return None

    def median(self, picture, sizes, contestant, format="jpeg", cases="warm"):
        case = self.warm(picture, sizes, format, cases)
        return float(np.median(case[contestant.id]["ms"])) if case and contestant.id in case else None

    def start(self, variant):
        found = self.data["starts"].get(variant)
        return float(np.median(found["ms"])) if found else None

    def memory(self, picture, sizes, contestant):
        for one in self.data["memory"]:
            if (one["picture"], len(one["sizes"]), one["contestant"]) == (picture, sizes, contestant.id):
                return one
        return None

    def peak(self, picture, sizes, contestant):
        found = self.memory(picture, sizes, contestant)
        return found and found["peak"]

    def cost(self, picture, sizes, contestant):
        case, peak = self.warm(picture, sizes), self.peak("15mp-baseline", sizes, contestant)
        if not case or not peak or contestant.id not in case:
            return None
        measured = case[contestant.id]
        return cost.per_million(np.mean(measured["cpu_ms"]), np.median(measured["ms"]), peak)

    def rate(self, contestant, processes):
        found = self.data["throughput"].get(contestant.id)
        return float(np.median(found[str(processes)])) if found else None


def _ratio(one, other):
    return one / other if one is not None and other else None


def _targets(r):
    """(what, limit, measured or None, whether less is better)."""
    ours, python = LIBVIPS_FUNCTION, PILLOW

    def warm(picture, sizes, peer, cases="warm"):
        return _ratio(r.median(picture, sizes, ours, cases=cases), r.median(picture, sizes, peer, cases=cases))

    def at_pace(picture, sizes, peer):
        return warm(picture, sizes, peer, "warm_at_pace")

    big = r.memory("100mp-baseline", 1, ours)
    cents = [r.cost("15mp-baseline", 3, contestant) for contestant in (ours, SHARP)]
    start = r.start(SHARP.id)
    return [
        ("warm, one size, baseline: times Node + sharp", 0.8, warm("15mp-baseline", 1, SHARP), True),
        ("warm, one size, progressive: times Node + sharp", 0.8, warm("15mp-progressive", 1, SHARP), True),
        ("warm, three sizes, baseline: times Node + sharp", 0.55, warm("15mp-baseline", 3, SHARP), True),
        ("warm, three sizes, progressive: times Node + sharp", 0.38, warm("15mp-progressive", 3, SHARP), True),
        ("warm, one size, baseline: times Python + Pillow", 0.7, warm("15mp-baseline", 1, python), True),
        ("warm, three sizes, baseline: times Python + Pillow", 0.5, warm("15mp-baseline", 3, python), True),
        (f"S3 at {PACE} MB/s, one size, baseline: times Node + sharp", 0.8, at_pace("15mp-baseline", 1, SHARP), True),
        (f"S3 at {PACE} MB/s, one size, progressive: times Node + sharp", 0.8, at_pace("15mp-progressive", 1, SHARP), True),
        (f"S3 at {PACE} MB/s, one size, baseline: times Python + Pillow", 0.7, at_pace("15mp-baseline", 1, python), True),
        ("start to first answer, plain: times Node + sharp", 1.8, _ratio(r.start(ours.id), start), True),
        ("start to first answer, AOT cache: times Node + sharp", 1.0, _ratio(r.start("ours+aot"), start), True),
        ("first call after priming: times the warm median", 1.2, _ratio(r.start("ours+primed"), r.median("2mp-baseline", 1, ours)), True),
        ("peak memory, one size: times Node + sharp", 1.25, _ratio(r.peak("15mp-baseline", 1, ours), r.peak("15mp-baseline", 1, SHARP)), True),
        ("peak memory, three sizes: times Node + sharp", 1.25, _ratio(r.peak("15mp-baseline", 3, ours), r.peak("15mp-baseline", 3, SHARP)), True),
        ("100 megapixels, baseline: MB beyond the idle process", 300, big and big["peak"] - big["idle"], True),
        ("two processes on two cores: times one", 1.8, _ratio(r.rate(ours, 2), r.rate(ours, 1)), False),
        ("dollars per million, three sizes: times Node + sharp", 0.6, _ratio(*[c and c[0] for c in cents]), True),
    ]


def _target_rows(r):
    for what, limit, measured, less in _targets(r):
        sign = "≤" if less else "≥"
        met = "not measured" if measured is None else "yes" if (measured <= limit) == less else "**no**"
        # Exact enough to be told from the limit.
        yield what, f"{sign} {limit}", "–" if measured is None else f"{measured:.3g}", met


def _warm_section(r, cases="warm"):
    groups = {}
    for case in r.data[cases]:
        groups.setdefault((case["format"], tuple(case["sizes"])), []).append(case)
    for (format, sizes), cases in groups.items():
        if cases == "warm":
            yield f"### {format.upper() if format == 'jpeg' else format.capitalize()}, {_sizes(sizes)}\n"
        else:
            yield f"### JPEG, {_sizes(sizes)}, S3 at {PACE} MB/s\n"
        header = ["milliseconds (times Node + sharp)"] + [case["picture"] for case in cases]
        rows = []
        for contestant in ALL:
            if contestant.id not in cases[0]["contestants"]:
                continue
            row = [contestant.title]
            for case in cases:
                median = np.median(case["contestants"][contestant.id]["ms"])
                row.append(f"{_number(median)} ({median / np.median(case['contestants'][SHARP.id]['ms']):.2f})")
            rows.append(row)
        yield _table(header, rows)
        details = [
            (
                case["picture"],
                TITLES[id],
                len(one["ms"]),
                _number(np.median(one["ms"])),
                _spread(one["ms"]),
                _number(np.percentile(one["ms"], 95)),
                _number(np.mean(one["cpu_ms"])),
                f"{one['bytes']:,}",
            )
            for case in cases
            for id, one in case["contestants"].items()
        ]
        yield "<details><summary>Spreads</summary>\n"
        yield _table(["picture", "contestant", "calls", "median", "p25–p75", "p95", "processor", "bytes out"], details)
        yield "</details>\n"


def _requests_section(r):
    case = r.warm("15mp-baseline", 3) or r.data["warm"][0]["contestants"]
    rows = []
    for id, one in case.items():
        counts = ", ".join(f"{count} {what}" for what, count in one["requests"].items())
        server = np.mean(one["server_cpu_ms"])
        rows.append((TITLES[id], counts, _number(server), f"{server / np.median(one['ms']):.1%}"))
    yield _table(["15mp-baseline, three sizes", "requests", "server's processor ms", "of the median"], rows)


def _starts_section(r):
    names = {
        **TITLES,
        "ours+aot": "this function (libvips), AOT cache",
        "ours+primed": "this function (libvips), first call after SnapStart's hooks",
        "ours-portable+primed": "this function without libvips, first call after SnapStart's hooks",
    }
    rows = [
        (
            names[id],
            len(one["ms"]),
            _number(np.median(one["init_ms"])),
            _number(np.median(one["ms"])),
            _spread(one["ms"]),
        )
        for id, one in r.data["starts"].items()
    ]
    yield _table(["2mp-baseline, one size", "starts", "until ready", "first answer", "p25–p75"], rows)


def _memory_section(r):
    rows = []
    for contestant in ALL:
        row, idle = [contestant.title], None
        for picture in ("15mp-baseline", "100mp-baseline"):
            for sizes in (1, 3):
                one = r.memory(picture, sizes, contestant)
                row.append(_number(one and one["peak"]))
                idle = idle or one and one["idle"]
        if idle:
            rows.append([row[0], _number(idle), *row[1:]])
    yield _table(["MB", "idle", "15 MP, one size", "three", "100 MP, one size", "three"], rows)


def _throughput_section(r):
    rows = [
        (
            TITLES[id],
            _number(np.median(one["1"])),
            _number(np.median(one["2"])),
            f"{np.median(one['2']) / np.median(one['1']):.2f}",
        )
        for id, one in r.data["throughput"].items()
    ]
    yield _table(["uploads per second, 15mp-baseline, one size", "1 process", "2 processes", "ratio"], rows)


def _resizing_section(r):
    rows = []
    for case in r.data["resizing"]:
        peer = np.median(case["contestants"][SHARP.id]["ms"])
        for id, one in case["contestants"].items():
            median = np.median(one["ms"])
            rows.append(
                (
                    f"{case['picture']}, {len(case['sizes'])} size(s)",
                    TITLES[id],
                    _number(median),
                    _spread(one["ms"]),
                    f"{median / peer:.2f}",
                )
            )
    yield _table(["picture", "contestant", "median ms", "p25–p75", "times Node + sharp"], rows)
    if r.data["jmh"]:
        yield "The engine of this function alone, under JMH (sample time):\n"
        rows = [
            (
                f"{one['picture']}, {len(one['sizes'])} size(s)",
                _number(one["mean"]),
                *(_number(one["percentiles"][p]) for p in ("50.0", "95.0")),
            )
            for one in r.data["jmh"]
        ]
        yield _table(["picture", "mean ms", "median ms", "p95"], rows)


def _similarity_section(r):
    measured = r.data["similarity"]
    pictures = sorted({one["picture"] for one in measured})
    rows = []
    for contestant in ALL:
        points = {p: [(o["ssim"], o["bytes"]) for o in measured if (o["picture"], o["contestant"]) == (p, contestant.id)] for p in pictures}
        if not all(points.values()):
            continue
        ratios, similarities = [], []
        for picture in pictures:
            peer = next(
                o for o in measured if (o["picture"], o["contestant"], o["quality"]) == (picture, SHARP.id, 80)
            )
            similarities.append(next(o["ssim"] for o in measured if (o["picture"], o["contestant"], o["quality"]) == (picture, contestant.id, 80)))
            needed = ssim.bytes_at(peer["ssim"], points[picture])
            ratios.append(needed and needed / peer["bytes"])
        rows.append(
            (
                contestant.title,
                f"{np.mean(similarities):.4f}",
                f"{np.exp(np.mean(np.log(ratios))):.3f}" if all(ratios) else "not reached",
            )
        )
    yield _table(
        [f"800 pixels, {len(pictures)} picture(s)", "SSIM at quality 80", "bytes for the SSIM of Node + sharp at 80 (times its bytes)"],
        rows,
    )


def _cost_section(r):
    rows = []
    for contestant in ALL:
        costs = [r.cost("15mp-baseline", sizes, contestant) for sizes in (1, 3)]
        if all(costs):
            rows.append([contestant.title, *(f"{cell:.2f}" if i == 0 else cell for c in costs for i, cell in enumerate(c))])
    yield _table(["dollars per million uploads, 15mp-baseline", "one size", "MB", "billed ms", "three sizes", "MB", "billed ms"], rows)


def _draw(r):
    def medians(sizes, picture):
        return {c.title: r.median(picture, sizes, c) for c in ALL}

    drawn = [("warm", [(f"15-megapixel {kind} JPEG, {_sizes((800,) if sizes == 1 else (1600, 800, 200))}", medians(sizes, f"15mp-{kind}")) for sizes in (1, 3) for kind in ("baseline", "progressive")], "ms")]
    starts = {c.title: r.start(c.id) for c in ALL}
    starts["this function (libvips), AOT cache"] = r.start("ours+aot")
    starts["this function (libvips), after priming"] = r.start("ours+primed")
    drawn.append(("start", [("From the start of the process to the first answer", starts)], "ms"))
    dollars = {c.title: r.cost("15mp-baseline", 3, c) for c in ALL}
    drawn.append(("cost", [("A million 15-megapixel uploads, three sizes, on Lambda", {title: c and c[0] for title, c in dollars.items()})], "$"))
    for name, groups, unit in drawn:
        groups = [(title, {label: v for label, v in values.items() if v is not None}) for title, values in groups]
        ours = {label for _, values in groups for label in values if label.startswith("this function")}
        charts.bars(name, groups, unit, ours)


def write(data):
    r = _Results(data)
    about = data["about"]
    _draw(r)
    sections = [
        ("Warm uploads", "Whole invocations by processes that have already worked: from the event to the answer.\n\n![Milliseconds of a warm upload](charts/warm.svg)\n", _warm_section),
        ("Warm uploads over a network", f"The same, but S3 sends each object at {PACE} MB/s, a model of the network between it and Lambda.\n", lambda r: _warm_section(r, "warm_at_pace")),
        ("Requests, and the server's share", "All contestants use the same server on the other core; its time is part of each figure.\n", _requests_section),
        ("Start", "From the start of the process to its first answer, files in the page cache.\n\n![Milliseconds from start to first answer](charts/start.svg)\n", _starts_section),
        ("Memory", "The most that a process has held (VmHWM): when it was ready, and after 20 uploads (3 of 100 megapixels).\n", _memory_section),
        ("Throughput", "Each process on a core of its own; driver and server share both.\n", _throughput_section),
        ("Resizing only", "From the file's bytes to the renditions' bytes, without Lambda, S3 and SNS.\n", _resizing_section),
        ("Bytes at equal similarity", "Against a Lanczos reduction in floating point of all pixels.\n", _similarity_section),
        ("Cost", "A model: see [measure/cost.py](measure/cost.py).\n\n![Dollars for a million uploads](charts/cost.svg)\n", _cost_section),
        ("Targets", "15-megapixel picture if nothing else is said; ratios of medians of this run. For what is missed, [README.md](README.md#what-was-tried) says why.\n", lambda r: [_table(["target", "limit", "measured", "met?"], _target_rows(r))]),
    ]
    m = about["machine"]
    text = [
        "# Results\n",
        "Written by `benchmarks/run`; [README.md](README.md) says how it measures and what is fair about it.\n",
    ]
    if about["quick"]:
        text.append("**This was a quick run (`--quick`): few rounds, rough figures.**\n")
    if m["load"] > 0.5:
        text.append(f"**The machine was not idle: a load of {m['load']:.1f} before the run. Trust the ratios more than the milliseconds.**\n")
    text.append(f"{about['date']}, {about['minutes']:.0f} minutes, {m['processor']}, {m['cores']} cores, {m['memory']}, {m['system']}.\n")
    text.append(_table(["what", "version"], data["versions"].items()))
    text.append(_table(["picture", "pixels", "bytes", "SHA-256"], [(name, f"{w} x {h}", f"{size:,}", digest) for name, w, h, size, digest in data["pictures"]]))
    for title, introduction, section in sections:
        body = list(section(r))
        if any(len(part.splitlines()) > 2 for part in body):
            text += [f"## {title}\n", introduction, *body]
    (HERE / "RESULTS.md").write_text("\n".join(text))
