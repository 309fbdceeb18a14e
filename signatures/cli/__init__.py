"""The command line of this package alone: judge, sign, renew, list anchors.

    python -m signatures verify --trust trust/ *.pdf
    python -m signatures inspect --trust trust/ contract.pdf
    python -m signatures sign contract.pdf --field Signature1 --key me.p12 --tsa URL --tsa-chain tsa.pem -o out.pdf
    python -m signatures sign contract.pdf --field Signature1 --pkcs11 MODULE.so --token Me --tsa … -o out.pdf
    python -m signatures sign contract.pdf --field Signature1 --certificate me.pem --prepare state --tsa …
    python -m signatures sign --finish state --signature made.bin --tsa … -o out.pdf
    python -m signatures extend contract.pdf --tsa URL --tsa-chain tsa.pem -o out.pdf
    python -m signatures trust trust/

Exit codes: 0 all valid, 1 at least one invalid, 2 usage or unreadable input, 3 cannot be decided, 4 internal
error; of a batch the worst in the order 4, 1, 2, 3, 0; 130 broken off by Ctrl-C, 141 when nobody reads the output.
One line per file, never a traceback for bad input.
"""

import logging
import sys
from pathlib import Path

import click

from signatures.cli.edge import DEFECT, USAGE, Edge, complain, interrupts_end, interrupts_tidy_up
from signatures.cli.judging import inspect, verify
from signatures.cli.options import FILE, clean
from signatures.cli.signing import extend, sign
from signatures.errors import SignatureError
from signatures.trust import Trust


@click.group(cls=Edge, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Sign PDF files and judge signed ones, offline."""
    for library in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # its findings are in the report


for command in (verify, inspect, sign, extend):
    main.add_command(command)


def run() -> None:
    """Run the command line; an error of ours becomes one line and exit code 2, a defect of ours 4."""
    interrupts_tidy_up()
    try:
        main()
    except SignatureError as problem:
        complain(f"error: {problem}")
        sys.exit(USAGE)
    except Exception as problem:
        complain(f"internal error: {type(problem).__name__}: {problem}")
        sys.exit(DEFECT)
    finally:
        interrupts_end()


@main.command()
@click.argument("folders", nargs=-1, required=True, type=FILE)
def trust(folders: tuple[Path, ...]) -> None:
    """List the anchors in trust folders, with the fingerprints to compare by telephone, and the trusted lists."""
    from signatures.certificates import common_name, not_after

    anchors = Trust.load(*folders)
    for kind, certificates in (("signers", anchors.roots), ("timestamps", anchors.tsa_roots)):
        for cert in certificates:
            until = f"{not_after(cert):%Y-%m-%d}"
            click.echo(f"{kind:<11}{clean(common_name(cert))}, until {until}\n{'':<11}{_grouped(cert.sha256.hex())}")
    for item in anchors.crls:
        issued = item["tbs_cert_list"]["this_update"].native
        click.echo(f"{'revocation':<11}{clean(str(item.issuer.human_friendly))}, issued {issued:%Y-%m-%d %H:%M}")
    for one in anchors.lists:
        stamping = sum(service.stamps for service in one.services)
        until = f"next update {one.next_update:%Y-%m-%d %H:%M}" if one.next_update else "closed"
        click.echo(
            f"{'list':<11}{clean(str(one))}, issued {one.issued:%Y-%m-%d %H:%M}, {until}\n"
            f"{'':<11}{len(one.services)} services, {stamping} for qualified timestamps\n"
            f"{'':<11}signed by {clean(one.signer)}\n"
            f"{'':<11}{_grouped(one.sha256)}"
        )
    for unused in anchors.unused_lists:
        click.echo(f"{'list':<11}{clean(unused.file)}: NOT USED, {clean(unused.why)}")
    for name in anchors.left_out:
        click.echo(f"{'left out':<11}{clean(name)}: NOT READ, read are *.pem, *.crl, tsa/*.pem and lists/*.xml")
    if not anchors.roots:
        click.echo("no root for signers (*.pem): every verdict will be INDETERMINATE", err=True)


def _grouped(digest: str) -> str:
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))
