"""What a document leaves open, inferred: `x-mock` that nobody had to write, each value with the evidence for it.

Steps, each of which reads the document and the steps before it: paths and schemas give resources (`resources`,
`envelopes`, `identity`), resources give uses of operations (`uses`), parameters give roles (`paging`, `filtering`,
`ordering`), responses give outcomes and errors (`outcomes`, `listing_body`), names give relations (`relations`), sizes
of pages give the rows to begin with (`seeds`).
"""

from mockserver.contract.inference.findings import Inference, merged
from mockserver.contract.inference.inferring import infer

__all__ = ["Inference", "infer", "merged"]
