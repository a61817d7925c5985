"""RESULTS.md and its charts, from the data of a run."""

import json
import re
import subprocess

import numpy as np

from measure import charts, contestants, cost, machine, ssim
from measure.aws import NETWORK
from measure.contestants import ALL, LIBVIPS_FUNCTION, SHARP
from measure.folders import FUNCTION, NODE, PROJECT
from measure.trials import THREE, TWO

TITLES = {contestant.id: contestant.title for contestant in ALL}
ACCEPTED, BILLED = "accepted_ms", "ms"
WITH_TABLE = 'Node + sharp with a table for "once" (computed, not measured)'


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
    rows = list(rows)
    if not rows:
        return ""
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
    return f"{ {2: 'two', 3: 'three'}[len(sizes)]} sizes (" + ", ".join(map(str, sizes)) + ")"


def _format(name):
    return {"jpeg": "JPEG", "webp": "WebP", "avif": "AVIF"}[name]


class _Results:
    """The data of a run, by question. A missing answer is None."""

    def __init__(self, data):
        self.data = data

    def warm(self, picture, sizes, contestant, network=True):
        for case in self.data["warm"]:
            if (case["picture"], tuple(case["sizes"]), case["format"], case["network"]) == (picture, sizes, "jpeg", network):
                return case["contestants"].get(contestant.id)
        return None

    def median(self, picture, sizes, contestant, what, network=True):
        found = self.warm(picture, sizes, contestant, network)
        return float(np.median(found[what])) if found else None

    def start(self, variant):
        found = self.data["starts"].get(variant)
        return float(np.median(found["ms"])) if found else None

    def memory(self, picture, sizes, contestant):
        for one in self.data.get("memory", []):
            if (one["picture"], tuple(one["sizes"]), one["contestant"]) == (picture, sizes, contestant.id):
                return one
        return None

    def peak(self, picture, sizes, contestant):
        found = self.memory(picture, sizes, contestant)
        return found and found["peak"]

    def bill(self, sizes, contestant, bill=cost.bill):
        measured = self.warm("15mp-baseline", sizes, contestant)
        if not measured:
            return None
        # A quick run has only the peak of the process that has just done the calls.
        peak = self.peak("15mp-baseline", sizes, contestant) or measured["peak"]
        return bill(np.mean(measured["cpu_ms"]), np.median(measured["ms"]), peak, _requests(measured))

    def bills(self, sizes):
        """By title, with the computed line."""
        bills = {contestant.title: self.bill(sizes, contestant) for contestant in ALL}
        bills[WITH_TABLE] = self.bill(sizes, SHARP, cost.bill_with_table)
        return bills

    def two_processes(self, contestant):
        """Throughput of two processes over that of one, from pairs of neighbouring measurements."""
        found = self.data.get("throughput", {}).get(contestant.id)
        return float(np.median(np.divide(found["2"], found["1"]))) if found else None


def _requests(measured):
    """The mean number of requests of each kind."""
    kinds = sorted({kind for call in measured["requests"] for kind in call})
    return {kind: float(np.mean([call.get(kind, 0) for call in measured["requests"]])) for kind in kinds}


def _ratio(one, other):
    return one / other if one is not None and other else None


