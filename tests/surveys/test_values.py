"""Typed values are taken from the sentence that has them."""

from dataclasses import replace

import pytest

from lib.records import Answer, Citation, CitedCell, Question
from lib.surveys.settling import settle_value
from lib.surveys.values import parse_value, typed_value
from tests.surveys.answers import answer


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        (
            "Did the authors declare competing interests?",
            "The authors declare that they have no competing interests.",
            "yes",
        ),
        ("Did the authors declare competing interests?", "Competing interests were not declared.", "no"),
        ("Do the authors have competing interests?", "The authors have no competing interests.", "no"),
        ("Did the study report adverse events?", "No adverse events were reported.", "no"),
        ("Was the dropout described?", "The dropout was described in the text; it did not differ.", "yes"),
    ],
)
def test_that_there_is_none_of_a_thing_is_told_too(question: str, text: str, said: str) -> None:
    value = parse_value(Question(question, answer_type="yes_no"), answer(text))
    assert value is not None
    assert value.text == said


@pytest.mark.parametrize(
    ("question", "text", "number", "unit"),
    [
        ("How many otters were seen?", "31 otters⁴ were seen.", 31, "otters"),
        ("How large was the area?", "The area was of 12 km² there.", 12, "km²"),
        ("How many images were used?", "In 2019 we took 4,123 images [12] at 5 sites (Smith 2004).", 4123, "images"),
        ("What was the learning rate?", "Trained for 50 epochs with a learning rate of 1e-4, batch size 16.", 1e-4, ""),
        ("What was the learning rate?", "We used a learning rate of 3 × 10−4 with ResNet50.", 3e-4, ""),
        ("How many cameras were placed?", "We placed twelve cameras in 3.5 km2.", 12, "cameras"),
        ("What accuracy was reached?", "With twelve cameras in 3.5 km2 the accuracy was 87.5%.", 87.5, "%"),
        ("At which temperature?", "Plants were kept at 25 °C for three days.", 25, "°C"),
        ("In which year was it collected?", "The data were collected in 2019 by volunteers.", 2019, ""),
    ],
)
def test_a_number_is_the_one_beside_the_questions_words(question: str, text: str, number: float, unit: str) -> None:
    value = parse_value(Question(question, answer_type="number"), answer(text))
    assert value is not None
    assert value.number == pytest.approx(number)
    assert value.unit == unit
    assert value.sentence == 0


@pytest.mark.parametrize(
    ("text", "number", "shown"),
    [
        ("Samples were stored at −80 °C.", -80, "−80 °C"),
        ("Samples were stored at -80 °C.", -80, "-80 °C"),
        ("Samples were stored at –80 °C.", -80, "–80 °C"),
        ("Samples were stored at − 80 °C.", -80, "− 80 °C"),
        ("It was (−11%).", -11, "−11%"),
        ("We found r = −0.42 (p < 0.01).", -0.42, "−0.42"),
        ("We found r=-0.42.", -0.42, "-0.42"),
        ("The effect was ~-1,250 tonnes.", -1250, "-1,250 tonnes"),
        ("It fell from −5 to −3 kg.", -5, "−5"),
        ("−5", -5, "−5"),
        ("It took 8-15 days.", 8, "8"),
        ("It took 8–15 days.", 8, "8"),
        ("It took 8 - 15 days.", 8, "8"),
        ("It took 8 -15 days.", 8, "8"),
        ("It took 38%–80% of it.", 38, "38%"),
        ("Of COVID-19 and ResNet-50, at a p-value of 0.05.", 0.05, "0.05"),
        ("Of COVID‐19 and CIFAR–10 and ImageNet−1 it took 7 days.", 7, "7 days"),
        ("The rest, n − 1, is none.", 1, "1"),
    ],
)
def test_a_minus_belongs_to_its_number_and_a_range_has_none(text: str, number: float, shown: str) -> None:
    value = parse_value(Question("What is it?", answer_type="number"), answer(text))
    assert value is not None
    assert (value.number, value.text) == (pytest.approx(number), shown)


