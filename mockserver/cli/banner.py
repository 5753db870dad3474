"""The page that `serve` starts with: where each vendor is, and a request that works at once."""

from collections.abc import Iterator, Mapping

import click

import mockserver
from mockserver.access.credentials import headers_for
from mockserver.cli.curl import curl_of
from mockserver.cli.options import from_here
from mockserver.contract import catalog
from mockserver.contract.counts import counts_of
from mockserver.contract.model import Contract
from mockserver.printing import printable
from mockserver.runtime.listening import Urls
from mockserver.server.vendor import Vendor
from mockserver.upstreams import ALL, UpstreamOptions

FIRST_CREDENTIAL = "test_full"
NO_UPSTREAMS = UpstreamOptions()


def banner(vendors: Mapping[str, Vendor], urls: Urls, options: UpstreamOptions = NO_UPSTREAMS) -> str:
    """The start page.

    Args:
        vendors: What is served.
        urls: Where.
        options: What is forwarded.
    """
    root = urls.root
    lines = [f"{click.style('mockserver', bold=True)} {mockserver.__version__} on {root}", ""]
    lines += _about_https(urls)
    for vendor in vendors.values():
        lines += [*_about(vendor, f"{root}/{vendor.contract.segment}"), *_forwarded(vendor.name, options), ""]
    lines.append(f"Watch and steer at {root}/__admin/, read a document at {root}/NAME/docs. Ctrl+C stops.")
    return "\n".join(lines)


def _forwarded(name: str, options: UpstreamOptions) -> Iterator[str]:
    if name in options.upstreams:
        what = "all calls go" if options.upstream_for == ALL else "what the document does not have goes"
        yield f"  {what} to {options.upstreams[name]}"


def beside(contract: Contract) -> Iterator[str]:
    """What stands beside a document, as `init` writes it, and is used: its overlay, its fixtures."""
    path = catalog.overlay_beside(contract.document)
    if path is not None:
        yield str(path)
    folder = catalog.fixtures_beside(contract.document)
    if folder is not None:
        yield str(folder)


def _about_https(urls: Urls) -> Iterator[str]:
    if urls.secure not in {"", urls.root}:
        yield f"  also on {urls.secure}"
    if urls.authority is not None:
        file = from_here(str(urls.authority))
        yield f"  its certificate is signed by {file}, for this run; trust it:"
        yield f"    curl --cacert {file} ...  REQUESTS_CA_BUNDLE={file} python ...  NODE_EXTRA_CA_CERTS={file} node ..."
    if urls.secure:
        yield ""


def _about(vendor: Vendor, url: str) -> list[str]:
    contract, callers = vendor.contract, vendor.services.callers
    who = callers.get(FIRST_CREDENTIAL) or next(iter(callers.values()), None)
    headers = headers_for(contract, who) if who else {}
    base = url + contract.base_path
    lines = [
        f"{click.style(printable(contract.title), bold=True)}  {click.style(printable(base), fg='cyan')}"
    ]
    lines.append(f"  {counts_of(contract).sentence}")
    if used := [from_here(place) for place in beside(contract)]:
        lines.append(f"  with {printable(', '.join(used))}")
    lines.append(f"  {printable(curl_of(vendor, base, headers))}")
    if headers:
        sent = ", ".join(f"{name}: {value}" for name, value in headers.items())
        others = ", ".join(name for name in callers if who is None or name != who.name)
        lines.append(printable(f"  credentials: {sent}" + (f"  (others: {others})" if others else "")))
    return lines