def _targets(r):
    """(what, limit, measured or None, whether less is better)."""
    ours = LIBVIPS_FUNCTION

    def times_sharp(picture, sizes, what, network=True):
        return _ratio(*(r.median(picture, sizes, contestant, what, network) for contestant in (ours, SHARP)))

    def dollars(sizes):
        bills = [r.bill(sizes, contestant) for contestant in (ours, SHARP)]
        return _ratio(*(bill and bill.dollars for bill in bills))

    first = _ratio(r.start("ours+primed"), r.median("2mp-baseline", TWO, ours, BILLED))
    main = [
        ("until SNS has accepted the outcome, two sizes, 2 MP", 1.0, times_sharp("2mp-baseline", TWO, ACCEPTED), True),
        ("until SNS has accepted the outcome, two sizes, 15 MP", 0.65, times_sharp("15mp-baseline", TWO, ACCEPTED), True),
        ("billed time, two sizes, 2 MP", 1.2, times_sharp("2mp-baseline", TWO, BILLED), True),
        ("billed time, two sizes, 15 MP", 0.65, times_sharp("15mp-baseline", TWO, BILLED), True),
        ("billed time, three sizes, 15 MP baseline", 0.5, times_sharp("15mp-baseline", THREE, BILLED), True),
        ("billed time, three sizes, 15 MP progressive", 0.36, times_sharp("15mp-progressive", THREE, BILLED), True),
        ("whole bill, two sizes, 15 MP", 1.2, dollars(TWO), True),
        ("first call after a restore, times the warm median, two sizes, 2 MP", 1.3, first, True),
    ]
    start = r.start(SHARP.id)
    peaks = {sizes: _ratio(*(r.peak("15mp-baseline", sizes, c) for c in (ours, SHARP))) for sizes in (TWO, THREE)}
    big = r.memory("100mp-baseline", TWO, ours)
    without = [times_sharp(f"15mp-{kind}", sizes, BILLED, network=False) for sizes, kind in ((TWO, "baseline"), (THREE, "baseline"), (THREE, "progressive"))]
    further = [
        ("no network, billed time, two sizes, 15 MP baseline", 0.65, without[0], True),
        ("no network, billed time, three sizes, 15 MP baseline", 0.55, without[1], True),
        ("no network, billed time, three sizes, 15 MP progressive", 0.38, without[2], True),
        ("whole bill, three sizes, 15 MP", 1.0, dollars(THREE), True),
        ("start to first answer, without SnapStart", 1.8, _ratio(r.start(ours.id), start), True),
        ("start to first answer, AOT cache", 1.0, _ratio(r.start("ours+aot"), start), True),
        ("peak memory, two sizes, 15 MP", 1.25, peaks[TWO], True),
        ("peak memory, three sizes, 15 MP", 1.25, peaks[THREE], True),
        ("100 MP, MB beyond the idle process", 300, big and big["peak"] - big["idle"], True),
        ("two processes on two cores, times one", 1.8, r.two_processes(ours), False),
    ]
    return main, further


def _target_table(targets):
    rows = []
    for what, limit, measured, less in targets:
        met = "not measured" if measured is None else "yes" if (measured <= limit) == less else "**no**"
        # Exact enough to be told from the limit.
        rows.append((what, f"{'≤' if less else '≥'} {limit}", "–" if measured is None else f"{measured:.3g}", met))
    return _table(["times Node + sharp, if nothing else is said", "target", "measured", "met?"], rows)


def _warm_section(r, network):
    groups = {}
    for case in r.data["warm"]:
        if case["network"] == network:
            groups.setdefault((case["format"], tuple(case["sizes"])), []).append(case)
    for (format, sizes), cases in groups.items():
        yield f"### {_format(format)}, {_sizes(sizes)}, {'with' if network else 'without'} network\n"
        contenders = [contestant for contestant in ALL if contestant.id in cases[0]["contestants"]]

        def table(title, cell):
            rows = [[c.title, *(cell(case["contestants"], c.id) for case in cases)] for c in contenders]
            return _table([title, *(case["picture"] for case in cases)], rows)

        def median(what):
            def cell(measured, id):
                medians = [np.median(measured[one][what]) for one in (id, SHARP.id)]
                return f"{_number(medians[0])} ({medians[0] / medians[1]:.2f})"

            return cell

        def spread(measured, id):
            one = measured[id]
            return f"{_spread(one['ms'])} ({_number(np.mean(one['cpu_ms']))}, {len(one['ms'])})"

        yield table("until SNS has accepted the outcome, ms (times Node + sharp)", median(ACCEPTED))
        yield table("billed, ms (times Node + sharp)", median(BILLED))
        yield table("billed p25–p75, ms (processor ms, calls)", spread)