@pytest.mark.parametrize(
    ("text", "number", "shown"),
    [
        ("They seeded 5 × 10^5 cells.", 5e5, "5 × 10^5 cells"),
        ("They seeded 5 × 10⁵ cells.", 5e5, "5 × 10⁵ cells"),
        ("They seeded 5 · 10^{5} cells.", 5e5, "5 · 10^{5} cells"),
        ("They seeded 10⁵ cells.", 1e5, "10⁵ cells"),
        ("They seeded 3 × 104 cells.", 3e4, "3 × 104 cells"),
        ("It was 10−4.", 1e-4, "10−4"),
        ("It was 10^-4.", 1e-4, "10^-4"),
        ("It was 10⁻⁴.", 1e-4, "10⁻⁴"),
        ("It was 10^{−4}.", 1e-4, "10^{−4}"),
        ("It was 10− 4.", 1e-4, "10− 4"),
        ("It was 3 × 10–4 M.", 3e-4, "3 × 10–4 M"),
        ("It was 1 x 10-3 M.", 1e-3, "1 x 10-3 M"),
        ("It was 6.02 x 10 23.", 6.02e23, "6.02 x 10 23"),
        ("It was 6.02 × 1023.", 6.02e23, "6.02 × 1023"),
        ("It was −2.5 × 10−3 V.", -2.5e-3, "−2.5 × 10−3 V"),
        ("It was p < 10−16.", 1e-16, "10−16"),
        ("It was 1e−4.", 1e-4, "1e−4"),
        ("It took 10–40 min.", 10, "10"),
        ("It took 10-40 min.", 10, "10"),
        ("It took 10−40 min.", 10, "10"),
        ("It took 10−5% of it.", 10, "10"),
        ("It took 10–4 of it.", 10, "10"),
        ("It has 3840 × 1080 pixels.", 3840, "3840"),
        ("It has 4 × 100 pixels.", 4, "4"),
        ("It has 3 × 105 × 105 values.", 3, "3"),
        ("It has 105 values.", 105, "105 values"),
        ("It was 0,125 mg.", 0.125, "0,125 mg"),
        ("It was 12,125 mg.", 12125, "12,125 mg"),
        ("It was 12,1257 mg.", 12.1257, "12,1257 mg"),
        ("It was 1 234 567.5 mg.", 1234567.5, "1 234 567.5 mg"),
    ],
)
def test_a_number_keeps_its_power_of_ten_and_its_decimals(text: str, number: float, shown: str) -> None:
    value = parse_value(Question("What is it?", answer_type="number"), answer(text))
    assert value is not None
    assert (value.number, value.text) == (pytest.approx(number, rel=1e-9), shown)


@pytest.mark.parametrize(
    ("typed", "number", "unit"), [("-80 °C", -80.0, "°C"), ("5 × 10^5 cells", 5e5, "cells"), ("10^-4", 1e-4, "")]
)
def test_a_number_that_a_person_types_is_read_as_one_of_a_paper(typed: str, number: float, unit: str) -> None:
    value = typed_value(Question("What?", answer_type="number"), typed)
    assert value is not None
    assert (value.number, value.unit, value.text) == (number, unit, typed)


def test_a_number_that_no_float_holds_is_kept_as_written() -> None:
    value = parse_value(Question("How many states?", answer_type="number"), answer("It has 10^999 states."))
    assert value is not None
    assert (value.number, value.text) == (None, "10^999 states")


@pytest.mark.timeout(60)  # what grew with the square of the row would not end
@pytest.mark.parametrize("text", ["1" * 100_000, "− " * 50_000, "10 ×  " * 2_000, "1,000" * 20_000])
def test_a_long_row_of_numbers_takes_no_time(text: str) -> None:
    parse_value(Question("What?", answer_type="number"), answer(text))


def test_one_is_a_number_only_where_it_counts() -> None:
    question = Question("How many images were used?", answer_type="number")
    assert parse_value(question, answer("It adds noise if one is to use the image as a proxy.")) is None
    counted = parse_value(question, answer("One image was used."))
    assert counted is not None
    assert counted.number == 1.0


