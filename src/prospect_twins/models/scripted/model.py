"""The scripted model in process: the model string `scripted`, or `scripted:latency=0.5,…`."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelHTTPError,
    ModelRateLimitError,
    ModelServerError,
)
from pydantic_ai.messages import (
    BinaryContent,
    FinishReason,
    ImageUrl,
    ModelMessage,
    ModelResponse,
    TextContent,
    TextPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.profiles import ModelProfile
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RequestUsage

from prospect_twins.models.scripted.call import ScriptedCall
from prospect_twins.models.scripted.options import MODEL_NAME, Fault, ScriptedOptions
from prospect_twins.models.scripted.replies import FOREVER_S, Attempts, reply_to, retry_after_headers


class ScriptedModel(Model):
    """A Pydantic AI model without a provider; `calls` counts what it was asked, for tests."""

    def __init__(self, options: ScriptedOptions | None = None) -> None:
        super().__init__(
            profile=ModelProfile(
                supports_tools=False,
                supports_json_schema_output=True,
                default_structured_output_mode="native",
                supports_image_input=True,
            )
        )
        self.options = options or ScriptedOptions()
        self.calls = 0
        self._attempts = Attempts()

    @property
    def model_name(self) -> str:
        """The model's name."""
        return MODEL_NAME

    @property
    def system(self) -> str:
        """The provider's name."""
        return MODEL_NAME

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """A reply as the script has it."""
        self.calls += 1
        model_settings, parameters = self.prepare_request(model_settings, model_request_parameters)
        call = _call(messages, parameters)
        reply = reply_to(call, self.options, self._attempts.next(call))
        if reply.delay_s:
            await asyncio.sleep(reply.delay_s)
        await self._fail(reply.fault)
        return ModelResponse(
            parts=[TextPart(reply.text)] if reply.text and reply.fault is not Fault.EMPTY else [],
            model_name=MODEL_NAME,
            usage=RequestUsage(input_tokens=reply.input_tokens, output_tokens=reply.output_tokens),
            finish_reason=_finish(reply.finish_reason),
            provider_name=MODEL_NAME,
        )

    async def _fail(self, fault: Fault | None) -> None:
        if fault is Fault.RATE_LIMITED:
            raise ModelHTTPError.for_category(
                ModelRateLimitError,
                status_code=429,
                model_name=MODEL_NAME,
                headers=retry_after_headers(self.options.retry_after),
            )
        if fault is Fault.SERVER_ERROR:
            raise ModelHTTPError.for_category(ModelServerError, status_code=500, model_name=MODEL_NAME)
        if fault is Fault.DROPPED:
            raise ModelConnectionError(MODEL_NAME, "The connection was closed.", phase="read")
        if fault in (Fault.UNREADABLE, Fault.PAGE, Fault.ERROR_INSIDE):
            raise ModelAPIError(MODEL_NAME, "The reply can't be read.")
        if fault is Fault.TIMEOUT:
            await asyncio.sleep(FOREVER_S)


def _call(messages: Sequence[ModelMessage], parameters: ModelRequestParameters) -> ScriptedCall:
    contents = list(_contents(messages, parameters))
    return ScriptedCall(
        text="\n".join(content for content in contents if isinstance(content, str)),
        schema=parameters.output_object.json_schema if parameters.output_object else None,
        images=sum(not isinstance(content, str) for content in contents),
    )


def _contents(
    messages: Sequence[ModelMessage], parameters: ModelRequestParameters
) -> Iterator[str | BinaryContent | ImageUrl]:
    for instruction in parameters.instruction_parts or ():
        yield instruction.content
    for message in messages:
        for part in message.parts:
            content = getattr(part, "content", None)
            if isinstance(content, str):
                yield content
            elif isinstance(part, UserPromptPart):
                for item in part.content:
                    if isinstance(item, TextContent):
                        yield item.content
                    elif isinstance(item, str | BinaryContent | ImageUrl):
                        yield item


def _finish(reason: str) -> FinishReason:
    reasons: Mapping[str, FinishReason] = {"content_filter": "content_filter", "length": "length"}
    return reasons.get(reason, "stop")