def _requests_section(r):
    for sizes in (TWO, THREE):
        rows = []
        for contestant in ALL:
            one = r.warm("15mp-baseline", sizes, contestant)
            if one:
                counts = ", ".join(f"{count:g} {kind}" for kind, count in _requests(one).items())
                server = np.mean(one["server_cpu_ms"])
                rows.append((contestant.title, counts, _number(server), f"{server / np.median(one['ms']):.1%}"))
        yield _table([f"15mp-baseline, {_sizes(sizes)}", "requests", "server's processor ms", "of the median"], rows)


def _starts_section(r):
    names = {
        **TITLES,
        "ours+aot": "this function (libvips), AOT cache",
        "ours+primed": "this function (libvips), first call after a restore",
        "ours-portable+primed": "this function without libvips, first call after a restore",
    }
    warm = {f"{c.id}+primed": r.median("2mp-baseline", TWO, c, BILLED) for c in ALL}
    rows = []
    for id, one in r.data["starts"].items():
        median = np.median(one["ms"])
        ratio = _ratio(median, warm.get(id))
        rows.append(
            (names[id], len(one["ms"]), _number(np.median(one["init_ms"])), _number(median), _spread(one["ms"]), ratio and f"{ratio:.2f}" or "")
        )
    header = [f"ms, 2mp-baseline, {_sizes(TWO)}", "starts", "until ready", "first answer", "p25–p75", "times the warm median"]
    yield _table(header, rows)


def _memory_section(r):
    rows = []
    for contestant in ALL:
        cells, idle = [], None
        for picture, sizes in (("15mp-baseline", TWO), ("15mp-baseline", THREE), ("100mp-baseline", TWO)):
            one = r.memory(picture, sizes, contestant)
            cells.append(_number(one and one["peak"]))
            idle = idle or one and one["idle"]
        if idle:
            rows.append([contestant.title, _number(idle), *cells])
    yield _table(["MB", "idle", "15 MP, two sizes", "three", "100 MP, two sizes"], rows)


def _throughput_section(r):
    rows = [
        (
            TITLES[id],
            _number(np.median(one["1"])),
            _number(np.median(one["2"])),
            f"{np.median(np.divide(one['2'], one['1'])):.2f}",
            *(_number(np.median(one[what])) for what in ("ms_1", "ms_2")),
            *(f"{np.mean(one[what]):.1%}" for what in ("server", "driver", "stolen")),
        )
        for id, one in r.data.get("throughput", {}).items()
    ]
    header = [f"uploads a second, 15mp-baseline, {_sizes(TWO)}", "1 process", "2 processes", "ratio", "processor ms, 1", "2", "server", "driver", "host"]
    yield _table(header, rows)


def _resizing_section(r):
    rows = []
    for case in r.data.get("resizing", []):
        peer = np.median(case["contestants"][SHARP.id]["ms"])
        for id, one in case["contestants"].items():
            median = np.median(one["ms"])
            what = f"{case['picture']}, {_sizes(case['sizes'])}"
            rows.append((what, TITLES[id], _number(median), _spread(one["ms"]), f"{median / peer:.2f}"))
    yield _table(["picture", "contestant", "median ms", "p25–p75", "times Node + sharp"], rows)
    if r.data.get("jmh"):
        yield "The engine of this function alone, under JMH (sample time):\n"
        rows = [
            (
                f"{one['picture']}, {_sizes(one['sizes'])}",
                _number(one["mean"]),
                *(_number(one["percentiles"][p]) for p in ("50.0", "95.0")),
            )
            for one in r.data["jmh"]
        ]
        yield _table(["picture", "mean ms", "median ms", "p95"], rows)


