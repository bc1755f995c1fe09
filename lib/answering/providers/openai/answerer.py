"""Answers from any server that speaks OpenAI's chat completions: Ollama, vLLM, llama.cpp, Groq and their like.

Two forms. `structured`: a JSON object that holds each sentence with the numbers of the sentences it rests on, asked for
by schema. `numbered`: plain text with those numbers in square brackets, for models and servers that cannot do the first.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from lib.addresses import OWN_COMPUTER, AddressRules
from lib.answering import prompts
from lib.answering.answerer import AskRequest, Draft, Emit
from lib.answering.providers import error_words, service_errors
from lib.answering.providers.capabilities import Capabilities
from lib.answering.providers.catalogue import LISTING_S
from lib.answering.providers.connections import Connections
from lib.answering.providers.conversation import (
    Outcome,
    converse,
    emit_not_found,
    nothing_to_ask,
    question_with_hint,
    unanswered,
)
from lib.answering.providers.error_bodies import message_of
from lib.answering.providers.guarded_client import guarded_client
from lib.answering.providers.keys import Key
from lib.answering.providers.openai.model_list import chat_models
from lib.answering.providers.openai.numbered import NumberedText
from lib.answering.providers.openai.prompt_cut import cut_prompt
from lib.answering.providers.openai.settings import (
    ADDRESS_VARIABLE,
    ENDPOINTS,
    KEY,
    MAX_TOKENS,
    MODEL,
    PICTURES,
    PREFIX,
    TOKEN_LIMIT,
    Endpoint,
    endpoint_key,
    first_address,
    openai_key,
)
from lib.answering.providers.openai.stream import ChatStream
from lib.answering.providers.openai.structured import COPIED, SCHEMA, StructuredText, without_bounds
from lib.answering.providers.sdk_errors import error_of
from lib.answering.providers.service_errors import LONGEST_OWN_WAIT_S, Service, ServiceError
from lib.answering.providers.stream import NotEvents, StreamBroken, events_only, read_events
from lib.answering.providers.transcript import Transcript
from lib.answering.shown_pictures import ShownPicture, pictures_for, with_captions, with_note
from lib.answering.sources import Sources, earlier_turn, readable, whole_in_words
from lib.answering.styles import REFERENCE
from lib.config import Settings
from lib.errors import ConfigError
from lib.records import TextAdded

if TYPE_CHECKING:
    from openai import OpenAI, Stream
    from openai.types.chat import ChatCompletionChunk, ChatCompletionUserMessageParam

CHECK_S = 60.0
"""For one word of a model, which may have to be loaded first."""
CONNECT_S = 15.0
"""For a connection to be made."""
REFUSING = frozenset({400, 402, 413, 415, 422, 501})
"""Statuses with which servers refuse an option that they do not know."""
NO_SERVER = (
    f"No server for open models is named. Set {ADDRESS_VARIABLE}, or add one on the Settings page (Ollama on this machine: "
    "http://localhost:11434/v1)."
)
PAYMENT = 402
"""The status of a request that the credit does not suffice for."""
TOO_LARGE = 413
"""The status of a request that is too large, with Groq for a minute's tokens."""
OPTIONS = ("response_format", "stream_options", "temperature", "max_tokens", "max_completion_tokens")
"""Parameters that some servers refuse; without them they answer all the same. The last takes the place of `max_tokens`."""
NO_ROOM = "no room"
"""Said of a request that is too long together with the room it keeps for the answer; true of this question alone."""
OPENING_TAG = "opening tag"
"""What a place that leaves out the tag in front of its thinking is remembered by."""
NO_BOUNDS = "bounds"
"""What a place is remembered by that takes the schema without bounds of its lists alone."""
ABOUT_BOUNDS = re.compile(
    r"maxitems|max_items|(?:feature|keyword)\w* .{0,40}(?:not|un)[ -]?(?:supported|permitted|allowed)"
)
"""Words with which servers refuse them."""
NO_PICTURES = "pictures"
"""What a place that takes no pictures is remembered by."""
ABOUT_PICTURES = (
    "image",
    "picture",
    "vision",
    "multimodal",
    "multi-modal",
    "modalit",
    "must be a string",
    "content part",
)
"""Words with which servers refuse them."""
NO_KEY_NEEDED = "none"
"""What is sent where a server needs no key: the SDK wants one."""

