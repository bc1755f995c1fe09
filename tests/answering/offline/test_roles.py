from __future__ import annotations

from dataclasses import replace

import pytest

from lib.answering.offline.role_answers import role_answers
from lib.answering.offline.roles import SURE_SCORE, Part, design_cues_of, role_of, sounds_like, tellings
from lib.records import Sentence
from tests.answering.requests import request, sentence


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Which limitations do the authors name?", "limitation"),
        ("What are the limitations of electric fishing?", None),
        ("What was the aim of the work?", "aim"),
        ("What is the purpose of the second probe?", None),
        ("Who funded the study?", "funding"),
        ("What did each author contribute? Author contributions", None),
        ("What is the main contribution of this paper?", "contribution"),
        ("Can you summarise the paper?", "summary"),
        ("What is this paper about?", "summary"),
        ("What future work is suggested?", "future work"),
        ("What do the authors conclude?", "conclusion"),
        ("Compare the limitations of the papers.", "limitation"),
        ("How do the aims of each study differ?", "aim"),
        ("What were the main findings?", "finding"),
        ("What study design was used?", "method"),
        ("What is the primary outcome?", "primary outcome"),
        ("What is the primary outcome of the earlier trial in Norway?", None),
        ("Did the authors declare competing interests?", "interests"),
        ("any conflict of interest?", "interests"),
        ("Is there a conflict of interest between herons and anglers?", None),
        ("Under which license is the package released?", "licence"),
        ("What was the sample size in each study?", "sample size"),
        ("How many animals were used in total?", "sample size"),
        ("How many herons were ringed?", None),
        ("", None),
    ],
)
def test_a_part_is_asked_for_where_the_question_is_about_nothing_besides(question: str, role: Part | None) -> None:
    assert role_of(question) == role


PAPER = [
    ("Abstract", "We studied herons at three lakes in spring."),
    ("Abstract", "Our results show that herons leave shallow lakes earlier than deep ones."),
    ("Introduction", "Herons are limited to lakes with fish (Smith 1999)."),
    ("Introduction", "The aim of this study was to find out when herons leave."),
    ("Methods", "We used a trap that is limited to the shore."),
    ("Discussion > Limitations", "Only adult birds were ringed, and the winter was mild."),
    ("Discussion", "Our study was limited to three lakes, so the results should be interpreted with caution."),
    ("Conclusion", "We conclude that depth matters."),
    ("Conclusion", "Further studies should include rivers in several countries."),
    ("Funding", "Funding: this work was funded by the Lake Trust."),
    ("Author contributions", "Funding acquisition: A.B. and C.D. contributed."),
]
READING = [sentence(i, text, section=section) for i, (section, text) in enumerate(PAPER)]


@pytest.mark.parametrize(
    ("role", "best"),
    [("aim", 3), ("finding", 1), ("conclusion", 7), ("future work", 8), ("funding", 9), ("limitation", 6)],
)
def test_a_part_is_told_where_papers_say_it_and_how_they_word_it(role: Part, best: int) -> None:
    assert tellings(role, READING)[0].sentence.id == best


def test_a_section_of_its_own_needs_no_cue_and_introductions_and_methods_name_no_limitation() -> None:
    assert {told.sentence.id for told in tellings("limitation", READING)} == {5, 6}


def test_a_paper_that_tells_no_such_part_has_none() -> None:
    plain: list[Sentence] = [sentence(0, "Herons were counted at noon from the dam.")]
    assert tellings("limitation", plain) == tellings("funding", plain) == []


def test_why_a_study_was_done_is_told_by_what_was_not_known() -> None:
    assert role_of("Why was this study needed?") == "motivation"
    assert role_of("Why was atropine given?") is None
    paper = [
        sentence(0, "Herons are grey.", section="Introduction"),
        sentence(1, "Little is known about when herons leave their lakes.", section="Introduction"),
        sentence(2, "Few studies of boats used radar.", section="Methods"),
    ]
    assert tellings("motivation", paper)[0].sentence.id == 1


@pytest.mark.parametrize(
    "text",
    [
        "The aim of this study was to count otters in all rivers.",
        "The primary objective of this double-blind randomised trial is to compare two traps.",
        "Our goal was to count otters in all rivers.",
        "The main objective was to find out where otters breed.",
        "Aim: to count the otters of all rivers.",
        "This pilot study aimed to count otters in all rivers.",
        "In this paper, the aim is to count otters.",
    ],
)
def test_the_aim_of_this_paper_is_sure(text: str) -> None:
    assert tellings("aim", [sentence(0, text, section="Introduction")])[0].score >= SURE_SCORE


@pytest.mark.parametrize(
    "text",
    [
        "The aim of the federal act is to protect otters in all rivers.",
        "The aim of the federal act on research is to protect otters in all rivers.",
        "The national programme aims to bring otters back to all rivers.",
        "The purpose of the dam was to store water for the summer.",
        "A reserve was planned to keep the otters in the valley.",
    ],
)
def test_the_aim_of_something_else_is_not_the_papers(text: str) -> None:
    assert tellings("aim", [sentence(0, text, section="Introduction")]) == []


