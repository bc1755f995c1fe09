"""An enumeration is what a sentence lists, not what stands between its commas."""

from __future__ import annotations

import pytest

from lib.surveys.enumerations import enumerations


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        ("We used these metrics: accuracy, precision, recall and F1-score [4].", "accuracy|precision|recall|F1-score"),
        (
            "It was applied to all images with a flip vertical, horizontal, zoom, different illumination intensity and "
            "rotation of different degrees.",
            "flip vertical|horizontal|zoom|different illumination intensity|rotation of different degrees",
        ),
        (
            "It was chosen because it achieved average precision, recall, and an F1-score of 93%, which was best.",
            "average precision|recall|F1-score of 93%",
        ),
        (
            "Models ran in Python with PyTorch 1.8, Keras and TensorFlow (Abadi et al., 2016).",
            "PyTorch 1.8|Keras|TensorFlow",
        ),
        (
            "The settings were: learning rate 0.001; batch size 32; 100 epochs.",
            "learning rate 0.001|batch size 32|100 epochs",
        ),
        (
            "There are three classes: (1) whales, (2) ships, and (3) “water + submerged rocks”.",
            "whales|ships|“water + submerged rocks”",
        ),
        ("We augmented the data by methods such as flipping and random cropping.", "flipping|random cropping"),
        ("The bands (red, green and blue) were read.", "red|green|blue"),
        ("Whale posture, season, and location affected what was found.", "Whale posture|season|location"),
        ("Terms are weighted by accuracy5,6, recall and precision.", "accuracy|recall|precision"),
    ],
)
def test_the_items_are_as_written(sentence: str, items: str) -> None:
    assert items.split("|") in enumerations(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Of these images, 155 were either annotated or verified by an expert, making a validated subset hence used for "
        "testing and the 498 were used for training.",
        "We used Adam and a batch size of 32.",
        "We used the framework to train, validate and test the first model.",
        "Rating: 31; Hyperparameters: 5, 1, 64; F1-score: 0.871",
        "Data Availability Statement: The train and validation data is available online.",
        "In regression, machine learning is used to describe complex relationships, and emphasizes predictive power.",
        "",
    ],
)
def test_clauses_between_commas_are_no_items(sentence: str) -> None:
    assert enumerations(sentence) == []
