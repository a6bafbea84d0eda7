"""Every setting, read from `PROSPECT_TWINS_*` environment variables once, by the command line."""

import logging
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.origins import origin_of
from prospect_twins.models.catalog import check_model
from prospect_twins.models.embeddings.catalog import check_embedding_model
from prospect_twins.models.errors import UnusableModel
from prospect_twins.models.wire.optional_fields import BY_NAME
from prospect_twins.own_files import cache_directory, data_directory
from prospect_twins.store.database_url import read_database_url

_log = logging.getLogger(__name__)

PREFIX = "PROSPECT_TWINS_"
MOST = 2**31 - 1
"""The greatest number that a column of the database and a timer of the system can hold."""


def _listed(value: object) -> object:
    """The entries of `a, b`, or of a JSON list of them: whatever a user writes where several values may stand."""
    if not isinstance(value, str):
        return value
    entries = (_unquoted(entry) for entry in value.strip("[]").split(","))
    return tuple(entry for entry in entries if entry)


def _unquoted(value: str) -> str:
    """Without spaces around it and without the quotes that `docker --env-file`, systemd and the like leave on."""
    bare = value.strip()
    while len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'" and bare.count(bare[0]) == 2:
        bare = bare[1:-1].strip()
    return bare


def _prices(value: object) -> object:
    """Two prices, of `0.15,0.60`."""
    entries = _listed(value)
    try:
        if value is not None and not (
            isinstance(entries, tuple | list) and len([float(entry) for entry in entries]) == 2
        ):
            raise ValueError
    except ValueError:
        raise ValueError("it takes two prices with a comma between them, as in 0.15,0.60") from None
    return entries


_VARIABLE = re.compile(r"\$(?:\w+|\{\w+\})")


def _at_home(path: Path) -> Path:
    """A shell expands ~ and variables in what is typed; in a file of settings nobody does."""
    if path.parts and _VARIABLE.fullmatch(path.parts[0]):
        raise ValueError(f"{path.parts[0]} is not expanded here; write the whole path")
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError("there is no such home directory; write the whole path") from None


Several = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
"""Values with commas between them."""
Usd = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Prices = Annotated[tuple[Usd, Usd] | None, NoDecode, BeforeValidator(_prices)]
"""US dollars per million tokens read, and written."""


def _place_for_data() -> Path:
    directory = data_directory()
    if directory is None:
        raise InvalidInput(
            "your home directory is not known, or does not exist; set HOME, or name a directory for the data with "
            "--data-dir or PROSPECT_TWINS_DATA_DIR"
        )
    return directory


def _place_for_caches(values: dict[str, Any]) -> Path:
    return cache_directory() or Path(values["data_dir"]) / "cache"


def _file_hash(value: object) -> object:
    return value.lower().removeprefix("sha256:") if isinstance(value, str) else value


