"""What the words of a server's error tell where its status does not: many services give one status to faults of several kinds."""

from __future__ import annotations

import re

_TOO_LONG = re.compile(
    r"too long|context[ _](?:length|window|size)|maximum (?:context|prompt|input|sequence)|exceed\w* .{0,40}context"
    r"|too many tokens|tokens?\b.{0,40}\bexceed\w* .{0,40}\btokens|tokens?\b.{0,60}must be <=|exceed\w* .{0,40}token limit"
    r"|prompt\w*\b[^.:]{0,40}\+[^.]{0,40}\s>\s*\d"
    r"|request too large for model|must have less than \d+ tokens|length of (?:the )?(?:prompt|input|messages)"
    r"|(?:prompt|input|sequence)\b.{0,60}\b(?:length|tokens?)\b.{0,60}\b(?:exceed\w*|(?:must|should) be|maximum|at most|than)\b"
    r"|超长|长度超",
    re.I | re.S,
)
_OF_A_PICTURE = re.compile(r"image|picture|pixel", re.I)
"""Their size has limits too."""
_NO_CREDIT = re.compile(
    r"insufficient_quota|credit balance|insufficient[_ ](?:account )?(?:balance|credits?|funds)|not_?enough[_ ]balance"
    r"|billing_(?:hard_limit|not_active|error|disabled)"
    r"|(?:no|out of|not enough|used all|n.t have any) (?:remaining |available )?credits?\b"
    r"|credits?\b.{0,20}(?:depleted|exhausted|used up|expired|ran out)"
    r"|balance\b.{0,20}(?:insufficient|not enough|too low|overdue|exhausted|used up|negative)"
    r"|(?:overdue|negative|check your account|enough) balance|arrears?\b|arrearage"
    r"|exceeded_current_quota_error|consumption_limit_reached"
    r"|month\w*\b.{0,20}\b(?:token )?(?:limit|quota|allocation) (?:is )?(?:exceeded|reached)"
    r"|free tier.{0,30}exhausted|limited to [\d,]+ .{0,20}(?:/|per|a) ?month|余额不足|欠费",
    re.I,
)
"""What only an account without credit is told (OpenAI, Anthropic, DeepSeek, xAI, Zhipu, Moonshot, Alibaba, Volcengine, Cohere).
The page where one pays stands in the words of many a rate limit too and says nothing."""
_SPENT = re.compile(
    r"budget\b.{0,30}\b(?:exceed|reach|cross)\w*|(?:exceed\w*|over|crossed) ?.{0,12}budget|budget_exceeded"
    r"|spend(?:ing)?[ _-](?:limit|cap|alert)|SetLimitExceeded|set inference limit|(?:key|credit) limit exceeded|regain access on",
    re.I,
)
"""A limit of money that somebody set for an account, a project or a key (LiteLLM, OpenRouter, Gemini, Groq, Anthropic)."""
_UNPAID = re.compile(
    r"billing to be enabled|payment method|overdue|good standing|exceeded your current quota|any credits|past invoices"
    r"|token.quota.{0,20}reached|reached its .{0,10}quota",
    re.I,
)
"""What is as plain where the status is none of a rate limit: with 429 such words stand beside limits that pass."""
_BAD_KEY = re.compile(
    r"api.?key (?:is )?(?:not valid|invalid|expired)|invalid api.?key|incorrect api key|api_key_invalid"
    r"|(?:api.?key|token) .{0,30}(?:leaked|revoked|disabled|suspended|deleted)",
    re.I,
)
"""As Gemini says with 400 and 403 what others say with 401."""
_NOT_SERVED = re.compile(
    r"organi[sz]ation.{0,20} restricted"
    r"|(?:account|organi[sz]ation|project|consumer).{0,30}(?:suspended|deactivated|disabled|banned)"
    r"|(?:country|region|territory|location)\b.{0,40}\bnot (?:supported|available)|unsupported_country",
    re.I,
)
"""The account, or the place from which it asks, is not served at all (Groq, OpenAI, Gemini)."""
_FLAGGED = re.compile(
    r"flagged|moderation|content.?(?:management.?)?policy|content_filter|responsible.?ai|safety system|inappropriate content"
    r"|violat\w* .{0,20}(?:guideline|polic)|usage guidelines|safety_check|(?<!case.)sensitive|data_inspection|unsafe|敏感",
    re.I,
)
"""The question was declined before any model saw it (OpenRouter, OpenAI, Azure, Alibaba, Zhipu)."""
_BUSY = re.compile(
    r"throttl|rate exceeded|slow ?down|(?:model|server)\b.{0,40}\b(?:is|still)\b.{0,12}\bloading|being loaded|warming up",
    re.I,
)
"""What passes with time, though the status is none of a limit (AWS with 400, model servers with 423 and 425)."""
_NOT_OFFERED = re.compile(
    r"decommissioned|model_not_(?:found|available|supported)|invalid.model\b|not a valid model|does not support chat"
    r"|unknown.model\b|no such model|model.disabled|no models? (?:is |are )?loaded|model has not been loaded"
    r"|unable to access .{0,20}model|deployment.{0,30}(?:not ?found|not exist)"
    r"|model\b.{0,60}\b(?:does not exist|not found|is not available|not supported)|模型不存在",
    re.I | re.S,
)
"""A model that is not there for this key, whatever the status (Groq, Mistral, OpenRouter, Ollama, LM Studio, Together)."""
_NO_ACCESS_TO_MODEL = re.compile(r"access .{0,20}\bmodel\b|model_access_denied", re.I)
"""As LiteLLM says with 401 what others say with 403."""
_NO_PROVIDER = re.compile(
    r"no (?:allowed |available )?(?:endpoints|providers) (?:found )?(?:matching|that|are|which)", re.I
)
"""A 404 that knows the model, but nobody who serves it as the account's settings want (OpenRouter)."""
_A_MINUTES_TOKENS = re.compile(r"tokens per (min|day)|\bTP[MD]\b|rate.?limit", re.I)
_ASKED_AND_ALLOWED = re.compile(r"limit\D{0,3}([\d,]+).{0,60}?requested\D{0,3}([\d,]+)", re.I | re.S)
"""As in "tokens per minute (TPM): Limit 6000, Requested 7500" (Groq)."""
_NO_QUOTA = re.compile(r"quota.{0,200}\b(?:limit:|token quota:) *0\b|\bquota: *0\b", re.I | re.S)
"""As Gemini and Moonshot tell that an account has none at all for a model."""