def _similarity_section(r):
    measured = {(one["picture"], one["contestant"], one["quality"]): one for one in r.data.get("similarity", [])}
    pictures = sorted({picture for picture, _, _ in measured})
    rows = []
    for contestant in ALL:
        points = {p: [(one["ssim"], one["bytes"]) for (q, id, _), one in measured.items() if (q, id) == (p, contestant.id)] for p in pictures}
        if not pictures or not all(points.values()):
            continue
        peers = [measured[picture, SHARP.id, 80] for picture in pictures]
        needed = [ssim.bytes_at(peer["ssim"], points[picture]) for picture, peer in zip(pictures, peers)]
        ratios = [bytes and bytes / peer["bytes"] for bytes, peer in zip(needed, peers)]
        rows.append(
            (
                contestant.title,
                f"{np.mean([measured[picture, contestant.id, 80]['ssim'] for picture in pictures]):.4f}",
                f"{np.exp(np.mean(np.log(ratios))):.3f}" if all(ratios) else "not reached",
            )
        )
    yield _table(
        [f"800 pixels, {len(pictures)} pictures", "SSIM at quality 80", "bytes for the SSIM of Node + sharp at 80 (times its bytes)"],
        rows,
    )


def _cost_section(r):
    for sizes in (TWO, THREE):
        bills = {title: bill for title, bill in r.bills(sizes).items() if bill}
        peer = bills.get(SHARP.title)
        rows = [
            (title, f"{bill.dollars:.2f}", f"{bill.dollars / peer.dollars:.2f}", f"{bill.requests:.2f}", f"{bill.compute:.2f}", bill.memory, f"{bill.billed_ms:,}")
            for title, bill in bills.items()
        ]
        header = [f"dollars per million, 15mp-baseline, {_sizes(sizes)}", "whole bill", "times Node + sharp", "requests", "Lambda", "at MB", "billed ms"]
        yield _table(header, rows)


def _draw(r, folder):
    def medians(sizes, picture):
        return {c.title: r.median(picture, sizes, c, BILLED) for c in ALL}

    warm = [
        (f"Billed time, 15-megapixel {kind} JPEG, {_sizes(sizes)}, with network", medians(sizes, f"15mp-{kind}"))
        for sizes in (TWO, THREE)
        for kind in ("baseline", "progressive")
    ]
    starts = {c.title: r.start(c.id) for c in ALL}
    starts["this function (libvips), AOT cache"] = r.start("ours+aot")
    starts["this function (libvips), restored"] = r.start("ours+primed")
    dollars = [
        (
            f"A million 15-megapixel uploads, {_sizes(sizes)}: Lambda, S3 and SNS",
            {"Node + sharp + a table, computed" if title == WITH_TABLE else title: bill and bill.dollars for title, bill in r.bills(sizes).items()},
        )
        for sizes in (TWO, THREE)
    ]
    drawn = [
        ("warm", warm, "ms"),
        ("start", [(f"Start to first answer, 2 megapixels, {_sizes(TWO)}, with network", starts)], "ms"),
        ("cost", dollars, "$"),
    ]
    for name, groups, unit in drawn:
        groups = [(title, {label: v for label, v in values.items() if v is not None}) for title, values in groups]
        groups = [(title, values) for title, values in groups if values]
        ours = {label for _, values in groups for label in values if label.startswith("this function")}
        charts.bars(folder / f"charts/{name}.svg", groups, unit, ours)


_LEFT_OUT = (
    "**This was a quick run (`--quick`), for the targets below: few rounds, rough figures. It leaves out all contestants but"
    " two, 24 and 100 megapixels, WebP, AVIF, no network, plain starts, memory, throughput,"
    " resizing only, and similarity.**\n"
)