def test_a_year_or_a_citation_is_no_number_of_something_else() -> None:
    assert parse_value(Question("How many sites?", answer_type="number"), answer("It was done in 2019 [3, 4].")) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Yes, the code is on GitHub.", "yes"),
        ("No. The authors share nothing.", "no"),
        ("All code is available at https://github.com/a/b.", "yes"),
        ("The code is not publicly available.", "no"),
        ("The data aren’t shared.", "no"),
    ],
)
def test_yes_or_no_is_what_the_answer_says_or_its_evidence_denies(text: str, said: str) -> None:
    value = parse_value(Question("Are code or data shared or available?", answer_type="yes_no"), answer(text))
    assert value is not None
    assert value.text == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We used 200 camera traps.", "yes"),
        ("No camera traps were used.", "no"),
        ("The study recommends installing cameras and speed limits.", None),
        ("The purpose of this study was to identify factors that affect roadkill.", None),
    ],
)
def test_a_quote_about_something_else_is_neither_yes_nor_no(text: str, said: str | None) -> None:
    value = parse_value(Question("Does the study use camera traps?", answer_type="yes_no"), answer(text))
    assert (value.text if value else None) == said


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("Are boundary conditions imposed?", "No-slip boundary conditions were imposed at all walls.", "yes"),
        ("Are boundary conditions imposed?", "No‐slip boundary conditions were imposed at all walls.", "yes"),
        ("Are boundary conditions imposed?", "At all walls no-slip boundary conditions were imposed.", "yes"),
        ("Do they use quality metrics?", "No-reference image quality metrics (NIQE) were used.", "yes"),
        ("Were patients treated?", "No. 3 silk sutures were used in treated patients.", "yes"),
        ("Were patients treated?", "No.3 silk sutures were used in the capital.", None),
        ("Were patients treated?", "No-one treated any patients.", "no"),
        ("Were patients treated?", "No, patients were treated by nobody.", "no"),
        ("Were patients treated?", "No - none of the patients.", "no"),
        ("Were patients treated?", "No.", "no"),
    ],
)
def test_a_no_that_is_part_of_a_term_or_a_number_denies_nothing(question: str, text: str, said: str | None) -> None:
    value = parse_value(Question(question, answer_type="yes_no"), answer(text))
    assert (value.text if value else None) == said


def test_a_choice_is_what_the_answer_names_word_for_word_or_by_its_stems() -> None:
    question = Question("Which?", answer_type="choice", choices=["R", "random split", "PyTorch"])
    value = parse_value(question, answer("We split the data randomly.", "Models ran in PyTorch, not in Ruby."))
    assert value is not None
    assert value.items == ["random split", "PyTorch"]
    assert value.sentence == 0


def test_a_list_is_the_enumeration_or_the_bullets() -> None:
    question = Question("Which metrics?", answer_type="list")
    spoken = parse_value(question, answer("We used these metrics: accuracy, precision, recall and F1-score [4]."))
    assert spoken is not None
    assert spoken.items == ["accuracy", "precision", "recall", "F1-score"]
    written = parse_value(question, answer("The metrics are:\n- mean average precision\n- IoU"))
    assert written is not None
    assert written.items == ["mean average precision", "IoU"]


def test_values_are_kept_whole_and_cut_at_a_word_where_they_are_long() -> None:
    listed = parse_value(
        Question("Which?", answer_type="list"), answer("\n".join(f"- {'otters ' * 20}{n}" for n in range(9)))
    )
    assert listed is not None
    assert listed.text == "; ".join(listed.items)
    assert len(listed.text) > 1000
    free = parse_value(Question("Which?"), answer("otter " * 300))
    assert free is not None
    assert free.text.endswith("otter…")
    typed = typed_value(Question("Which?"), "reed " * 500)
    assert typed is not None
    assert typed.text == ("reed " * 500).strip()


def test_of_several_enumerations_the_one_that_is_about_the_question_is_the_list() -> None:
    question = Question("Which metrics were used to evaluate the model?", answer_type="list")
    value = parse_value(
        question,
        answer(
            "We flew in spring, summer, autumn and winter.", "The evaluation metrics were recall, precision and F1."
        ),
    )
    assert value is not None
    assert (value.items, value.sentence) == (["recall", "precision", "F1"], 1)


def test_a_sentence_that_lists_nothing_is_no_list_but_a_short_answer_is_its_only_item() -> None:
    question = Question("Which data sets were used?", answer_type="list")
    told = "The train data, which the first author had verified in the field, is available online, as is the code."
    assert parse_value(question, answer(told)) is None
    short = parse_value(question, answer("The iNaturalist 2019 data set."))
    assert short is not None
    assert short.items == ["The iNaturalist 2019 data set"]