STUDY = [
    ("Abstract", "Herons eat fish."),
    (
        "Methods > Participants",
        "Eighty rangers with a licence were recruited by letter, and 80 adults took part in all.",
    ),
    ("Methods > Participants", "Rangers who could not swim were excluded."),
    ("Methods > Participants", "Rangers were eligible if they had worked at a lake for a year."),
    ("Methods > Design", "They were randomly assigned to two groups by a computer."),
    ("Methods > Design", "The counters were unaware of the group."),
    ("Methods > Design", "The control group received a leaflet."),
    ("Methods > Outcomes", "The primary outcome was the number of herons seen."),
    ("Methods > Outcomes", "Secondary outcomes were the number of nests and of eggs."),
    ("Methods > Ethics", "The ethics committee of the lake district approved the protocol."),
    ("Methods > Ethics", "All rangers gave written informed consent."),
    ("Methods > Setting", "The study was conducted at three lakes in Finland."),
    ("Methods > Setting", "Data were collected between May 2016 and June 2018."),
    ("Methods > Outcomes", "Rangers were followed up for six months."),
    ("Methods > Statistics", "All analyses were carried out with R version 4.1."),
    ("Methods > Detector", "The detector was implemented with PyTorch."),
    ("Methods > Detector", "We trained it by stochastic gradient descent."),
    ("Methods > Detector", "It ran on one NVIDIA card for two days."),
    ("Methods > Detector", "It was trained on 80 % of the pictures and tested on the others, 20 %."),
    ("Methods > Detector", "Performance was assessed by precision and recall."),
    ("Discussion", "A strength of this work is its long follow-up."),
    ("Discussion", "Rangers of other lakes were excluded from an earlier trial (Smith 1999)."),
]
STUDY_READING = [sentence(i, text, section=section) for i, (section, text) in enumerate(STUDY)]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many participants were recruited?", 1),
        ("What was the sample size?", 1),
        ("Who cannot take part?", 2),
        ("Which people were excluded?", 2),
        ("What were the inclusion criteria?", 3),
        ("How were participants allocated to the groups?", 4),
        ("Was the study randomised?", 4),
        ("Was the outcome assessor blinded?", 5),
        ("What did the controls receive?", 6),
        ("What was the primary outcome?", 7),
        ("Which secondary outcomes were recorded?", 8),
        ("Was there an ethics approval?", 9),
        ("Did the participants give consent?", 10),
        ("Where was the study carried out?", 11),
        ("When was the study conducted?", 12),
        ("How long was the follow-up?", 13),
        ("Which software was used for the statistical analysis?", 14),
        ("Which deep learning framework was used?", 15),
        ("Which optimizer was used?", 16),
        ("What GPU was the model trained on?", 17),
        ("How was the data split into training and test sets?", 18),
        ("Which evaluation metrics were used?", 19),
        ("What are the strengths of the study?", 20),
    ],
)
def test_how_a_study_was_made_is_told_in_the_words_of_reports(question: str, told: int) -> None:
    part = role_of(question)
    assert part is not None
    assert tellings(part, STUDY_READING)[0].sentence.id == told


def test_what_is_asked_besides_leaves_the_design_to_its_words() -> None:
    question = "Why were herons with rings excluded?"
    assert role_of(question) is None
    assert any(cue.search("Ringed herons were excluded.") for cue in design_cues_of(question))
    assert not design_cues_of("Why do herons fish at night?")


def test_a_letter_without_sections_is_read_by_its_words_alone() -> None:
    letter = [
        sentence(0, "Herons were seen on a camera in spring.", section="Introduction"),
        sentence(1, "This suggests that wardens should watch the dam.", section="Introduction"),
    ]
    assert [told.sentence.id for told in tellings("recommendation", letter)] == [1]
    parted = [*letter, sentence(2, "We set up cameras.", section="Methods")]
    assert tellings("recommendation", parted) == []


@pytest.mark.parametrize(
    ("section", "text", "sure"),
    [
        ("Discussion", "A limitation of our study is that only one lake was sampled.", True),
        ("Limitations", "Only one lake was sampled in the two summers.", True),
        ("Discussion", "The variable is the size of the engine, whereas limits refer to technical limitations.", False),
        ("Discussion", "Interestingly, the study recorded only two dead otters, and it is unclear why.", False),
    ],
)
def test_a_limitation_is_sure_where_it_is_the_papers_own(section: str, text: str, sure: bool) -> None:
    told = tellings(
        "limitation", [sentence(0, "The otters were counted from a boat."), sentence(1, text, section=section)]
    )
    assert [(one.sentence.id, one.sure) for one in told] == [(1, sure)]


ABSTRACT = [
    sentence(0, "Otters are rare in the lakes of the north.", section="Abstract"),
    sentence(1, "We counted otters from a boat on twelve lakes.", section="Abstract"),
    sentence(2, "Twelve otters lived there, most of them in the south.", section="Abstract"),
]


