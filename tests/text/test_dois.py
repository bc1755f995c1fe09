"""DOIs are compared however they were written."""

import pytest

from lib.text.dois import bare_doi, doi_of_key


@pytest.mark.parametrize(
    "written",
    [
        "10.1/AbC",
        "https://doi.org/10.1/abc",
        "http://dx.doi.org/10.1/ABC",
        " DOI: 10.1/abc ",
        "https://www.doi.org/10.1/abc",
        "doi.org/10.1/abc",
        "www.doi.org/10.1/abc",
        "DOI 10.1/abc",
        "doi:https://doi.org/10.1/abc",
        "DOI: doi.org/10.1/abc",
        "https://doi.org/doi:10.1/abc",
        "10.1/abc.",
    ],
)
def test_addresses_prefixes_and_letter_case_do_not_matter(written: str) -> None:
    assert bare_doi(written) == "10.1/abc"


def test_a_doi_as_a_file_name_is_read_as_one() -> None:
    assert doi_of_key("10.1016_j.ecoinf.2022.1") == "10.1016/j.ecoinf.2022.1"
    assert doi_of_key("doi:10.1016/J.x") == "10.1016/j.x"
    assert doi_of_key("www.doi.org/10.1016/J.x") == "10.1016/j.x"
    assert doi_of_key("10 papers") == ""
    assert doi_of_key("doily") == ""


def test_what_is_no_doi_stays_as_it_is() -> None:
    assert bare_doi("doily patterns") == "doily patterns"
    assert (
        bare_doi("10.1002/(SICI)1097-0258(19970815)16:15<1.0.CO;2-F")
        == "10.1002/(sici)1097-0258(19970815)16:15<1.0.co;2-f"
    )