def test_a_list_of_a_tables_rows_has_no_items() -> None:
    question = Question("Which metrics were used?", answer_type="list")
    rows = ("Rating: 5; F1: 0.9", "Model: U-Net; Recall: 0.8; F1: 0.9", "Rating: 4; Precision: 0.7; Recall: 0.6.")
    assert parse_value(question, answer(*rows)) is None
    assert (
        parse_value(question, answer(rows[1], "The table shows what the models of this paper reached so far.")) is None
    )


@pytest.mark.timeout(60)
def test_ten_thousand_blank_lines_in_a_list_take_no_time() -> None:
    given = answer("Some words.", text="Some words." + "\n" * 10_000 + "That is:\n- one\n- two")
    value = parse_value(Question("Which?", answer_type="list"), given)
    assert value is not None
    assert value.items == ["one", "two"]


def test_what_the_papers_do_not_say_has_no_value() -> None:
    unsaid = answer("The papers do not say.", found=False)
    for kind in ("text", "yes_no", "number", "list"):
        assert parse_value(Question("What?", answer_type=kind), unsaid) is None
        assert parse_value(Question("What?", answer_type=kind), None) is None


@pytest.mark.parametrize(
    ("question", "printed", "unit", "number", "shown"),
    [
        ("How many had grade 3 nausea?", "4 (7.7)", "", 4, "4"),
        ("What percentage had grade 3 nausea?", "4 (7.7)", "", 7.7, "7.7%"),
        ("What was the weight?", "7.5", "kg", 7.5, "7.5 kg"),
        ("What was the recall?", "0.91", "", 0.91, "0.91"),
    ],
)
def test_a_cited_cell_gives_the_number_whatever_stands_in_its_label(
    question: str, printed: str, unit: str, number: float, shown: str
) -> None:
    cell = CitedCell("Table 2", "Grade 3 nausea", ["Arm A (n = 52)"], printed, unit)
    citation = Citation("p", 1, [3], "", [], table=1, row=1, column=1, cell=cell)
    said = answer(f"Grade 3 nausea, Arm A (n = 52): {printed}")
    said = replace(said, sentences=[replace(said.sentences[0], citations=[citation])])
    value = parse_value(Question(question, answer_type="number"), said)
    assert value is not None
    assert (value.number, value.text, value.sentence) == (number, shown, 0)
    settled = settle_value(Question(question, answer_type="number"), said)
    assert settled.value == value


def _cell_answer(*cells: CitedCell) -> Answer:
    citations = [Citation("p", 1, [3], "", [], table=1, row=n, column=1, cell=cell) for n, cell in enumerate(cells)]
    whole = answer(*(f"{cell.row_label}, {cell.heads[0]}: {cell.text}" for cell in cells))
    sentences = [replace(one, citations=[cite]) for one, cite in zip(whole.sentences, citations, strict=True)]
    return replace(whole, sentences=sentences)


def test_a_choice_is_read_in_the_cited_cell_not_in_its_label() -> None:
    question = Question("Which risk had patients at high dose?", answer_type="choice", choices=["high", "low"])
    value = parse_value(question, _cell_answer(CitedCell("Table 2", "At high dose", ["Risk"], "low", "")))
    assert value is not None
    assert value.items == ["low"]


def test_cited_cells_are_the_items_of_a_list() -> None:
    cells = [CitedCell("Table 1", "", ["Drug"], drug, "") for drug in ("Cisplatin", "Tegafur")]
    value = parse_value(Question("Which drugs were given?", answer_type="list"), _cell_answer(*cells))
    assert value is not None
    assert value.items == ["Cisplatin", "Tegafur"]


def test_how_many_is_a_count_and_never_a_percentage() -> None:
    asked = Question("How many participants took part?", answer_type="number")
    value = parse_value(asked, answer("A total of 160 took part.", "Of the participants 12% dropped out."))
    assert value is not None
    assert (value.number, value.sentence) == (160, 0)
    assert parse_value(asked, answer("Of the participants 12% took part.")) is None
    share = Question("How many percent of the participants took part?", answer_type="number")
    value = parse_value(share, answer("Of the participants 12% took part."))
    assert value is not None
    assert value.unit == "%"