AFFORDABLE = re.compile(r"can only afford (\d+)", re.IGNORECASE)
"""As OpenRouter says that the credit suffices for fewer tokens than were asked for."""
LEAST_AFFORDABLE = 300
"""Tokens of a short answer with its citations; for fewer it is not asked."""
FEWER_TOKENS = "fewer tokens"
MISFITS = 2
"""Whole outputs of one question in another form than the schema's, after which a model is asked in the other form."""
"""Said of a request whose answer may have more tokens than can be paid; true of this question alone."""

capabilities = Capabilities()


@dataclass(frozen=True)
class OpenAIAnswerer:
    """Asks a model behind an OpenAI-compatible address."""

    id: str
    endpoint: Endpoint
    key: Key
    seconds: float = 300
    """Without a word, after which it is given up."""
    prices: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    patience_s: float = LONGEST_OWN_WAIT_S
    max_tokens: int = TOKEN_LIMIT
    """Of one output, thinking included."""
    pictures: bool = False
    """Whether it is shown the figures that a question needs."""
    rules: AddressRules = OWN_COMPUTER
    """Whom the app may speak to."""

    @classmethod
    def open(cls, answerer_id: str, settings: Settings, keys: Mapping[str, str]) -> OpenAIAnswerer:
        """Return the answerer of `openai`, which asks OPENAI_BASE_URL, or of `openai:NAME`, an endpoint of the settings.

        Raises ConfigError where there is none.
        """
        _, _, name = answerer_id.partition(":")
        preferences = settings.preferences
        if name:
            endpoint = next((one for one in ENDPOINTS.of(preferences) if one.name == name), None)
            if endpoint is None:
                raise ConfigError(
                    f'There is no model called "{name}" in the settings. Add it there, or choose another.'
                )
            key = endpoint_key(settings, keys, endpoint)
        else:
            if not first_address(settings):
                raise ConfigError(NO_SERVER)
            endpoint = Endpoint(PREFIX, first_address(settings), MODEL.of(preferences))
            key = openai_key(settings, keys)
        return cls(
            id=answerer_id,
            endpoint=endpoint,
            key=key,
            seconds=preferences.seconds_without_word,
            prices=preferences.prices,
            max_tokens=MAX_TOKENS.of(preferences),
            pictures=bool(PICTURES.of(preferences)),
            rules=settings.address_rules,
        )

    @property
    def service(self) -> Service:
        """Who is asked, in words."""
        variable = self.endpoint.key_variable or (KEY.variable if self.id == PREFIX else "")
        hint = f"Type one {service_errors.KEYS_TYPED}" + (f", or set {variable}." if variable else ".")
        name = "The OpenAI-compatible server" if self.id == PREFIX else self.endpoint.name
        return Service(name, self.endpoint.base_url, hint)

    def answer(self, request: AskRequest, emit: Emit) -> Draft:
        """Return what the model makes of the passages, each sentence with what it rests on."""
        settings = {"base_url": self.endpoint.base_url, "max_tokens": self.max_tokens, "temperature": 0}
        draft = Draft(False, "", [], self.endpoint.model, settings=settings)
        if nothing_to_ask(request):
            return emit_not_found(emit, self.endpoint.model, settings)
        if not self.key.usable:
            return unanswered(draft, service_errors.unusable_key(self.service))
        model, error = self._model(lambda: emit(TextAdded("")))
        if error is not None:
            return unanswered(draft, error)
        if not model:
            return replace(draft, stopped=prompts.STOPPED_BY_USER)
        shown = pictures_for(request) if self.pictures and request.style.template is None else []
        request = with_captions(request, shown)
        chat = _ChatCall(self, model, request, Sources.of(request), shown)
        draft = converse(chat.call, request.style, emit, replace(draft, model=model), self.prices, self.patience_s)
        if (note := cut_prompt(self.service, chat.sent, chat.read)) is not None:
            draft = replace(draft, notes=[*draft.notes, note])
        if chat.sends_pictures:
            draft = with_note(draft, shown)
        return replace(draft, prompt=chat.prompt, settings={**settings, "model": model, "form": chat.form})

    def check(self) -> tuple[str, ServiceError | None]:
        """Return the model that is asked, and why it cannot be; it is asked for one word, and hung up on once it speaks.

        A small model says more than one, and on a small machine takes its time.
        """
        if not self.key.usable:
            return "", service_errors.unusable_key(self.service)
        model, fault = self._model()
        if fault is not None:
            return "", fault
        asked: list[ChatCompletionUserMessageParam] = [{"role": "user", "content": prompts.CHECK}]
        try:
            with (
                self.client() as client,
                client.chat.completions.create(model=model, messages=asked, stream=True, timeout=CHECK_S) as stream,
            ):
                speaks = any(getattr(chunk, "choices", None) for chunk in events_only(stream))
        except NotEvents as error:  # it does not stream
            speaks = _is_completion(error.body)
            return model, None if speaks else self.error_of(error, model)
        except Exception as error:  # noqa: BLE001 - `error_of` raises again our own mistakes
            return model, self.error_of(error, model)
        return model, None if speaks else service_errors.not_the_protocol(self.service)

    def client(self, connections: Connections | None = None) -> OpenAI:
        """Return the SDK's client, which retries nothing by itself: waiting is done where stop ends it.

        `connections` take note of those that it opens.
        """
        import openai

        timeout = openai.Timeout(self.seconds, connect=min(CONNECT_S, self.seconds))
        return openai.OpenAI(
            api_key=self.key.value or NO_KEY_NEEDED,
            base_url=self.endpoint.base_url,
            timeout=timeout,
            max_retries=0,
            http_client=guarded_client(openai, self.endpoint.base_url, self.rules, connections),
        )

    def models(self, connections: Connections | None = None) -> list[str]:
        """Return the ids of the models that the server lists and that can chat; raises what the SDK raises."""
        with self.client(connections) as client:
            body = client.models.with_raw_response.list(timeout=LISTING_S).http_response.text
        listed = chat_models(body)
        if listed is None:
            raise NotEvents(body)
        return listed

    def _model(self, go_on: Callable[[], bool] = lambda: True) -> tuple[str, ServiceError | None]:
        """Return the model to ask, the first that the server lists where none is set; neither once `go_on` says stop."""
        if self.endpoint.model:
            return self.endpoint.model, None
        connections = Connections()

        @contextlib.contextmanager
        def listing() -> Iterator[list[list[str]]]:
            yield [self.models(connections)]

        try:
            with contextlib.closing(read_events(listing, go_on, connections.cut)) as lists:
                listed = next(lists, None)
        except StreamBroken as broken:
            return "", self.error_of(broken.error, "")
        if listed is None:
            return "", None
        if not listed:
            sentence = f"{self.service.name} lists no model that can chat. Name one in the settings."
            return "", ServiceError(sentence, unavailable=True)
        return listed[0], None

    def error_of(self, error: Exception, model: str, *, received: bool = False) -> ServiceError:
        """Return what an error of the SDK means, in words; raises it again where it is our own mistake."""
        import openai

        return error_of(error, openai, self.service, self.seconds, key=self.key.value, model=model, received=received)