class Settings(BaseSettings):
    """Frozen; each field's description is its row in the documentation's table."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", allow_inf_nan=False, hide_input_in_errors=True
    )

    database_url: SecretStr | None = Field(
        None, description="PostgreSQL to use instead of the embedded one (postgresql://…)."
    )
    data_dir: Path = Field(
        default_factory=_place_for_data,
        description="Directory for the embedded database and the first API key.",
    )
    cache_dir: Path = Field(
        default_factory=_place_for_caches,
        description="Directory for downloaded model weights, which are stored by their hash.",
    )
    model: str = Field(
        "embedded",
        description="The model that answers: 'embedded', 'scripted', or a Pydantic AI model string such as "
        "'openai-chat:gpt-…', 'anthropic:…', 'google:…', 'ollama:…'.",
    )
    model_sees_images: bool | None = Field(
        None, description="Whether MODEL can see images; overrides what its name suggests."
    )
    weights: Path | None = Field(None, description="A GGUF file for the embedded model, instead of the pinned one.")
    weights_sha256: Annotated[str, BeforeValidator(_file_hash)] | None = Field(
        None, pattern="^[0-9a-f]{64}$", description="The hash that the file in WEIGHTS must have."
    )
    embedded_idle_s: float = Field(
        600, gt=0, description="Seconds without a call, after which the weights are unloaded."
    )
    embedded_parallel: int = Field(
        2, ge=1, le=64, description="Answers that the embedded model writes at the same time."
    )

    worker_concurrency: int = Field(
        100, ge=1, le=10_000, description="Model calls that one worker makes at the same time."
    )
    call_timeout_s: float = Field(120, gt=0, description="Maximum seconds for one model call.")
    answer_budget_s: float = Field(
        300, gt=0, description="Maximum seconds for one answer, including retries and waits."
    )
    summary_timeout_s: float = Field(
        300, gt=0, description="Maximum seconds for one summary; never more than a quarter of the session's deadline."
    )
    session_deadline_s: float = Field(
        3600,
        gt=0,
        description="Seconds after which a session stops waiting for missing answers, and for a missing summary.",
    )
    memory_exchanges: int = Field(
        5, ge=0, description="Maximum number of earlier exchanges that a twin's prompt contains."
    )
    memory_tokens: int = Field(1500, ge=0, description="Maximum tokens for those exchanges (estimated).")
    person_tokens: int = Field(
        6000, ge=200, description="Maximum tokens for what is known about the person (estimated)."
    )

    answer_tokens: int = Field(
        4096,
        ge=256,
        le=32_768,
        description="Maximum tokens for a reply with an answer, including the model's thoughts. A reply that is "
        "cut off is requested again with twice as many, then with four times as many. Raise it for a "
        "model that thinks for long. The embedded model has its own limit.",
    )
    draws: int = Field(
        1,
        ge=1,
        le=9,
        description="How many times each twin is asked, each time in other words. The agreement of its answers is "
        "part of their confidence. All draws together stay within the limit on calls at the same "
        "time.",
    )
    check_answers: Literal["facts", "model"] = Field(
        "facts",
        description="How answers are checked against what is known: 'facts' uses rules for family, age and the "
        "like (English); 'model' also asks the coding model.",
    )
    coding_model: str | None = Field(
        None, description="The model that labels answers (sentiment, themes …). Without it, MODEL labels them."
    )
    model_omits: Several = Field(
        (),
        description="Fields that requests to a model's server leave out from the start, comma-separated, such as "
        "'logprobs, json_schema'. Other fields are left out after the server has refused them once. "
        "Known: detail, include, json_schema, logprobs, max_completion_tokens, max_tokens, "
        "response_format, seed, stop, strict, system, temperature, top_logprobs, top_p.",
    )
    embedding_model: str = Field(
        "embedded",
        description="The model for scales by similarity and for the agreement of draws: 'embedded' (MiniLM, 23 "
        "MB, downloaded once), 'scripted' (counts words, for tests) or a Pydantic AI embedding model "
        "such as 'openai:text-embedding-3-small'.",
    )

    max_prospects: int = Field(5000, ge=1, description="Maximum number of prospects in one session.")
    daily_answers: int = Field(
        20_000, ge=0, description="Answers per tenant and UTC day, for tenants without their own quota."
    )
    max_cost_usd: Usd | None = Field(
        None,
        description="Maximum cost in US dollars of a session. Also the maximum of a tenant in a UTC day, unless "
        "MAX_COST_USD_PER_DAY is set. Without it, there is no limit.",
    )
    max_cost_usd_per_day: Usd | None = Field(
        None,
        description="Maximum cost in US dollars of a tenant's sessions in a UTC day. Without it, MAX_COST_USD applies.",
    )
    model_price: Prices = Field(
        None,
        description="The price of MODEL: US dollars per million tokens read and written, as in '0.15,0.60'. "
        "Without it, the list price applies; not every model has one.",
    )
    coding_model_price: Prices = Field(None, description="The same for CODING_MODEL, if that is another model.")
    embedding_model_price: Usd | None = Field(
        None,
        description="The price of EMBEDDING_MODEL: US dollars per million tokens. Without it, the list price applies.",
    )
    max_import_bytes: int = Field(
        64 * 1024 * 1024,
        ge=1024,
        description="Largest file that can be imported over HTTP. The command line has no limit.",
    )
    requests_per_minute: int = Field(
        6000, ge=0, description="Requests per tenant and minute, in each process. 0 means no limit."
    )

    keep_alive_s: float = Field(15, gt=0, description="Seconds between keep-alive messages on an open stream.")
    send_timeout_s: float = Field(
        30, gt=0, description="Seconds after which a client that reads nothing is disconnected."
    )
    allowed_origins: Several = Field(
        (),
        description="Other origins whose pages may use the service, comma-separated, as in https://crm.example.",
    )
    heartbeat_s: float = Field(2, gt=0, description="Seconds between a worker's heartbeats.")
    stalled_s: float = Field(
        10, gt=0, description="Seconds without a heartbeat, after which a worker's jobs go to other workers."
    )
    drain_s: float = Field(20, ge=0, description="Seconds that a stopping process has to finish running work.")

    @model_validator(mode="before")
    @classmethod
    def _as_it_was_meant(cls, values: dict[str, Any]) -> dict[str, Any]:
        """A variable that is set to nothing is not set; spaces and quotes around a value don't belong to it."""
        bare = {name: _unquoted(value) if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in bare.items() if value != ""}

    @field_validator("*")
    @classmethod
    def _possible(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, Path):
            return _at_home(value)
        if isinstance(value, int | float) and value > MOST and not str(info.field_name).endswith("_bytes"):
            raise ValueError(f"at most {MOST}")
        return value

    @field_validator("model", "coding_model", "embedding_model")
    @classmethod
    def _model_string(cls, name: str | None, info: ValidationInfo) -> str | None:
        check = check_embedding_model if info.field_name == "embedding_model" else check_model
        try:
            if name is not None:
                check(name)
        except UnusableModel as error:
            raise ValueError(str(error)) from None
        return name

    @field_validator("database_url")
    @classmethod
    def _for_libpq(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        read = read_database_url(url.get_secret_value())
        for note in read.notes:
            _log.warning("%sDATABASE_URL: %s", PREFIX, note)
        return SecretStr(read.url)

    @field_validator("model_omits")
    @classmethod
    def _optional(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := sorted(set(names) - set(BY_NAME)):
            raise ValueError(f"it takes {', '.join(sorted(BY_NAME))}, with commas between them, not '{unknown[0]}'")
        return names

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(origin_of, origins)))

    @property
    def calls_in_flight(self) -> int:
        """Model calls that a worker makes at a time: the embedded model's places, since a call that waits for one
        would use up its time-out waiting.
        """
        return self.calls_at_a_time(self.model)

    @property
    def answers_in_flight(self) -> int:
        """Answers that a worker works on at a time: each takes as many calls as there are draws."""
        return max(1, self.calls_in_flight // self.draws)

    @property
    def model_that_labels(self) -> str:
        """The model that labels answers: the one that answers, unless another is set."""
        return self.coding_model or self.model

    def calls_at_a_time(self, model: str) -> int:
        """How many calls of this model one worker makes at a time."""
        return self.embedded_parallel if model == "embedded" else self.worker_concurrency
