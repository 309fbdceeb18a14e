"""A process that does one thing a few times and says how much memory it took at most.

python -m bench.worker render|judge|stock-render|stock-verify FOLDER TIMES
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

MIB = 1024 * 1024


def peak() -> float:
    """The most memory that this process had at once, in MiB.

    On Linux the kernel's mark of this program (VmHWM): `ru_maxrss` would count the parent's memory at the fork.
    """
    status = Path("/proc/self/status")
    if status.exists() and (mark := re.search(r"VmHWM:\s*([0-9]+) kB", status.read_text())):
        return int(mark[1]) * 1024 / MIB
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / MIB if sys.platform == "darwin" else most * 1024 / MIB


def _render(folder: Path) -> Callable[[], object]:
    from dermadocs.bootstrap import PapersPrinter, Secrets
    from dermadocs.domain.codec import decode_case

    case = decode_case((folder / "case.json").read_bytes())
    printer = PapersPrinter(Secrets(bytes(32), bytes(32)), "0" * 64, demonstration=True)
    return lambda: printer.paper("estimate", case, bytes(5), datetime.now(UTC))


def _judge(folder: Path) -> Callable[[], object]:
    from dermadocs.flows.proving.judging import judge
    from signatures import Trust

    data = (folder / "estimate.pdf").read_bytes()
    options = {"trust": Trust.load(folder / "trust").to_json(), "at": datetime.now(UTC).isoformat()}
    return lambda: judge(data, options)


def _stock_render(folder: Path) -> Callable[[], object]:
    import weasyprint

    html, css = (folder / "sheet.html").read_text("utf-8"), (folder / "sheet.css").read_text("utf-8")
    return lambda: weasyprint.HTML(string=html).write_pdf(
        stylesheets=[weasyprint.CSS(string=css)], pdf_variant="pdf/a-3a"
    )


def _stock_verify(folder: Path) -> Callable[[], object]:
    from asn1crypto import pem, x509

    from bench import stock

    data = (folder / "estimate.pdf").read_bytes()
    root = x509.Certificate.load(pem.unarmor((folder / "trust" / "root.pem").read_bytes())[2])
    return lambda: stock.validate(data, [root])


TASKS = {"render": _render, "judge": _judge, "stock-render": _stock_render, "stock-verify": _stock_verify}

if __name__ == "__main__":
    work = TASKS[sys.argv[1]](Path(sys.argv[2]))
    for _ in range(int(sys.argv[3])):
        work()
    print(json.dumps({"peak": peak()}))
