"""How papers tell what readers ask first of how a study was made: who took part, how groups were formed, with which tools.

The questions are those of reporting guidelines and of this app's templates (CONSORT, STROBE, TRIPOD, reproducibility
checklists), the words those in which any paper answers them. As in `role_cues`, no phrase of a benchmark's papers alone.
"""

from __future__ import annotations

from typing import Literal

from lib.answering.offline.people import OF_ANIMALS, OF_ANYBODY, OF_SOME, alternation, either_number, plurals
from lib.answering.offline.role_cues import NEVER, RoleCues, any_of
from lib.text.terms import content_stems

Design = Literal[
    "exclusion",
    "eligibility",
    "sample size",
    "interests",
    "licence",
    "blinding",
    "allocation",
    "primary outcome",
    "secondary outcome",
    "control",
    "consent",
    "ethics",
    "setting",
    "period",
    "follow-up",
    "strength",
    "statistics software",
    "framework",
    "optimiser",
    "hardware",
    "metric",
    "split",
]

_PEOPLE = " ".join([*either_number([*OF_ANYBODY, *OF_SOME, *OF_ANIMALS]), "family", "took", "taken"])
_PEOPLE_WORDS = (
    rf"(?:{alternation([*either_number([*OF_ANYBODY, 'animal']), *plurals([*OF_SOME, *OF_ANIMALS])])}\b(?!['’]))"
)
_NUMBER = (
    r"(?:\d[\d,]*|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]\w+)?|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:[\w-]+ )?hundred(?: and \w+)?)"
)
_DESCRIBED = r"(?:(?!(?:of|per|for|in|to|and)\b)[\w–-]+ ){0,4}"
"""The words between a number and those it counts: "5 aspects of the patient" are no five patients."""
_NOT_HOUSED = r"^(?!.*\b(?:housed|cages?|kept)\b).*"
"""No sentence on how animals lived."""
_OBSERVED = (
    r"(?:samples?|specimens?|accessions?|genotypes?|images?|records?|recordings?|sequences?|sites?|plots?|households?|articles?"
    r"|documents?|data points?|observations?|plants?|seedlings?|colonies|isolates?|strains?|sentences?|species)"
)
"""What a study has that is of no people and no animals."""
_DONE = r"(?:includ|enroll?|recruit|randomi[sz]|allocat|assign|analy[sz]|select|stud|invit|examin|assess|test|interview|survey)"
_TOOK_PART = rf"(?:{_DONE}(?:ed|ied|ing)|took part|take part|participat(?:ed|e|ing)|complet(?:ed|e))"
_ASKED_OF_ANY = (
    "take part participate join enter include included inclusion enroll enrolled enrol recruit recruited allow allowed"
    " eligible select selected involve involved analyse analyze"
)
_MADE = "do done conduct conducted carry out carried perform performed undertake undertaken implement implemented place"
_STATISTICS_TOOLS = (
    r"(?:software|SPSS|Stata|SAS|MATLAB|GraphPad|Minitab|JASP|Python|R (?:version|software|core|package)"
    r"|statistical package)\b"
)
_STUDY = r"(?:study|trial|research|work|experiments?|survey|investigation)"
_STUDY_MADE = r"(?:conducted|carried out|performed|done|undertaken|take place|implemented)"
_GROUP = r"(?:groups?|arms?|clusters?|cohorts?|batch(?:es)?|cages?|pens?|teams?|wards?)"
_FORMING = r"\b(?:randomi[sz]|divid|allocat|assign|split|separat)"
_IN_ALL = r"^(?!.*\b(?:total|altogether|in all|overall)\b).*"
ONE_GROUP = any_of(
    rf"{_IN_ALL}\b(?:each|per|every|another|either) (?:[\w-]+ ){{0,3}}{_GROUP}\b",
    rf"{_IN_ALL}\b(?:groups?|batches|sets|pairs|cages) of (?:\d+|\w+)\b(?! groups?\b)",
    rf"{_IN_ALL}\b(?:\d+|[a-z]+) (?:[\w-]+ )?(?:each|apiece)\b(?! (?:of|other)\b)",
    # Who was divided into named groups is everybody.
    rf"^(?!.*{_FORMING}).*\b(?:control|intervention|experimental|treatment|treated|placebo|comparison|sham|vehicle|first|second"
    rf"|third|one|other) (?:[\w-]+ )?{_GROUP}\b(?! (?:and|or|as well as)\b)",
    rf"^(?!.*{_FORMING}).*\b{_GROUP} (?-i:[IVX]+|[A-Z]|\d+)\b",
)
"""How a sentence tells of one group of several: its number is not that of all."""
_ONLY_COMPLETED = (
    r"^(?!.*\b(?:randomi|enroll?|recruit|includ|assign|allocat|divid))"
    r".*\b(?:completed|finished|dropped out|withdr[ae]w\w*)\b"
)
"""How a sentence tells of those who went through to the end alone."""
_ONLY_MET = (
    r"\b(?:me?et(?:s|ing)?|fulfil\w*|satisf\w+|in accordance with|according to|based on) (?:all |each )?(?:of )?"
    r"(?:the |these |those |our )?"
    r"(?:[\w-]+ ){0,3}criteri\w+"
    r"|\beligibility (?:will be|was|were|is) (?:assessed|checked|confirmed|determined|verified|screened)\b"
)
"""How a sentence speaks of criteria that someone met, and names none."""
_FLOW = any_of(r"\b(?:flow ?(?:chart|diagram)|the (?:number|flow) of (?:[\w-]+ )?(?:participants|patients|subjects))\b")
"""How a sentence speaks of the figure that counts those who took part, which tells no criterion."""
_METRICS = (
    r"(?:precision|recall|F1(?:[- ]score)?|F-?measure|accuracy|AUC|ROC|IoU|mAP|average precision|RMSE|MAE|sensitivity"
    r"|specificity|BLEU|ROUGE|kappa|metrics?)\b"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|spring"
    r"|summer|autumn|winter)\b"
)
_AT_THE_TIME = (
    r"conducted|carried out|performed|undertaken|implemented|took place|recruited|enroll?ed|collected|admitted|hospitali[sz]ed"
    r"|treated|evaluated|screened|assessed|examined|underwent|undergoing|included|operated|diagnosed|surveyed|interviewed|sampled"
)
_BOARD = r"(?:ethic\w*|review board|animal care|institutional)"
_TESTED = r"(?:test\w*|validat\w*|held[- ]out|holdout)\b"
_OTHERS = ("related", "previous", "prior", "background", "literature", "introduction")
_LATE = ("discussion", "conclusion")
_TRAINED = (
    "model network classifier system detector algorithm train trained training use used implement implemented run"
)