class _ChatCall:
    """One question to one model, with what the server turns out not to take."""

    def __init__(
        self,
        answerer: OpenAIAnswerer,
        model: str,
        request: AskRequest,
        sources: Sources,
        shown: Sequence[ShownPicture] = (),
    ) -> None:
        self._shown = list(shown)
        self._answerer = answerer
        self._model = model
        self._request = request
        self._sources = sources
        self._place = (answerer.endpoint.base_url, model)
        self._keeps_room = True
        """Whether the request names a limit of tokens, for which some servers keep room in the context."""
        self._max_tokens = answerer.max_tokens
        self._has_copied = False
        """Whether the model gave the example of the form for its answer: it is asked again without one."""
        self._misfits = 0
        """Whole outputs that were not what was asked for."""
        self.prompt = ""
        self.form = ""
        self.sent = 0
        """Characters of the messages of the last call."""
        self.read = 0
        """Tokens of them that the server says it has read; 0 where it does not say."""

    def call(self, problem: str, transcript: Transcript) -> Outcome:
        """Return what came of one call; asked again at once without what the server refuses."""
        for _ in range(len(OPTIONS) + 4):
            refused_options = self._refused_options()
            self.form = self._form(refused_options)
            text = self._text(transcript)
            stream = ChatStream(text, transcript)
            stream.limit = 0 if "max_completion_tokens" in refused_options else self._max_tokens
            refused = self._read_stream(stream, problem, refused_options)
            if refused is None:
                break
            if refused == NO_ROOM:
                self._keeps_room = False
            elif refused != FEWER_TOKENS:
                capabilities.add_refused(self._place, refused)
        outcome = stream.ended(self._answerer.service)
        self.read = outcome.tokens.get("input", 0) + outcome.tokens.get("cache_read", 0)
        self._has_copied = self._has_copied or outcome.problem == COPIED
        if text.output.withdrawals:
            capabilities.add_refused(self._place, OPENING_TAG)
        if self.form == "structured" and outcome.problem and outcome.error is None and stream.is_whole:
            self._misfits += 1
        if self._misfits >= MISFITS and self._answerer.endpoint.form == "auto":
            # Twice no JSON, and not for want of room: from now on it is asked in the other form.
            capabilities.add_refused(self._place, "response_format")
        return outcome

    @property
    def sends_pictures(self) -> bool:
        """Whether there are pictures, and the place has not refused them."""
        return bool(self._shown) and NO_PICTURES not in capabilities.refused(self._place)

    def _refused_options(self) -> frozenset[str]:
        """Return what to leave out: what the place never takes, and what this question has no room for."""
        refused = capabilities.refused(self._place)
        return refused if self._keeps_room else refused | {"max_completion_tokens"}

    def _form(self, refused_options: frozenset[str]) -> str:
        if not self._request.style.streams:
            return "template" if self._request.style.template is not None else "numbered"
        if self._answerer.endpoint.form != "auto":
            return self._answerer.endpoint.form
        return "numbered" if "response_format" in refused_options else "structured"

    def _text(self, transcript: Transcript) -> StructuredText | NumberedText:
        if self.form == "structured":
            return StructuredText(self._sources, transcript)
        waits = OPENING_TAG in capabilities.refused(self._place)
        return NumberedText(self._sources, transcript, reads_numbers=self.form != "template", waits=waits)

    def _read_stream(self, stream: ChatStream, problem: str, refused_options: frozenset[str]) -> str | None:
        """Return the option that the server refused, or NO_ROOM; None where the call was made, well or not."""
        answerer = self._answerer
        connections = Connections()
        with answerer.client(connections) as client:

            def open_stream() -> Stream[ChatCompletionChunk]:
                return events_only(
                    client.chat.completions.create(**self._arguments(problem, refused_options), stream=True)
                )

            try:
                stream.read(open_stream, connections.cut, answerer.seconds)
            except StreamBroken as broken:
                if isinstance(broken.error, NotEvents) and stream.take_whole(broken.error.body):
                    return None
                refused = self._refused(broken.error, refused_options)
                if refused is not None:
                    return refused
                received = stream.outcome.received
                stream.outcome.error = answerer.error_of(broken.error, self._model, received=received)
        return None

    def _refused(self, error: Exception, refused_options: frozenset[str]) -> str | None:
        """Return which option a 4xx is about, by its message; the form first where the message names none."""
        status = getattr(error, "status_code", None)
        if status not in REFUSING:
            return None
        message = message_of(error).lower()
        if status == PAYMENT:
            return FEWER_TOKENS if self._take_affordable(message) else None
        too_much = status == TOO_LARGE and error_words.is_limit_of_a_minute(message)
        if too_much or error_words.is_too_long(message):
            # Some count the room that is kept for the answer: asked without any limit, it may fit.
            return None if "max_completion_tokens" in refused_options else NO_ROOM
        if self.sends_pictures and any(word in message for word in ABOUT_PICTURES):
            return NO_PICTURES
        left = [
            option
            for option in OPTIONS
            if option not in refused_options and (option != "response_format" or self._asks_json)
        ]
        if self._asks_json and NO_BOUNDS not in refused_options and ABOUT_BOUNDS.search(message):
            return NO_BOUNDS
        named = [option for option in left if option in message]
        if named:
            return named[-1] if "max_tokens" in refused_options else named[0]
        about_form = any(word in message for word in ("json", "schema", "grammar", "structured", "response format"))
        return "response_format" if about_form and "response_format" in left else None

    def _take_affordable(self, message: str) -> bool:
        """Return whether fewer tokens can be paid, and enough for an answer; they are the limit from now on."""
        named = AFFORDABLE.search(message)
        affordable = int(named.group(1)) if named else 0
        if not LEAST_AFFORDABLE <= affordable < self._max_tokens:
            return False
        self._max_tokens = affordable
        return True

    @property
    def _asks_json(self) -> bool:
        return self.form == "structured"

    def _arguments(self, problem: str, refused_options: frozenset[str]) -> dict[str, Any]:
        messages = self._messages()
        self.prompt = "\n\n".join(message["content"] for message in messages)
        if self._request.whole is not None:
            self.prompt = self.prompt.replace(self._sources.numbered(), whole_in_words(self._request.whole))
        if problem:
            messages.append({"role": "user", "content": self._again(problem)})
        self.sent = sum(len(message["content"]) for message in messages)
        asked: list[dict[str, Any]] = [*messages]
        if self.sends_pictures:
            asked = [_with_pictures(one, self._shown) if one is messages[1] else {**one} for one in messages]
        arguments: dict[str, Any] = {
            "model": self._model,
            "messages": asked,
            "temperature": 0,
            "max_tokens": self._max_tokens,
            "stream_options": {"include_usage": True},
        }
        if self._asks_json:
            schema = without_bounds(SCHEMA) if NO_BOUNDS in refused_options else SCHEMA
            arguments["response_format"] = {"type": "json_schema", "json_schema": schema}
        for option in refused_options & arguments.keys():
            del arguments[option]
        if "max_completion_tokens" in refused_options:
            arguments.pop("max_tokens", None)
        elif "max_tokens" in refused_options:
            arguments["max_completion_tokens"] = self._max_tokens
        return arguments

    def _again(self, problem: str) -> str:
        if self._asks_json:
            return prompts.STRUCTURED_AGAIN.format(problem=problem)
        style = self._request.style
        return (prompts.FORM_AGAIN if style.labelled and not style.streams else prompts.AGAIN).format(problem=problem)

    def _messages(self) -> list[dict[str, str]]:
        request, style = self._request, self._request.style
        question = readable(question_with_hint(request))
        if style.template is not None:
            return [{"role": "user", "content": style.fill(question, self._sources.plain())}]
        limit = request.word_limit
        ask = f"{self._sources.numbered()}\n\n{earlier_turn(request)}"
        if style.name == REFERENCE:
            system = prompts.REFERENCE.format(word_limit=limit) + prompts.REFERENCE_CITES_NUMBERS
            ask += prompts.REFERENCE_FORM.format(question=question, word_limit=limit)
        else:
            form = prompts.STRUCTURED_IN_WORDS if self._has_copied else prompts.STRUCTURED
            system = (form if self._asks_json else prompts.NUMBERED).format(word_limit=limit)
            ask += prompts.QUESTION.format(question=question)
        if self._sources.has_cells:
            system += f"\n{prompts.CELLS_NUMBERED}"
        return [{"role": "system", "content": system}, {"role": "user", "content": ask}]


def _is_completion(body: str) -> bool:
    """Return whether a body is a whole completion, sent by a server that does not stream."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and bool(told.get("choices"))


def _with_pictures(message: Mapping[str, str], shown: Sequence[ShownPicture]) -> dict[str, Any]:
    """Return the message with its text and the pictures as parts, each behind its caption."""
    parts: list[dict[str, Any]] = [{"type": "text", "text": message["content"]}]
    for picture in shown:
        parts.append({"type": "text", "text": picture.words})
        parts.append({"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture.base64}"}})
    return {"role": message["role"], "content": parts}
