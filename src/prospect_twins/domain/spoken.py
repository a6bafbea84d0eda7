"""What of a model's text was meant for the reader: not what it thought first, and no signs of its chat template.

Servers take these out when they know the model's template, and leave them in when they don't: whole blocks, or one of
their two ends, since some templates write the opening one themselves. Sources: the chat templates of DeepSeek-R1, Qwen,
QwQ, Kimi, Magistral, Command A, Seed-OSS, Gemma, Llama, Mistral, Phi and ChatML, and OpenAI's harmony format.
"""

import json
import re

_WORDS = r"(?:[\w.-]+:)?(?:think(?:ing)?|thoughts?|reason(?:ing)?|analysis|reflection|scratchpad|(?:inner_)?monologue)"
_OPENS = re.compile(
    rf"<{_WORDS}\s*>|\[THINK(?:ING)?\]|◁think▷|<\|?(?:begin_of_thought|START_THINKING|start_thinking|think)\|?>"
    r"|<\|channel>thought\b|<unused94>(?:thought\b)?",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    rf"</{_WORDS}\s*>|\[/THINK(?:ING)?\]|◁/think▷|<\|?(?:end_of_thought|END_THINKING|end_thinking|/think)\|?>"
    r"|<channel\|>|<unused95>",
    re.IGNORECASE,
)
_HARMONY = re.compile(
    r"<\|channel\|>\s*(\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>(.*?)(?=<\|(?!constrain)\w+\|>|\Z)", re.DOTALL
)
_BARE_HARMONY = re.compile(r"\A\s*(?:analysis|commentary)(?=[A-Z\s]).*assistant\s?final(?=\W|[A-Z])", re.DOTALL)
"""The same where a tokenizer has dropped the special tokens and left their words."""
_BEGINS = re.compile(
    r"(?:\s*(?:<\|(?:im_start|start|start_of_role|START_OF_TURN_TOKEN|CHATBOT_TOKEN|START_RESPONSE|START_TEXT|assistant"
    r"|start_header_id|end_header_id|message|begin_of_text|begin_of_solution|end_of_role|im_middle|im_assistant)\|>"
    r"|<｜[^｜<>]{1,40}｜>|<start_of_turn>|<s>|<bos>|\[/INST\]|<\|response\|>)(?:\s*(?:assistant|model)\b(?=\W))?)+\s*",
)
_ENDS = re.compile(
    r"<\|(?:im_end|im_start|endoftext|end_of_text|eot_id|eom_id|end|return|start|assistant|user|system|end_of_role"
    r"|END_OF_TURN_TOKEN|END_RESPONSE|END_TEXT|end_of_solution|eos|start_header_id|begin_of_text)\|>"
    r"|<｜[^｜<>]{1,40}｜>|<(?:start|end)_of_turn>|</s>|<eos>|<pad>|\[/?INST\]|<</?SYS>>",
)
_ANY_SIGN = re.compile(r"[<\[◁]|assistant", re.IGNORECASE)


def spoken(text: str) -> str:
    """`text` without thoughts and template signs; empty where nothing else was said.

    A thought without its end was not ended: what follows is thought. An end without its beginning has its beginning in
    the template: what comes before is thought. A sign that ends a turn ends the text: what a model says then, it says
    for others. A JSON object is left as it is, since its strings are read by themselves.
    """
    if _ANY_SIGN.search(text) is None or is_object(text):
        return text
    channels = _HARMONY.findall(text)
    if channels:
        return "".join(said for channel, said in channels if channel == "final").strip()
    text = _BARE_HARMONY.sub("", text)
    text = _without_thoughts(text)
    if begins := _BEGINS.match(text):
        text = text[begins.end() :]
    ends = _ENDS.search(text)
    return text[: ends.start()].rstrip() if ends else text


def is_object(text: str) -> bool:
    """Whether `text` is one JSON object and nothing else."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _without_thoughts(text: str) -> str:
    kept: list[str] = []
    at, thinking = 0, False
    for end in sorted((*_OPENS.finditer(text), *_CLOSES.finditer(text)), key=lambda match: match.start()):
        closes = _CLOSES.fullmatch(end[0]) is not None
        if not thinking and not closes:
            kept.append(text[at : end.start()])
        elif not thinking:
            kept.clear()
        thinking, at = not closes, end.end()
    kept.append("" if thinking else text[at:])
    said = [part.strip() for part in kept]
    return "\n".join(filter(None, said)) if at else text