def _stems(words: str) -> frozenset[str]:
    return frozenset(content_stems(words))


DESIGN_CUES: dict[Design, RoleCues] = {
    "exclusion": RoleCues(
        asked=any_of(
            r"\bexclu(?:ded?|sions?|ding)\b",
            r"\b(?:in|not )eligible\b",
            r"\b(?:can ?not|can['’]t|could not|may not|must not|were not|was not|are not) (?:be )?(?:allowed to )?(?:take part"
            r"|participate|join|enter|includ\w+|enrol\w*|recruit\w*)",
        ),
        asked_with=_stems(
            f"{_PEOPLE} {_ASKED_OF_ANY} exclude excluded exclusion criterion criteria ineligible cannot apply"
        ),
        cue=any_of(r"\bexclu(?:ded|sion|de)\b", r"\b(?:in|not )eligible\b"),
        weak=NEVER,
        sections=any_of(
            "eligib", "inclusion", "exclusion", "criteri", "participant", "patient", "population", "abstract"
        ),
        elsewhere=any_of(*_OTHERS, *_LATE, "statistic"),
        plain=any_of(
            r"\b(?:were|was|are|is|will be) (?:\w+ )?excluded\b", r"\bexclusion criteri\w+ (?:were|was|are|is|include)"
        ),
        partly=any_of(_FLOW.pattern, _ONLY_MET),
        own_sections=any_of(r"^(?!.*\binclusion).*\bexclusion criteri"),
    ),
    "eligibility": RoleCues(
        asked=any_of(
            r"\b(?:inclusion|eligibility|selection|entry) criteri\w+",
            r"\beligib\w+",
            r"\bwho (?:can|could|may|might) (?:take part|participate|join|enter|be (?:included|enroll?ed))",
        ),
        asked_with=_stems(f"{_PEOPLE} {_ASKED_OF_ANY} eligibility selection entry criterion criteria apply"),
        cue=any_of(
            r"\b(?:inclusion|eligibility|selection|entry) criteri\w+",
            # Who is called eligible on the way to something else ("from eligible children") tells no criterion.
            r"\b(?:were|was|is|are|be|considered|deemed) (?:[\w-]+ )?eligible\b",
            r"\b(?:included|enroll?ed|recruited|considered) (?:if|when|provided)\b",
        ),
        weak=any_of(
            rf"\b{_PEOPLE_WORDS} (?:who|with|aged)\b.{{0,80}}\b(?:were|are|will be) (?:included|enroll?ed|recruited)\b"
        ),
        sections=any_of("eligib", "inclusion", "criteri", "participant", "patient", "population", "abstract"),
        elsewhere=any_of(*_OTHERS, *_LATE, "statistic"),
        partly=any_of(_FLOW.pattern, _ONLY_MET),
        plain=any_of(
            r"\b(?:inclusion|eligibility|selection|entry) criteri\w+ (?:for \w+ )?(?:were|was|are|is|will be"
            r"|includ\w*|compris\w*)\b|\b(?:inclusion|eligibility|selection|entry) criteri\w+:"
        ),
        own_sections=any_of(r"^(?!.*\bexclusion).*\b(?:inclusion|eligibility|entry|selection) criteri"),
    ),
    "sample size": RoleCues(
        asked=any_of(
            rf"\bhow many {_PEOPLE_WORDS}\b",
            r"\bsample sizes?\b",
            rf"\bnumbers? of {_PEOPLE_WORDS}\b",
        ),
        asked_with=_stems(
            f"{_PEOPLE} {_ASKED_OF_ANY} number sample size there test tested examine examined trial randomise use used total"
            " overall altogether study studied"
        ),
        cue=any_of(
            rf"{_NOT_HOUSED}\b{_NUMBER} {_DESCRIBED}{_PEOPLE_WORDS}\b.{{0,120}}\b{_TOOK_PART}\b",
            rf"{_NOT_HOUSED}\bthere (?:were|are|will be) (?:[\w-]+ ){{0,3}}{_NUMBER} {_DESCRIBED}{_PEOPLE_WORDS}\b",
            r"\b(?:includ(?:es?|ed|ing)|enroll?(?:s|ed)?|recruit(?:s|ed)?|randomi[sz](?:es?|ed)|among|compris(?:es?|ed)|total of)"
            rf" (?:[\w-]+ ){{0,3}}{_NUMBER} {_DESCRIBED}{_PEOPLE_WORDS}\b",
            r"\bsample size (?:is|was|of)\b.{0,40}\d",
            rf"\b{_PEOPLE_WORDS} \([nN]\s?=\s?\d+\).{{0,60}}\b{_TOOK_PART}\b",
        ),
        plain=any_of(
            rf"\b(?:a total of|in total|altogether|overall|finally|of the)\b.{{0,40}}{_NUMBER} {_DESCRIBED}{_PEOPLE_WORDS}"
            rf".{{0,80}}\b{_TOOK_PART}\b"
        ),
        weak=any_of(
            rf"{_NOT_HOUSED}(?<![\d.,’'–-])\b(?!(?:19|20)\d\d\b){_NUMBER} (?!or more\b){_DESCRIBED}{_PEOPLE_WORDS}\b",
            rf"\b(?:{_NUMBER}|\d[\d.,]* million) (?:[\w-]+ ){{0,3}}{_OBSERVED}\b.{{0,60}}\b(?:{_TOOK_PART}|used|collected"
            r"|sampled|measured|recorded|sequenced|labell?ed|annotated)\b",
            rf"\b(?:surveyed|sampled|analy[sz]ed|collected|included|examined|sequenced|genotyped|conducted|identified)"
            rf" (?:[\w-]+ ){{0,3}}{_NUMBER} (?:[\w-]+ ){{0,3}}(?:{_OBSERVED}|surveys|interviews)\b",
            rf"\b(?:data ?sets?|sample|corpus|collection) (?:\w+ ){{0,3}}(?:compris\w+|contain\w+|consist\w+|includ\w+)"
            rf" (?:[\w-]+ ){{0,3}}(?:{_NUMBER}|\d[\d.,]* million) (?:[\w-]+ ){{0,3}}{_OBSERVED}\b",
        ),
        sections=any_of(
            "abstract",
            "participant",
            "patient",
            "population",
            "sample",
            "subject",
            "design",
            "criteri",
            "setting",
            "animal",
            "material",
            "data",
        ),
        elsewhere=any_of(*_OTHERS, *_LATE, "statistic"),
        partly=any_of(ONE_GROUP.pattern, _ONLY_COMPLETED),
    ),
    "interests": RoleCues(
        asked=any_of(
            r"\b(?:competing|conflict(?:s|ing)?(?: of)?|financial) (?:financial )?interests?\b",
            r"\bconflicts?\b(?= ?\W*$| (?:declared|reported|disclosed|stated))",
            r"\b(?:disclosures?|disclosed?)\b",
        ),
        asked_with=_stems(
            "compete competing conflict conflicting interest financial declare declared declaration disclose disclosed disclosure"
            " statement have any there state stated report reported exist make"
        ),
        cue=any_of(
            r"\b(?:competing|conflicting|financial)(?: or \w+)? (?:financial )?interests?\b",
            r"\bconflicts? of interests?\b|\bno (?:potential )?conflicts?\b|\bnothing to (?:declare|disclose)\b",
            r"\b(?:commercial or financial|financial) relationships?\b",
        ),
        weak=NEVER,
        sections=any_of("interest", "disclosure", "conflict", "declaration"),
        elsewhere=any_of(*_OTHERS, "abstract", "method", "result", "discussion"),
        own_sections=any_of(r"\binterests?\b", "disclosure", "conflicts? of"),
    ),
    "licence": RoleCues(
        asked=any_of(r"\blicen[sc]e[ds]?\b"),
        asked_with=_stems(
            "license licence licensed licenced release released distribute distributed code software package data dataset publish"
            " published available open source make made use program tool article"
        ),
        cue=any_of(
            r"\blicen[sc]ed under\b",
            r"\bunder (?:the |an? )?(?:terms of )?(?:the )?.{0,60}\b(?:licen[sc]e|GPL)\b",
            r"\b(?-i:GPL|LGPL|GNU|MIT|BSD|Apache)\b.{0,40}\blicen[sc]e",
            r"\bcreative commons\b|\b(?-i:CC[- ]BY)",
        ),
        weak=any_of(r"\blicen[sc]e\b"),
        sections=any_of(
            "licen[sc]e", "availab", "introduction", "abstract", "software", "implementation", "open access"
        ),
        elsewhere=any_of("related", "previous", "discussion"),
    ),
    "blinding": RoleCues(
        asked=any_of(r"\b(?:un)?blind(?:ed|ing)?\b", r"\bmask(?:ed|ing) (?:to|of)\b", r"\bopen[- ]label\b"),
        asked_with=_stems(
            f"{_PEOPLE} blind blinded blinding mask masked masking open label assessor outcome treatment allocation trial"
            " investigator clinician group staff rater how was done"
        ),
        cue=any_of(
            r"\b(?:single|double|triple|un|non)?[- ]?blind(?:ed|ing)?\b",
            r"\bmask(?:ed|ing) (?:to|of)\b",
            r"\bopen[- ]label\b",
            r"\b(?:unaware|not aware|without knowledge|kept unaware) of\b",
        ),
        plain=any_of(
            rf"\b(?:{_PEOPLE_WORDS}|surgeons|an[a]?esth\w+|assessors?|investigators?|clinicians?|physicians?|nurses|staff|raters?"
            r"|observers?|statisticians?|researchers?|personnel|analysts?)\b.{0,60}\b(?:were|was|are|is|remained|kept|be|who)"
            r" (?:all |also |kept )?(?:blind(?:ed)?|masked|unaware|not aware|un-?blinded)\b"
        ),
        weak=NEVER,
        sections=any_of("blind", "mask", "random", "allocation", "design", "method", "procedure", "abstract"),
        elsewhere=any_of(*_OTHERS, *_LATE),
    ),
    "allocation": RoleCues(
        asked=any_of(r"\brandom(?:i[sz]\w+|ly)?\b", r"\ballocat\w+", r"\bassigned\b"),
        asked_with=_stems(
            f"{_PEOPLE} group arm treatment random randomly randomise randomize randomised randomisation randomization allocate"
            " allocated allocation assign assigned conceal concealed trial method sequence generate divide done"
        ),
        cue=any_of(
            r"\brandom(?:i[sz](?:ed|ation)|ly)\b.{0,60}\b(?:to|into|by|using|with|assign\w*|allocat\w*|divid\w*)\b",
            r"\b(?:assign|allocat|divid)(?:ed)? randomly\b",
            r"\brandom number",
            r"\ballocation (?:sequence|ratio|concealment)\b",
        ),
        weak=any_of(r"\brandomi[sz](?:ed|ation)\b", r"\bwere (?:assigned|allocated|divided)\b"),
        sections=any_of("random", "allocation", "design", "method", "abstract", "participant"),
        elsewhere=any_of(*_OTHERS, *_LATE),
    ),
    "primary outcome": RoleCues(
        asked=any_of(r"\b(?:primary|main|principal) (?:[\w-]+ )?(?:outcomes?|end ?points?)\b"),
        asked_with=_stems(
            "primary main principal outcome endpoint end point measure record recorded assess efficacy trial"
        ),
        cue=any_of(r"\b(?:primary|main|principal) (?:[\w-]+ )?(?:outcomes?|end ?points?)\b"),
        weak=NEVER,
        sections=any_of("outcome", "end ?point", "method", "abstract", "measure", "objective"),
        elsewhere=any_of(*_OTHERS, *_LATE, "result", "sample size", "statistic"),
    ),
    "secondary outcome": RoleCues(
        asked=any_of(r"\bsecondary (?:[\w-]+ )?(?:outcomes?|end ?points?)\b"),
        asked_with=_stems("secondary outcome endpoint end point measure record recorded assess efficacy trial"),
        cue=any_of(r"\bsecondary (?:[\w-]+ )?(?:outcomes?|end ?points?)\b"),
        weak=NEVER,
        sections=any_of("outcome", "end ?point", "method", "abstract", "measure", "objective"),
        elsewhere=any_of(*_OTHERS, *_LATE, "result", "sample size", "statistic"),
    ),
    "control": RoleCues(
        asked=any_of(r"\bcontrols?\b", r"\bcomparators?\b", r"\bcomparison (?:group|arm)\b"),
        asked_with=_stems(
            f"{_PEOPLE} control comparator comparison group arm condition receive received get got give given treat treated"
            " treatment there undergo"
        ),
        cue=any_of(
            r"\b(?:controls?|comparators?|comparison) ?"
            r"(?:groups?|arms?|clusters?|conditions?|patients|participants|subjects|animals)?\b"
            r".{0,60}\b(?:receiv|were given|are given|was given|treated|underw|undergo|consist|administered|offered|provided)\w*",
            r"\b(?:usual|standard|routine) care\b",
        ),
        plain=any_of(
            r"\b(?:controls?|comparators?) (?:[\w-]+ )?(?:groups?|arms?|clusters?)?.{0,40}"
            r"\b(?:receiv\w+|(?:was|were|are|be) given)\b"
        ),
        weak=any_of(r"\bcontrol (?:group|arm|condition|cluster)s?\b", r"\bplacebo\b", r"\bcomparator\b"),
        sections=any_of(
            "control", "comparator", "intervention", "treatment", "method", "abstract", "design", "procedure"
        ),
        elsewhere=any_of(*_OTHERS, *_LATE, "result", "statistic"),
    ),
    "consent": RoleCues(
        asked=any_of(r"\bconsent\w*"),
        asked_with=_stems(f"{_PEOPLE} consent inform informed written give given obtain obtained provide parent"),
        cue=any_of(r"\bconsent(?:ed)?\b(?! (?:for|to) publication)"),
        weak=NEVER,
        sections=any_of("consent", "ethic", "method", "participant", "patient", "abstract"),
        elsewhere=NEVER,
    ),
    "ethics": RoleCues(
        asked=any_of(r"\bethic\w*", r"\breview board\b", r"\b(?:IRB|IACUC)\b"),
        asked_with=_stems(
            "ethic ethical ethics committee review board irb iacuc approve approved approval protocol trial give obtain have get"
        ),
        cue=any_of(
            rf"\b{_BOARD}\b.{{0,80}}\bapprov\w+",
            rf"\bapprov\w+\b.{{0,100}}\b{_BOARD}\b",
            r"\b(?:granted|reviewed|permitted|cleared|authori[sz]ed)\b.{0,60}\bethic\w*",
        ),
        weak=any_of(r"\bdeclaration of helsinki\b", r"\bethic\w*"),
        sections=any_of("ethic", "method", "abstract", "declaration", "participant", "approval"),
        elsewhere=NEVER,
    ),
    "setting": RoleCues(
        asked=any_of(
            rf"\bwhere (?:was|were|is|did|will) (?:the|this) (?:[\w-]+ )?{_STUDY}(?: be)? {_STUDY_MADE}",
            r"\b(?:at|in) (?:what|which) (?:hospitals?|cent(?:re|er)s?|clinics?|institutions?|universit(?:y|ies)|countr(?:y|ies)"
            r"|cit(?:y|ies)) (?:was|were|is|did|will)\b",
        ),
        asked_with=_stems(
            f"{_MADE} {_PEOPLE} {_ASKED_OF_ANY} hospital centre center clinic institution university country city"
            " setting trial experiment survey investigation"
        ),
        cue=any_of(
            r"\b(?:conducted|carried out|performed|undertaken|implemented|done|took place|take place|recruited|enroll?ed|based)\b"
            rf".{{0,60}}\b(?:at|in|from) (?:the )?(?:(?!{_MONTH})[\w-]+ ){{0,4}}(?!{_MONTH})(?-i:[A-Z][a-z])",
        ),
        weak=any_of(r"\b(?:hospital|clinic|university|cent(?:re|er))\b"),
        sections=any_of("setting", "method", "design", "abstract", "study (?:area|site)", "participant", "patient"),
        elsewhere=any_of(*_OTHERS, *_LATE, "ethic"),
    ),
    "period": RoleCues(
        asked=any_of(
            rf"\bwhen (?:was|were|is|did|will) (?:the|this) (?:[\w-]+ )?{_STUDY}(?: be)? {_STUDY_MADE}",
            r"\b(?:over|in|during) (?:what|which) period (?:was|were|did)\b",
            r"\bstudy period\b",
            rf"\bwhen (?:was|were|are|will) (?:the |these |all )?(?:{_PEOPLE_WORDS}|data|samples|specimens|interviews"
            rf"|records|images) (?:be )?(?:{_TOOK_PART}|collected|gathered|taken|admitted|hospitali[sz]ed|treated|seen)\b",
        ),
        asked_with=_stems(
            f"{_MADE} {_PEOPLE} {_ASKED_OF_ANY} period trial experiment survey investigation long last data collect"
            " collected gather gathered admit admitted hospitalised hospitalized treat treated see seen sample specimen record"
            " interview image"
        ),
        cue=any_of(
            rf"\b(?:{_AT_THE_TIME})\b"
            r".{0,80}\b(?:between|from|in|during|since|until|to|and)\b.{0,30}\b(?:19|20)\d\d\b",
            r"\b(?:between|from|during)\b.{0,30}\b(?:19|20)\d\d\b.{0,80}"
            rf"\b(?:{_AT_THE_TIME})\b",
        ),
        weak=any_of(r"\b(?:between|from) (?:[\w-]+ ){0,3}(?:19|20)\d\d (?:and|to|until)\b"),
        sections=any_of("setting", "method", "design", "abstract", "participant", "patient", "data", "sampl"),
        elsewhere=any_of(*_OTHERS, *_LATE),
    ),
    "follow-up": RoleCues(
        asked=any_of(r"\bfollow(?:ed)?[- ]?up\b"),
        asked_with=_stems(f"{_PEOPLE} follow followed followup up long duration time median mean period length"),
        cue=any_of(
            r"\bfollow(?:ed)?[- ]?up\b.{0,80}\b(?:months?|years?|weeks?|days?)\b",
            r"\b(?:months?|years?|weeks?|days?)\b.{0,40}\bfollow(?:ed)?[- ]?up\b",
        ),
        weak=NEVER,
        sections=any_of("follow", "method", "abstract", "result", "outcome", "design"),
        elsewhere=any_of(*_OTHERS),
    ),
    "strength": RoleCues(
        asked=any_of(r"\bstrengths?\b"),
        asked_with=_stems("strength strong name have trial review method approach"),
        cue=any_of(
            r"\b(?:main |major |key |another |one |first |particular )?strengths? (?:of|is|are|include|lies?|in|to)\b",
            r"\bstrengths? and (?:limitations|weaknesses)\b",
        ),
        weak=any_of(r"\b(?:major|main|key|important) advantages?\b"),
        sections=any_of("strength", "discussion", "conclusion", "limitation"),
        elsewhere=any_of(*_OTHERS, "result", "method"),
        own_sections=any_of("strength"),
    ),
    "statistics software": RoleCues(
        asked=any_of(
            r"\b(?:what|which) (?:statistic\w* )?(?:software|programs?|packages?|software packages?)\b",
            r"\bsoftware (?:was|were|is) used\b",
        ),
        asked_with=_stems(
            "software program package statistic statistics statistical analysis analyse analyses analyze data calculate compute"
            " test"
        ),
        cue=any_of(
            rf"\b(?:analy[sz]\w+|statistic\w*|calculat\w+|computed)\b.{{0,120}}\b{_STATISTICS_TOOLS}",
            rf"\b{_STATISTICS_TOOLS}.{{0,120}}\b(?:analy[sz]\w+|statistic\w*|calculat\w+)",
        ),
        weak=any_of(rf"\b{_STATISTICS_TOOLS}", r"\bsoftware\b"),
        sections=any_of("statistic", "analys", "method", "software"),
        elsewhere=any_of(*_OTHERS, *_LATE),
    ),
    "framework": RoleCues(
        asked=any_of(r"\b(?:deep learning |machine learning |software )?(?:frameworks?|librar(?:y|ies)|toolkits?)\b"),
        asked_with=_stems(
            f"{_TRAINED} framework library toolkit deep machine learning software code programming language"
        ),
        cue=any_of(
            r"\b(?:PyTorch|TensorFlow|Keras|Caffe2?|MXNet|Theano|JAX|scikit-learn|sklearn|Detectron2?|Darknet|Chainer|fast\.?ai"
            r"|Hugging ?Face|DeepLearning4J|OpenCV|Torch)\b",
            r"\bimplemented (?:in|with|using)\b.{0,60}\b(?:framework|library|toolkit|toolbox)\b",
        ),
        weak=any_of(r"\b(?:framework|library|toolkit|toolbox)\b"),
        sections=any_of("implement", "method", "experiment", "train", "set-?up", "model"),
        elsewhere=any_of(*_OTHERS, *_LATE),
    ),
    "optimiser": RoleCues(
        asked=any_of(r"\boptimi[sz]ers?\b", r"\boptimi[sz]ation algorithm\b"),
        asked_with=_stems(f"{_TRAINED} optimiser optimizer optimisation optimization algorithm"),
        cue=any_of(
            r"\b(?-i:Adam|AdamW|SGD|RMSProp|RMSprop|Adagrad|AdaGrad|Adadelta|AdaDelta|L-BFGS|Nadam)\b",
            r"\bstochastic gradient descent\b",
            r"\boptimi[sz]er\b",
        ),
        weak=NEVER,
        sections=any_of("implement", "method", "experiment", "train", "set-?up", "model", "hyper"),
        elsewhere=any_of(*_OTHERS, *_LATE),
    ),
    "hardware": RoleCues(
        asked=any_of(r"\b(?:GPUs?|CPUs?|hardware|graphics cards?|processors?|workstations?)\b"),
        asked_with=_stems(
            f"{_TRAINED} gpu cpu hardware graphic card processor workstation computer computing experiment type"
        ),
        cue=any_of(
            r"\b(?-i:GPUs?|CPUs?|NVIDIA|Nvidia|GeForce|RTX|GTX|Tesla|TITAN|Titan|Quadro|Xeon|TPUs?|RAM)\b",
            r"\b(?:workstation|graphics cards?|graphic processing units?|processors?)\b",
        ),
        weak=NEVER,
        sections=any_of("implement", "method", "experiment", "train", "set-?up", "hardware"),
        elsewhere=any_of(*_OTHERS, *_LATE),
    ),
    "metric": RoleCues(
        asked=any_of(
            r"\b(?:evaluation|performance|accuracy|quality) (?:metrics?|measures?)\b",
            r"\bmetrics?\b",
            r"\bhow (?:was|were|is) (?:the )?(?:[\w-]+ )?performance (?:[\w-]+ )?(?:evaluated|measured|assessed)\b",
        ),
        asked_with=_stems(
            f"{_TRAINED} evaluation performance accuracy quality metric measure evaluate evaluated assess measured"
        ),
        cue=any_of(
            rf"\b(?:evaluat|assess|measur|report|comput|calculat)\w*\b.{{0,100}}\b{_METRICS}",
            rf"\b{_METRICS}.{{0,80}}\b(?:(?:was|were|is|are) (?:used|calculated|computed|reported)|to (?:evaluate|assess))",
        ),
        weak=any_of(r"\bmetrics?\b"),
        sections=any_of("evaluat", "metric", "method", "experiment", "performance", "result"),
        elsewhere=any_of(*_OTHERS, *_LATE),
    ),
    "split": RoleCues(
        asked=any_of(
            r"\bsplit\b",
            r"\b(?:divided|partitioned|separated)\b.{0,60}\b(?:train\w*|test|validation)\b",
            r"\b(?:train\w*|test|validation) (?:and|/) (?:[\w-]+ )?(?:test|validation|train\w*)\b",
        ),
        asked_with=_stems(
            "split divide divided partition partitioned separate separated train training test testing validation set sets subset"
            " data dataset image sample example how was done many large size"
        ),
        cue=any_of(
            rf"\btrain\w*\b.{{0,120}}\b{_TESTED}.{{0,120}}(?:\d|cross)",
            rf"\d.{{0,120}}\btrain\w*\b.{{0,120}}\b{_TESTED}",
            rf"\b{_TESTED}.{{0,100}}\d.{{0,60}}\btrain\w*\b",
            r"\b(?:\d+|five|ten|k)[- ]?fold cross[- ]?validation\b",
        ),
        weak=any_of(r"\btraining\b.{0,60}\b(?:test|validation)\b"),
        sections=any_of("data", "train", "method", "experiment", "set-?up", "evaluat", "split"),
        elsewhere=any_of(*_OTHERS, *_LATE, "result"),
    ),
}
"""In the order in which they are looked for: the narrower first."""