def is_too_long(words: str) -> bool:
    """Return whether a server says that the prompt does not fit into the model."""
    return bool(_TOO_LONG.search(words)) and not _OF_A_PICTURE.search(words)


def is_limit_of_a_minute(words: str) -> bool:
    """Return whether a server says that a question takes more tokens than a minute may have."""
    return bool(_A_MINUTES_TOKENS.search(words))


def asked_and_allowed(words: str) -> tuple[int, int]:
    """Return how many tokens a question takes and how many a minute may have, as an error says; (0, 1) where it does not."""
    numbers = _ASKED_AND_ALLOWED.search(words)
    if numbers is None:
        return 0, 1
    allowed, asked = (int(number.replace(",", "")) for number in numbers.groups())
    return asked, allowed


def says_no_credit(words: str, status: int) -> bool:
    """Return whether the account has no credit left; with 429 only what no rate limit says counts."""
    return bool(_NO_CREDIT.search(words) or (status != 429 and _UNPAID.search(words)))


def says_spent(words: str) -> bool:
    """Return whether a limit of money is reached that somebody set."""
    return bool(_SPENT.search(words))


def says_no_quota(words: str) -> bool:
    """Return whether the account may not ask this model at all."""
    return bool(_NO_QUOTA.search(words))


def says_bad_key(words: str) -> bool:
    """Return whether it is the key that is not accepted."""
    return bool(_BAD_KEY.search(words))


def says_no_access(words: str) -> bool:
    """Return whether it is the model that the key may not use."""
    return bool(_NO_ACCESS_TO_MODEL.search(words))


def says_not_served(words: str) -> bool:
    """Return whether the account, or the place it asks from, is not served."""
    return bool(_NOT_SERVED.search(words))


def says_declined(words: str) -> bool:
    """Return whether a filter declined the question."""
    return bool(_FLAGGED.search(words))


def says_busy(words: str) -> bool:
    """Return whether it passes with time."""
    return bool(_BUSY.search(words))


def says_not_offered(words: str) -> bool:
    """Return whether the model is not there."""
    return bool(_NOT_OFFERED.search(words))


def says_no_provider(words: str) -> bool:
    """Return whether nobody serves the model as the account wants it served."""
    return bool(_NO_PROVIDER.search(words))