def write(data, folder):
    """Writes RESULTS.md and its charts into the folder, and returns the table of the main targets."""
    r = _Results(data)
    about = data["about"]
    _draw(r, folder)
    main, further = map(_target_table, _targets(r))
    delays = ", ".join(f"{kind} {NETWORK[kind]} ms" for kind in ("GET", "HEAD", "PUT", "DELETE", "Publish"))
    network = f"The network is a model, the same for all: {delays}, and objects arrive at {NETWORK['MB/s']} MB/s"
    sections = [
        (
            "Warm uploads",
            "Whole invocations by processes that have already worked. *Accepted* is the time from the event until SNS has accepted"
            " the outcome. *Billed* is the time until the function answers; this function completes its manifest in between."
            f" {network} (see [README.md](README.md#the-network)).\n\n![Milliseconds billed for a warm upload](charts/warm.svg)\n",
            lambda r: _warm_section(r, network=True),
        ),
        (
            "Warm uploads without a network",
            "The same, but S3 and SNS answer at once: what is left is processor time.\n",
            lambda r: _warm_section(r, network=False),
        ),
        ("Requests, and the server's share", "The mean of all calls. All contestants use the same server on the other core; with the network, its time is mostly within the delays.\n", _requests_section),
        (
            "Cost",
            f"A model by the {cost.PRICE_LIST}, in [measure/cost.py](measure/cost.py): measured requests, and Lambda at each contestant's best memory."
            f" The table's line adds {cost.TABLE_WRITES} conditional writes and {cost.TABLE_WRITES * cost.TABLE_WRITE_MS} ms: what this function's promise"
            " of *once* costs a handler that keeps it by DynamoDB.\n\n![Dollars for a million uploads](charts/cost.svg)\n",
            _cost_section,
        ),
        (
            "Start",
            "From the start of the process to its first answer, files in the page cache, with network. *After a restore*: from the end"
            " of SnapStart's restore to the answer, each in a new process that has run its hooks.\n\n![Milliseconds from start to first answer](charts/start.svg)\n",
            _starts_section,
        ),
        ("Memory", "The most that a process has held (VmHWM): when it was ready, and after 20 uploads (3 of 100 megapixels).\n", _memory_section),
        (
            "Throughput",
            "Each process on a core of its own, without network. *Processor ms* is what an upload takes with one and with two processes:"
            " they share caches, memory and frequency. With two, no core is left for the server and the driver: *server* and *driver*"
            " are what these took of both cores, *host* what other virtual machines took.\n",
            _throughput_section,
        ),
        ("Resizing only", "From the file's bytes to the renditions' bytes, without Lambda, S3 and SNS.\n", _resizing_section),
        ("Bytes at equal similarity", "Against a Lanczos reduction in floating point of all pixels.\n", _similarity_section),
        ("Further targets", "", lambda r: [further] * (not about["quick"])),
        ("What was measured", "", lambda r: [
            _table(["what", "version"], data["versions"].items()),
            _table(["picture", "pixels", "bytes", "SHA-256"], [(name, f"{w} x {h}", f"{size:,}", digest) for name, w, h, size, digest in data["pictures"]]),
        ]),
    ]
    m = about["machine"]
    text = [
        "# Results\n",
        "Written by `benchmarks/run`; [README.md](README.md) says how it measures and what is fair about it.\n",
    ]
    if about["quick"]:
        text.append(_LEFT_OUT)
    if m["load"] > 0.5:
        text.append(f"**The machine was not idle: a load of {m['load']:.1f} before the run. Trust the ratios more than the milliseconds.**\n")
    minutes = sum(about["seconds"].values()) / 60
    text.append(f"{about['date']}, {minutes:.0f} minutes, {m['processor']}, {m['cores']} cores, {m['memory']}, {m['system']}.\n")
    text += [
        "## Targets\n",
        "Ratios of medians of this run, with network. 15 MP means 15-megapixel, baseline if nothing else is said."
        " [README.md](README.md#what-was-tried) says why some are missed.\n",
        main,
    ]
    for title, introduction, section in sections:
        body = [part for part in section(r) if part]
        if body:
            text += [part for part in (f"## {title}\n", introduction, *body) if part]
    (folder / "RESULTS.md").write_text("\n".join(text))
    return main