def test_one_paper_of_several_tells_its_aim_in_one_sentence_of_its_abstract() -> None:
    alone = request("What is the aim of the study?", {"otters": ABSTRACT})
    (whole,) = role_answers("aim", alone)
    (of_several,) = role_answers("aim", replace(alone, one_of_several=True))
    assert [one.id for one in whole.quotes[0].sentences] == [0, 1, 2]
    assert [[one.id for one in quote.sentences] for quote in of_several.quotes] == [[1]]
    (finding,) = role_answers("finding", replace(alone, one_of_several=True))
    assert [one.id for one in finding.quotes[0].sentences] == [2]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What further research is needed?", "Further high-quality trials are still required to confirm this."),
        ("What is being done next?", "The use of the assay in the field is now underway."),
        ("What are the drawbacks of the approach?", "Relying on traps will be subject to sampling bias."),
        ("What did they want to develop?", "We developed an assay for small volumes of blood."),
    ],
)
def test_a_part_is_asked_for_and_told_in_other_words_too(question: str, text: str) -> None:
    role = role_of(question)
    assert role is not None
    assert sounds_like(role, text)


def test_what_other_studies_have_shown_is_no_plan() -> None:
    assert not sounds_like("future work", "More general studies have shown that antibodies survive there.")


def test_what_is_plainly_needed_comes_before_what_only_speaks_of_the_future() -> None:
    reading = [
        sentence(
            0, "This helps to formulate relevant questions for future quantitative studies.", section="Discussion"
        ),
        sentence(1, "Most importantly, further research is needed to understand farmers.", section="Discussion"),
    ]
    assert tellings("future work", reading)[0].sentence.id == 1


def test_a_month_is_no_place() -> None:
    assert not sounds_like("setting", "Data collection was carried out in June 2010.")
    assert sounds_like("setting", "The survey was carried out in the north of Malawi.")


def test_interests_are_told_in_a_note_of_their_own_whether_there_are_any_or_not() -> None:
    for text in (
        "The authors declare that they have no competing interests.",
        "Drs Lee and Ruiz are employees of Acme.",
    ):
        reading = [
            sentence(0, "Herons compete for space.", section="Methods"),
            sentence(1, text, section="Competing interests"),
        ]
        assert [told.sentence.id for told in tellings("interests", reading)] == [1]


def test_the_number_in_one_group_only_may_be_the_sample_size_and_comes_behind_that_of_all() -> None:
    group = sentence(0, "There were six rats in every study group.", section="Animals")
    every = sentence(1, "A total of 52 rats were used, six in each group.", section="Animals")
    cage = sentence(2, "There were kept four rats in a cage.", section="Animals")
    assert [(told.sentence.id, told.sure) for told in tellings("sample size", [group, every, cage])] == [
        (1, True),
        (0, False),
    ]


def test_a_question_for_people_is_not_answered_by_the_number_of_rats() -> None:
    rats = {"p": [sentence(0, "A total of 52 rats were included.", section="Animals")]}
    assert not role_answers("sample size", request("How many women took part?", rats))
    assert role_answers("sample size", request("How many rats were there?", rats))
    assert role_answers("sample size", request("What was the sample size?", rats))


def test_the_flow_of_patients_in_a_figure_tells_no_criterion() -> None:
    flow = sentence(0, "The flow of patients is shown in Figure 1, with the number excluded.", section="Participants")
    told = sentence(1, "Patients with diabetes were excluded.", section="Participants")
    assert next(one.sentence.id for one in tellings("exclusion", [flow, told])) == 1


def test_a_section_that_holds_most_of_a_paper_is_no_part_of_it() -> None:
    told = ["We conclude that otters are shy.", "They swim at night and sleep by day.", "They eat fish of many kinds."]
    rest = [f"On day {day} it rained in the valley of the river." for day in range(40)]
    paper = [
        sentence(0, "Otters were counted.", section="Abstract > Results"),
        *(sentence(i, text, section="Conclusions") for i, text in enumerate([*told, *rest], 1)),
    ]
    assert [one.sentence.id for one in tellings("conclusion", paper)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("role", "yes", "no"),
    [
        ("funding", "This work was supported by the Lake Trust.", "Our view was supported by other studies."),
        ("limitation", "A limitation of our study is its size.", "It may show the limitations of electric fishing."),
        ("eligibility", "Adults were eligible if they could swim.", "Swabs of eligible adults were collected."),
        ("aim", "This review summarises what is known of otters.", "This otter was seen."),
        ("hypothesis", "We hypothesised that otters are shy.", "The aim of this study was to count otters."),
        ("sample size", "A total of 40 otters and 20 adults were included.", "It has 5 aspects of the patient’s life."),
    ],
)
def test_what_is_worded_alike_and_says_something_else_is_told_apart(role: Part, yes: str, no: str) -> None:
    paper = [sentence(0, yes, section="Introduction"), sentence(1, no, section="Introduction")]
    told = tellings(role, paper)
    assert told[0].sentence.id == 0
    assert not any(one.sure for one in told[1:])
