"""The embedded model as a Pydantic AI model: every call takes a lease on the llama.cpp process."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from openai import AsyncOpenAI, DefaultAioHttpClient
from pydantic_ai import RunContext
from pydantic_ai.exceptions import ModelConnectionError, ModelHTTPError
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import ModelRequestParameters, StreamedResponse
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.settings import ModelSettings

from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.models.embedded.runtime import EmbeddedRuntime
from prospect_twins.models.embedded.sampling import ANSWER_SETTINGS


class EmbeddedModel(OpenAIChatModel):
    """Answers with the weights that `runtime` lends.

    Settings of a call win over ANSWER_SETTINGS; `extra_body` of both is merged, and carries what only llama.cpp knows:
    `grammar` (GBNF), `min_p`, `top_k` … Structured output (`NativeOutput`) is enforced by llama.cpp token by token, and
    wins over a grammar.

    Raises ModelFault: MODEL_UNAVAILABLE when the model can't be loaded, or (retryable) when its process died during the
    call; PROCESSING_ERROR when prompt and answer don't fit its context.
    """

    def __init__(self, runtime: EmbeddedRuntime, *, settings: ModelSettings = ANSWER_SETTINGS) -> None:
        self._runtime = runtime
        # The address is known once the process runs: `_leased` fills it in. Retries are the caller's decision.
        self._client = AsyncOpenAI(
            base_url="http://127.0.0.1/v1", api_key="unset", http_client=DefaultAioHttpClient(), max_retries=0
        )
        super().__init__(
            runtime.name,
            provider=OpenAICompatibleProvider("embedded", openai_client=self._client),
            profile=OpenAIModelProfile(
                context_window=runtime.context,
                supports_json_schema_output=True,
                supports_tools=False,
                # The model's template is filled in before it is tokenized: `<|im_end|>` in a person's notes would
                # end the turn if it were not broken up.
                may_tokenize_special_tokens_in_content=True,
            ),
            settings=settings,
        )

    @property
    def runtime(self) -> EmbeddedRuntime:
        """The runtime that holds the model."""
        return self._runtime

    async def aclose(self) -> None:
        """Closes the connections; the runtime is its owner's to close."""
        await self._client.close()

    def prepare_request(
        self, model_settings: ModelSettings | None, model_request_parameters: ModelRequestParameters
    ) -> tuple[ModelSettings | None, ModelRequestParameters]:
        """The request's settings with ours; of `extra_body`, both."""
        ours: Any = (self.settings or {}).get("extra_body", {})
        theirs: Any = (model_settings or {}).get("extra_body", {})
        merged = ModelSettings(**{**(model_settings or {}), "extra_body": {**ours, **theirs}})
        return super().prepare_request(merged, model_request_parameters)

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Ask the model, which is loaded before if it is not."""
        async with self._leased():
            return await super().request(messages, model_settings, model_request_parameters)

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncGenerator[StreamedResponse]:
        """Ask the model for a stream, likewise."""
        async with (
            self._leased(),
            super().request_stream(messages, model_settings, model_request_parameters, run_context) as stream,
        ):
            yield stream

    @asynccontextmanager
    async def _leased(self) -> AsyncGenerator[None]:
        async with self._runtime.lease() as endpoint:
            # One process runs at a time, so every call under way wants the same address.
            self._client.base_url = endpoint.base_url
            self._client.api_key = endpoint.api_key
            try:
                with self._faults_explained():
                    yield
            except ModelConnectionError as error:
                if not await self._runtime.is_gone(endpoint):
                    raise
                raise ModelFault(
                    FailureCode.MODEL_UNAVAILABLE, "The embedded model's process ended during the call.", retryable=True
                ) from error

    @contextmanager
    def _faults_explained(self) -> Generator[None]:
        try:
            yield
        except ModelHTTPError as error:
            if error.provider_error_type != "exceed_context_size_error":
                raise
            raise ModelFault(
                FailureCode.PROCESSING_ERROR,
                f"What is known of the person and asked does not fit the embedded model's {self._runtime.context} "
                "tokens; lower PROSPECT_TWINS_PERSON_TOKENS or use another model.",
            ) from error
