"""How papers say their aim, their findings, their limitations and so on, and how people ask for them.

The cues are those of the rhetorical moves of papers (Swales 1990; Teufel and Moens 2002), in general English, of no field.
Only phrases that many papers use belong here; never one that was seen in the papers of a benchmark alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lib.text.terms import content_stems

Role = Literal[
    "motivation",
    "funding",
    "future work",
    "limitation",
    "summary",
    "recommendation",
    "conclusion",
    "contribution",
    "hypothesis",
    "aim",
    "finding",
    "method",
    "data",
]


NEVER = re.compile(r"(?!)")
"""Matches nothing."""


@dataclass(frozen=True, slots=True)
class RoleCues:
    """How one part of a paper is asked for and told."""

    asked: re.Pattern[str]
    asked_with: frozenset[str]
    """Stems that a question for the part may have without being about anything else."""
    cue: re.Pattern[str]
    """Words that say in so many words that this is the part."""
    weak: re.Pattern[str]
    """Words that only sound like it."""
    sections: re.Pattern[str]
    """Where papers say such things."""
    elsewhere: re.Pattern[str]
    """Where the same words mean something else."""
    plain: re.Pattern[str] = NEVER
    """Words that leave no doubt, where the cue is also in sentences that only touch upon the part."""
    partly: re.Pattern[str] = NEVER
    """Words of a sentence that tells it of a part alone: the number in one group, where that of all is asked for."""
    of_others: re.Pattern[str] = NEVER
    """Words of a sentence that tells it of earlier work, or of what this work has overcome."""
    own_sections: re.Pattern[str] = NEVER
    """Sections that are all about the part, so that a sentence there needs no cue."""


_PAPER = (
    r"(?:study|paper|article|work|research|review|trial|investigation|analysis|project|thesis|report|survey|experiment"
    r"|manuscript|contribution|protocol|replication|dissertation)"
)
_THIS_PAPER = rf"(?:this|the present|the current|our|the) (?:[\w-]+ )?{_PAPER}"
_EARLIER = (
    r"previous|prior|earlier|existing|other|past|conventional|traditional"
    r"|(?:previously )?(?:published|reported|proposed) (?:studies|methods|work)"
)
_AIM = r"(?:aims?|objectives?|purposes?|goals?)"
_WHICH_AIM = (
    r"(?:(?:main|primary|secondary|overall|overarching|general|specific|principal|major|key|central|ultimate"
    r"|exploratory|first|second"
    r"|study|research|trial) ){1,2}"
)
_IS = r"(?:is|was|are|were)"
_NO_OTHER = r"(?!(?:of|on|for|in|to|and|by|with|from|previous|prior|earlier|original|former)\b)"
_OWN = rf"(?:(?:this|the present|the current|the) (?:{_NO_OTHER}[\w-]+ ){{0,4}}{_PAPER}|our (?:[\w-]+ ){{0,3}}[\w-]+)"
"""This paper, by whatever name: "this randomised controlled trial", "our pilot study"."""
_NOT_OWN = ("related", "previous", "prior", "background", "literature", "state of the art", "introduction")
_METHODS = ("method", "material", "experiment", "procedure", "set-?up", "protocol", "participants", "statistic")


def any_of(*alternatives: str) -> re.Pattern[str]:
    """Return the pattern of any of these, whatever their case."""
    return re.compile("|".join(alternatives), re.IGNORECASE)


CUES: dict[Role, RoleCues] = {
    "motivation": RoleCues(
        asked=any_of(
            r"\bwhy (?:was|is|did|were|do|does) (?:this|the|they) ?(?:[\w-]+ )?"
            r"(?:stud(?:y|ied)|paper|work|research|trial|investigation|authors?)?\b",
            r"\bmotivat\w+\b",
            r"\b(?:research |knowledge )?gaps?\b",
        ),
        asked_with=frozenset(
            content_stems(
                "motivation motivate motivated gap research knowledge need needed necessary do done conduct conducted undertake"
                " undertaken carry perform performed write written start important why fill address trial review"
            )
        ),
        cue=any_of(
            r"\b(?:little|less|not much|nothing) (?:[\w-]+ )?(?:is|was|has been) known\b",
            r"\b(?:few|no|only (?:a )?few|hardly any) (?:[\w-]+ ){0,2}"
            r"(?:stud(?:y|ies)|reports?|data|trials?|attempts?|information)\b",
            r"\b(?:has|have) (?:not|never|rarely|hardly) (?:yet )?been\b",
            r"\b(?:poorly|not (?:well|fully|yet)) (?:understood|known|studied|described)\b",
            r"\b(?:remains?|is|are) (?:largely |still |yet )?"
            r"(?:un(?:known|clear|explored|resolved)|limited|scarce|understudied)\b",
            r"\b(?:limited|little|partial|scarce|insufficient) (?:information|evidence|data|knowledge|attention)\b",
            r"\black of (?:[\w-]+ ){0,2}(?:information|evidence|data|knowledge|studies|understanding)\b",
            r"\b(?:there is|is an? \w+) (?:[\w-]+ )?need (?:for|to)\b",
            r"\b(?:gap|gaps) in\b",
        ),
        weak=any_of(r"\btherefore\b", r"\b(?:important|crucial|essential|necessary|urgent|needed)\b", r"\bhowever\b"),
        sections=any_of("introduction", "background", "abstract", "motivation", "rationale"),
        elsewhere=any_of("discussion", "conclusion", "result", *_METHODS),
    ),
    "funding": RoleCues(
        asked=any_of(
            r"\bfund(?:ed|ing|er|ers|s)?\b",
            r"\bfinanc\w+\b",
            r"\bsponsor\w*\b",
            r"\bgrants?\b",
            r"\bpaid (?:for|the)\b",
            r"\bwho (?:paid|pays|supported)\b",
            r"\bfinancial(?:ly)? support\w*",
        ),
        asked_with=frozenset(
            content_stems(
                "fund funder funding finance financed financial sponsor sponsored grant pay paid support supported money source"
                " project"
            )
        ),
        cue=any_of(
            r"^\W*(?:funding|financial support|grant support)\b(?! acquisition)",
            r"\bno (?:[\w-]+,? ){0,3}(?:funding|financial support|grants?)\b",
            r"\b(?:fund(?:ed|ing)|financ(?:ed|ial(?:ly)?)|sponsored|grants?)\b.{0,80}\b(?:by|from|no|number|agreement)\b",
            r"\bfinancial (?:support|assistance)\b",
            # A claim is supported by studies; work is supported by a grant or by someone with a name.
            r"\bsupport(?:ed)? (?:in part |partly |financially )?by (?:the |an? |research |several |two )?(?:[a-z]+ )?"
            r"(?:grants?|funds?|funding|fellowships?|scholarships?|awards?|programmes?|programs?|(?-i:[A-Z]))",
            r"\b(?:thank|acknowledge)\w*\b.{0,200}\b(?:fund|financ|grant|fellowship)",
        ),
        weak=any_of(
            r"\bfund(?:s|ed|ing)?\b(?! acquisition)", r"\bgrants?\b", r"\bfinanc(?:ed|ial)\b", r"\bfellowship\b"
        ),
        sections=any_of("fund", "financ", "acknowledg", "grant", "declarations"),
        elsewhere=any_of("introduction", "method", "result", "discussion", "background", "abstract"),
    ),
    "future work": RoleCues(
        asked=any_of(
            r"\bfuture (?:work|research|stud(?:y|ies)|directions?|plans?|investigations?|steps?)\b",
            r"\bnext steps?\b",
            r"\bdo(?:ne)? next\b",
            r"\b(?:further|more|additional) (?:research|work|stud(?:y|ies)|investigations?)\b",
            r"\b(?:research|work|stud(?:y|ies)|investigations?) (?:is|are) (?:still |yet )?(?:needed|required|missing|lacking)\b",
            r"\b(?:investigated|studied|explored|examined) further\b",
            r"\bopen questions?\b",
            r"\bquestions? (?:that )?(?:remain|are open|are left)\b",
            r"\bremains? to be (?:done|stud|investig|seen)\w*",
            r"\bplan(?:ned|s)? (?:to do|for|in) (?:next|the future|future)\b",
        ),
        asked_with=frozenset(
            content_stems(
                "future work research study direction plan planned investigation step next further investigate study explore"
                " examine open question remain left done suggest propose recommend outline want need do more additional still yet"
                " require required miss missing lack lacking"
            )
        ),
        cue=any_of(
            r"(?<!encourage )(?<!foster )(?<!enable )(?<!stimulate )(?<!promote )(?<!facilitate )(?<!foster the )"
            r"\b(?:future|further|additional|more|follow-up|subsequent) (?:[\w-]+ ){0,2}(?:work|research|stud(?:y|ies)"
            r"|investigations?|experiments?|trials?|directions?|efforts|questions)\b"
            r"(?! (?:have|has|had|showed|found|reported|suggested|demonstrated|revealed|indicated)\b)",
            r"\bin (?:the )?(?:near )?future\b",
            r"\b(?:needs?|remains?|have|has|yet|ought|should) (?:yet )?to be (?:\w+ly |further )?(?:investigated|explored|studied"
            r"|examined|determined|established|addressed|tested|evaluated|assessed|confirmed|validated|clarified|elucidated"
            r"|understood|identified|verified|compared|developed|extended|improved|resolved)\b",
            r"\b(?:should|must|ought to|could) be (?:[\w-]+ )?(?:investigated|explored|studied|examined|tested|confirmed)"
            r" (?:further|in (?:more|greater|larger|further))\b",
            r"\bwe (?:plan|intend|hope) to\b",
            r"\b(?:would|will) be (?:interesting|useful|worth\w*|valuable|important|beneficial)\b",
            r"\bneed(?:ed)? to (?:further )?(?:investigate|explore|identify|determine|examine|study|know)\b",
            r"\bwarrants?\b.{0,40}\b(?:stud|investig|explor|research)",
            r"\bnext steps?\b",
            r"\b(?:is|are) (?:now |currently |still )?(?:underway|under way|in progress|ongoing|planned|being (?:planned|prepared"
            r"|extended|developed|investigated))\b",
            r"\bremains? (?:un(?:clear|known|certain)|open)\b",
            r"\b(?:should|could|must) (?:also )?(?:investigate|explore|examine|study|focus on|address)\b",
        ),
        plain=any_of(
            r"\b(?:research|work|stud(?:y|ies)|trials?|investigations?|experiments?) (?:[\w-]+ ){0,2}(?:is|are|will be)"
            r" (?:[\w-]+ ){0,2}(?:needed|required|warranted|necessary|recommended|planned|underway)\b",
            r"\b(?:future|further|next) (?:[\w-]+ ){0,2}(?:research|work|stud(?:y|ies)|trials?|steps?) (?:should|must|could|will"
            r"|may|(?:is|are) to)\b",
            r"\bwe (?:plan|intend) to\b",
        ),
        weak=any_of(
            r"\bfuture\b",
            r"\bcould be (?:extended|improved|explored)\b",
            r"\bneeded to\b",
        ),
        sections=any_of(
            "future",
            "perspective",
            "outlook",
            "conclusion",
            "discussion",
            "open (?:questions|problems)",
            "recommendation",
        ),
        own_sections=any_of("future", "outlook", "perspectives? (?:for|and|on)", "next steps"),
        elsewhere=any_of(*_NOT_OWN, "abstract", *_METHODS, "results?$"),
    ),
    "limitation": RoleCues(
        asked=any_of(
            r"\blimitations?\b",
            r"\bweakness\w*\b",
            r"\bshortcomings?\b",
            r"\bdrawbacks?\b",
            r"\bdisadvantages?\b",
            r"\bdownsides?\b",
            r"\bcaveats?\b",
            r"\bthreats? to (?:the )?validity\b",
            r"\bremains? (?:unknown|unclear|uncertain)\b",
            r"\b(?:not (?:yet )?|un)known\b",
        ),
        asked_with=frozenset(
            content_stems(
                "limitation limit limited weakness shortcoming drawback disadvantage downside caveat threat validity remain"
                " unknown"
                " unclear uncertain"
                " known still yet acknowledge discuss admit see strength potential possible replication trial review method"
                " approach analysis have"
            )
        ),
        cue=any_of(
            r"\blimitations?\b",
            r"\bweakness(?:es)?\b",
            r"\bshortcomings?\b",
            r"\bdrawbacks?\b",
            r"\bcaveats?\b",
            r"\bthreats? to (?:the )?validity\b",
            r"\b(?:interpreted|treated|taken|viewed) with (?:[\w-]+ )?(?:caution|care)\b",
            r"\b(?:is|are|were|was) limited (?:by|to|in)\b",
            r"\bour (?:[\w-]+ )?(?:study|data|sample|analysis|approach|work|model|method) (?:[\w-]+ )?(?:is|was|were"
            r"|are) limited\b",
            r"\bit (?:is|was|remains) (?:currently |still |not |as yet )?(?:unclear|unknown|uncertain)\b",
            r"\bit (?:is|was) not (?:known|clear|possible)\b",
            r"\b(?:is|are|remains?) (?:still |currently )?(?:unknown|unclear|far from (?:clear|certain|known))\b",
            r"\b(?:subject|prone|vulnerable) to (?:[\w-]+ ){0,3}(?:bias|error|confounding)\w*",
        ),
        weak=any_of(
            r"\b(?:we|our \w+|the (?:present|current) \w+|this \w+) (?:[\w-]+ )?(?:could not|cannot|can not|lacks?|lacked"
            r"|was unable|were unable|did not (?:include|consider|measure|assess|test|control|account|collect|examine|record))\b",
            r"\bwe (?:[\w-]+ ){0,3}(?:excluded|ignored|neglected|omitted|disregarded)\b",
            r"\bsmall (?:sample|number|size)\b",
            r"\bonly (?:one|a single|a few|two|a small)\b",
            r"\black of (?:[\w-]+ ){0,3}(?:data|blinding|information|control|follow-up|power)\b",
            r"\bsingle[- ]cent(?:er|re)\b",
            r"\bcannot (?:be )?(?:exclude|rule|generali[sz]e|determine|establish)\w*",
            r"\bgenerali[sz](?:e|ed|ability)\b",
            r"\bnot (?:be )?representative\b",
            r"\b(?:selection|sampling|recall|reporting|publication|observer|attrition) bias\b",
            r"\b(?:was|were|has|have) (?:deliberately |intentionally )?(?:excluded|ignored|neglected|not (?:been )?(?:included"
            r"|considered|reported|measured|assessed|recorded|accounted))\b",
            r"\bconfound(?:ers|ing)\b",
            r"\bremains to be (?:seen|shown|confirmed)\b",
            r"\b(?:may|might|could) (?:have )?(?:bias(?:ed)?|under-?estimated?|over-?estimated?|miss(?:ed)?|affect(?:ed)? the"
            r"|not (?:be|have|apply|hold|reflect))\b",
        ),
        partly=any_of(
            r"\b(?:despite|notwithstanding|in spite of|aware of|given|regardless of|acknowledging)\b.{0,40}"
            r"\b(?:limitations?|weakness\w*|shortcomings?|drawbacks?)\b"
        ),
        of_others=any_of(
            rf"\b(?:limitations?|weakness(?:es)?|shortcomings?|drawbacks?|caveats?|limited)\b (?:of|in|from|for)"
            rf" (?:the |these |those |many |most )?(?:[\w-]+ ){{0,2}}(?:{_EARLIER})\b",
            rf"\b(?:{_EARLIER}) (?:[\w-]+ ){{0,4}}(?:(?:has|have|had|are|is|were|was|suffer\w*) )?(?:[\w-]+ ){{0,2}}"
            r"(?:limitations?|weakness(?:es)?|shortcomings?|drawbacks?|limited)\b",
            # Of something in general, and the sentence has no word for the paper's own work.
            r"^(?!.*\b(?:we|our|this|these|present|current|here)\b).*\b(?:limitations?|weakness(?:es)?|shortcomings?|drawbacks?)"
            r" of (?!the\b|an?\b|its\b|their\b|all\b|such\b|any\b|not\b|\w+ing\b)[a-z]",
            r"\b(?:overc[ao]m\w*|address\w*|resolv\w*|avoid\w*|minimi[sz]\w*|alleviat\w*|remed\w+|tackl\w+)"
            r" (?:[\w-]+ ){0,4}?(?:limitations?|weakness(?:es)?|shortcomings?|drawbacks?)\b",
        ),
        sections=any_of("limitation", "weakness", "discussion", "conclusion", "threats", "caveat"),
        elsewhere=any_of(*_NOT_OWN, "abstract", *_METHODS, "results?$"),
        own_sections=any_of("limitation", "weakness", "threats to", "caveat"),
    ),
    "summary": RoleCues(
        asked=any_of(
            r"\bsummar\w+\b",
            r"\babstract\b",
            r"\boverview\b",
            r"\btl;?dr\b",
            r"\bin a nutshell\b",
            r"\bgist\b",
            r"\bwhat (?:is|was|does|are) (?:[\w-]+ ){1,3}(?:about|deal with)\W*$",
            r"^\W*about what\b",
            r"\bmain (?:point|idea|message)s?\b",
        ),
        asked_with=frozenset(
            content_stems(
                "summary summarise summarize abstract overview tldr nutshell gist about deal point idea message short brief"
                " briefly please sentence word whole tell trial review"
            )
        ),
        cue=NEVER,
        weak=NEVER,
        sections=any_of("^abstract", "^summary", "^synopsis"),
        elsewhere=NEVER,
    ),
    "recommendation": RoleCues(
        asked=any_of(r"\brecommend\w*\b", r"\badvi[cs]ed?\b"),
        asked_with=frozenset(
            content_stems("recommend recommendation recommended advice advise practice practitioner author")
        ),
        cue=any_of(
            r"\brecommend(?:s|ed|ations?|ing)?\b",
            r"\bwe (?:advise|advocate|urge|suggest that)\b",
            r"\bshould be (?:[\w-]+ )?(?:considered|adopted|encouraged|implemented|promoted|used)\b",
        ),
        weak=any_of(
            r"\bshould\b", r"\bneeds? to\b", r"\bit is (?:critical|essential|important|necessary)\b", r"\bmust\b"
        ),
        sections=any_of("recommend", "conclusion", "abstract", "implication", "discussion"),
        elsewhere=any_of(*_NOT_OWN, *_METHODS),
    ),
    "conclusion": RoleCues(
        asked=any_of(
            r"\bconclu(?:de[sd]?|sions?|ding)\b",
            r"\btake[- ]?(?:home|away)\w*\b",
            r"\bimplications?\b",
            r"\blessons?\b",
            r"\bwhat follows from\b",
        ),
        asked_with=frozenset(
            content_stems(
                "conclude conclusion concluded conclusions take takeaway home message implication follow draw drawn reach lesson"
                " reached come trial review"
            )
        ),
        cue=any_of(
            r"\b(?:we|authors?) (?:[\w-]+ )?conclude\b",
            r"\bin (?:conclusion|summary|sum)\b",
            r"\bto (?:conclude|sum up|summari[sz]e)\b",
            r"^\W*conclusions?\b\W",
            r"\btaken together\b",
            r"\b(?:our|these|the present|overall, (?:our|the|these)) (?:[\w-]+ ){0,2}(?:results?|findings?|data|stud(?:y|ies))"
            r" (?:[\w-]+ )?(?:suggest|indicate|confirm|demonstrate|show|support|highlight|imply|reveal)\w*",
        ),
        weak=any_of(
            r"\b(?:suggest|indicate|confirm|demonstrate|highlight)(?:s|ed)? that\b",
            r"\btherefore\b",
            r"\bthus\b",
            r"\boverall\b",
        ),
        sections=any_of("conclu", "abstract > (?:conclu|interpret|discussion)", "summary"),
        elsewhere=any_of(*_NOT_OWN, *_METHODS, "results?$"),
        own_sections=any_of(r"\bconclusions?\b", r"\bconcluding remarks\b"),
    ),
    "contribution": RoleCues(
        asked=any_of(
            r"\bcontributions?\b",
            r"\bnovel(?:ty)?\b",
            r"\bwhat(?:['’]s| is| was)? new\b",
            r"\boriginality\b",
            r"\badd(?:s|ed)? to (?:the )?(?:literature|field|knowledge)\b",
        ),
        asked_with=frozenset(
            content_stems(
                "contribution contribute novelty novel new original originality add literature field knowledge make"
            )
        ),
        cue=any_of(
            r"\b(?:main|key|our|major|primary) (?:contributions?|novelt(?:y|ies)|innovations?)\b",
            r"\bcontributions? (?:of|are|is|to the)\b",
            r"\bwe (?:[\w-]+ )?(?:contribute|propose|introduce|present)\b",
            r"\b(?:for the )?first time\b",
            r"\b(?:is|are|was) the first (?:study|report|trial|work|to|time|attempt)\b",
            r"\bto (?:our|the best of our) knowledge\b",
            r"\bnovel (?:evidence|method|approach|mechanism|framework|model|dataset|system|technique|algorithm|insight)\w*",
        ),
        weak=any_of(
            r"\bwe (?:[\w-]+ )?(?:develop|describe|release|provide|show|demonstrate|report|offer)(?:ed|s)?\b",
            r"\bthis (?:paper|study|work|article) (?:[\w-]+ )?(?:develops|describes|provides|proposes|introduces|presents|reports"
            r"|demonstrates|shows)\b",
            r"\bnovel\b",
        ),
        sections=any_of("abstract", "introduction", "contribution", "conclusion", "background", "summary"),
        elsewhere=any_of("related", "previous", "prior", "method", "author"),
    ),
    "hypothesis": RoleCues(
        asked=any_of(r"\bhypothes[ei]s\b", r"\bhypothesi[sz]ed?\b", r"\bwhat did .{1,40}\bexpect\b"),
        asked_with=frozenset(
            content_stems(
                "hypothesis hypotheses hypothesise hypothesize hypothesized test tested study expect have research"
            )
        ),
        cue=any_of(
            r"\b(?:we|it was|it is|authors?) (?:[\w-]+ )?(?:hypothesi[sz]ed?|postulated?|expected|predicted|anticipated)\b",
            r"\b(?:our|the|main|primary|first|second|working|following) (?:[\w-]+ ){0,2}hypothes[ie]s\b",
            r"\bhypothes[ie]s (?:is|was|are|were|that|tested)\b",
        ),
        weak=any_of(r"\bhypothes\w+"),
        sections=any_of("abstract", "introduction", "aim", "objective", "hypothes", "background"),
        elsewhere=any_of("discussion", "conclusion", "related", "previous", "result", "statistic"),
    ),
    "aim": RoleCues(
        asked=any_of(
            r"\b(?:aims?|aimed|purposes?|objectives?|goals?|motivation)\b",
            r"\bresearch questions?\b",
            r"\b(?:want(?:ed)?|set out|tr(?:y|ied)|sought|intend(?:ed)?) to\b.{0,30}\b(?:find|show|know|learn|do|achieve"
            r"|answer|test|study|investigate|examine|explore|determine|understand|discover|assess|develop|build|create|establish"
            r"|improve|prove|demonstrate|compare|evaluate)\b",
            r"\b(?:question|problem)s? (?:does|do|did|is|are) .{0,40}\b(?:address|ask|answer|tackle|pose)\w*",
        ),
        asked_with=frozenset(
            content_stems(
                "aim aimed purpose objective goal hypothesis hypothesise hypothesize motivation question problem want set out"
                " try seek intend find show know learn do achieve answer test study address ask tackle pose trial review"
                " investigate examine explore determine understand discover assess develop build create establish improve prove"
                " demonstrate compare evaluate"
                " case report experiment replication investigation analysis survey project pursue behind"
            )
        ),
        cue=any_of(
            # Laws, programmes and other works have aims as well: the sentence must name this paper, or nothing besides.
            rf"^\W*(?:{_WHICH_AIM})?{_AIM}\s*[:.–—]",
            rf"\b(?:the (?:{_WHICH_AIM})?|our (?:[\w-]+ ){{0,2}}){_AIM} (?:here )?{_IS}\b",
            rf"\b{_AIM} (?:of|for|in|behind) {_OWN}\b.{{0,60}}\b{_IS}\b",
            rf"\bwith (?:the|an?) (?:following |{_WHICH_AIM})?{_AIM}\b(?! of (?:the|an?) [\w-]+ (?:act|law|programme|directive))",
            rf"\bin {_OWN},? (?:the|our) (?:{_WHICH_AIM})?{_AIM}\b",
            rf"\b(?:{_OWN}|the authors) (?:\w+ly )?(?:(?:is|was) )?(?:aims?|aimed|aiming) (?:at|to)\b",
            r"\bwe (?:[\w-]+ )?(?:aim|aimed|set out|sought|wanted|attempt(?:ed)?|tried|wished|intended|hypothesi[sz]ed?"
            r"|endeavou?r(?:ed)?|strove)\b",
            rf"\b{_THIS_PAPER} (?:[\w-]+ )?(?:is|was|has been|will be)? ?(?:being )?(?:designed|conducted|undertaken|performed"
            r"|carried out|planned|initiated) (?:[\w-]+ )?to\b",
            rf"\b{_THIS_PAPER} (?:\w+ly )?(?:investigates?|examines?|explores?|evaluates?|assess(?:es)?|determines?|addresses"
            r"|asks|seeks?|tests?|compares?)\b",
            r"\b(?:study|research|our) (?:[\w-]+ )?hypothes[ie]s",
            rf"\b{_THIS_PAPER}\b.{{0,100}}\b(?:that|which) (?:aims?|aimed) (?:to|at)\b",
            rf"\b(?:study|trial|paper|review) (?:has|had) the following {_AIM}\b",
            rf"\b(?:this|the present|the current|our) (?:[\w-]+ )?{_PAPER} (?:\w+ly )?(?:reviews|summari[sz]es|discusses"
            r"|focus(?:es|ed)|outlines|considers|highlights|surveys|looks at|deals with"
            r"|will (?:\w+ly )?(?:test|examine|investigate|assess|evaluate|compare|determine|explore))\b",
            r"\b(?:we|here we) (?:[\w-]+ )?(?:report|describe|present) (?:an?|the|two|three|four|five) (?:[\w-]+ ){0,4}cases?\b",
        ),
        plain=any_of(
            rf"\b{_AIM}\b(?: \w+){{0,6}}? {_IS}\b",
            rf"\b{_THIS_PAPER}\b.{{0,100}}\b(?:that|which) (?:aims?|aimed) (?:to|at)\b",
            rf"\bfollowing (?:\w+ )?{_AIM}\b|\b(?:study|trial|paper|review|we) (?:\w+ly )?(?:aims?|aimed) (?:to|at)\b",
        ),
        weak=any_of(
            r"\b(?:here|this|we|article|paper)\b.{0,30}\bwe (?:[\w-]+ )?(?:review|summari[sz]e|discuss|survey|outline)\b",
            rf"\b(?:here|in this {_PAPER}|in the (?:present|current) {_PAPER}),? (?:[\w-]+ )?we\b",
            r"\bwe (?:[\w-]+ )?(?:investigate|examine|explore|evaluate|assess|ask|study|test)(?:d|ed)?\b(?: whether| how"
            r"| the| if)",
            r"\bwe (?:[\w-]+ )?(?:develop|describe|present|propose|introduce)(?:ed|d)?\b",
            r"^\W*(?:therefore|thus|hence|to (?:address|test|investigate|determine|answer))\b.{0,120}\bwe\b",
        ),
        sections=any_of("abstract", "introduction", "aim", "objective", "purpose", "background", "hypothes"),
        elsewhere=any_of("discussion", "conclusion", "related", "previous", "result", r"experiment \d"),
        own_sections=any_of(r"^(?:(?:study|main|primary|specific|research) )?(?:aims?|objectives?|purposes?|goals?)\b"),
    ),
    "finding": RoleCues(
        asked=any_of(
            r"\bfindings?\b",
            r"\b(?:main|key|principal|major|overall|most important) (?:results?|message)\b",
            r"\bwhat (?:were|are|was|is) the results?\b",
            r"\bresults? (?:of|in) (?:the|this) (?:study|paper|work|trial)\b",
            r"\bwhat (?:do|did|does|have|has) (?:they|(?:the|this) (?:authors?|study|paper|researchers?|work))"
            r" (?:find|found|show|discover|observe|demonstrate)\w*\W*$",
        ),
        asked_with=frozenset(
            content_stems(
                "finding find found result outcome show discover observe demonstrate message trial review obtain obtained"
            )
        ),
        cue=any_of(
            r"\b(?:results?|findings?|data|analys[ei]s|experiments?) (?:[\w-]+ )?"
            r"(?:show|reveal|indicate|suggest|demonstrate)(?:s|ed)?\b",
            r"\b(?:we|it was) (?:[\w-]+ )?(?:show|find|found|observe|demonstrate|reveal|report)(?:s|ed|n)?\b(?! in (?:fig"
            r"|table))",
            r"^\W*results?\s*:",
            r"\b(?:our|the) (?:main|key|principal|major) (?:finding|result)s?\b",
            r"\bthe (?:study|trial) (?:showed|found|revealed)\b",
        ),
        weak=any_of(
            r"\bsignificant(?:ly)?\b",
            r"\bp\s?[<=>]",
            r"\boutperform\w*",
            r"\b(?:higher|lower|greater|more|less|fewer|better|worse|faster|slower|larger|smaller)\b.{0,60}\bthan\b",
            r"\bincreased?\b",
            r"\bdecreased?\b",
            r"\bassociated with\b",
            r"\bcorrelat\w+",
        ),
        sections=any_of("^abstract", "^summary", "finding", "conclusion", "key points", "highlights"),
        elsewhere=any_of(*_NOT_OWN, *_METHODS),
    ),
    "method": RoleCues(
        asked=any_of(
            r"\b(?:study|research|trial|experimental) designs?\b",
            r"\bdesign of (?:the|this) (?:study|trial)\b",
            r"\b(?:what|which) (?:[\w-]+ ){0,2}(?:methods?|methodolog(?:y|ies)|approach(?:es)?|(?:type|kind) of study"
            r"|study type)\b",
            r"\bhow (?:was|is) (?:the|this) (?:study|trial|research|work|investigation) (?:[\w-]+ )?(?:done|conducted|carried out"
            r"|performed|designed|made)\b",
        ),
        asked_with=frozenset(
            content_stems(
                "study research trial experimental design method methodology approach type kind use used employ employed apply"
                " applied do done conduct conducted carry out perform performed designed made choose chosen take"
            )
        ),
        cue=any_of(
            rf"\b{_THIS_PAPER} (?:is|was) (?:a|an)\b.{{0,120}}\b(?:study|trial|review|analysis|survey|experiment|design)\b",
            r"\b(?:randomi[sz]ed|cohort|case[- ]control|cross[- ]sectional|retrospective|prospective|single[- ]arm"
            r"|double[- ]blind|open[- ]label|observational|factorial|longitudinal|systematic|qualitative|mixed[- ]methods?)\b"
            r".{0,60}\b(?:study|trial|review|design|analysis)\b",
            r"\bwe (?:[\w-]+ )?(?:conducted|performed|carried out|undertook|designed)\b.{0,60}\b(?:study|trial|review|survey"
            r"|experiments?|analysis|interviews)\b",
        ),
        weak=any_of(
            r"\bwe (?:[\w-]+ )?(?:used?|employ(?:ed)?|appl(?:y|ied)|train(?:ed)?|develop(?:ed)?|propose|collect(?:ed)?"
            r"|compare[ds]?"
            r"|analy[sz]ed?|measured?)\b",
            r"\b(?:was|were) (?:[\w-]+ )?(?:conducted|performed|carried out|collected|analy[sz]ed|randomly|divided|measured"
            r"|used)\b",
        ),
        sections=any_of("design", "method", "material", "abstract", "setting", "approach", "procedure"),
        elsewhere=any_of(*_NOT_OWN, "discussion", "conclusion", "author", "statistic"),
    ),
    "data": RoleCues(
        asked=any_of(
            r"\b(?:what|which) (?:[\w-]+ )?(?:data|data ?sets?|corpus|corpora|materials?|samples?|animals|participants|subjects"
            r"|population|patients) (?:[\w-]+ )?(?:was|were|is|are|did|do|does|has|have)\b"
        ),
        asked_with=frozenset(
            content_stems(
                "data dataset set corpus material sample animal participant subject population patient use used employ analyse"
                " analyze study studied examine examined include included base based rest collect collected take part recruit"
                " recruited train"
            )
        ),
        cue=any_of(
            r"\b(?:data ?sets?|data|corpus|corpora|samples?|specimens?|images|records?|participants?|patients|subjects|animals"
            r"|rats|mice|children|adults|students)\b.{0,80}\b(?:(?:was|were) (?:[\w-]+ )?(?:collected|obtained|taken|gathered"
            r"|recruited|enrolled|included|used|downloaded|selected|derived|purchased)|consist(?:s|ed) of|compris(?:es|ed|ing)"
            r"|contain(?:s|ed))\b",
            r"\bwe (?:[\w-]+ )?(?:used?|collected|obtained|recruited|enrolled|included|sampled"
            r"|construct(?:ed)?)\b.{0,80}\b(?:data"
            r"|data ?sets?|corpus|samples?|images|participants|patients|animals|records|specimens)\b",
        ),
        weak=any_of(
            r"\bn\s?=\s?\d+",
            r"\b\d[\d,]* (?:[\w-]+ ){0,2}(?:participants|patients|subjects|animals|images|samples|individuals"
            r"|specimens|records|papers)\b",
        ),
        sections=any_of(
            "data",
            "material",
            "participant",
            "animal",
            "sample",
            "subject",
            "patient",
            "abstract",
            "study (?:area|site)",
            "corpus",
        ),
        elsewhere=any_of(*_NOT_OWN, "discussion", "conclusion", "availab", "statistic", "analysis"),
    ),
}
"""In the order in which they are looked for: the narrower first."""
