"""How columns are called in the tables that people make by hand."""

from __future__ import annotations

import re

PAPER_COLUMNS = (
    "paper", "paper key", "uid", "unique id", "file", "filename", "file name", "pdf", "key", "id", "no", "number",
)  # fmt: skip
"""Of what names the paper, the surest first."""
SURE_PAPER_COLUMNS = (
    *PAPER_COLUMNS[:8],
    "doi",
    "title",
    "article",
    "article title",
    "study",
    "study id",
    "publication",
)
"""Those that say so by themselves: an "id" or a "number" may be anything's."""
LIST_COLUMNS = ("questions", "text", "question text", "hint", "type", "choices")
"""Of a list of questions, besides the question's own."""
QUESTION_COLUMNS = ("question", "variable", "item", "field")
LABEL_COLUMNS = ("label", "decision", "verdict", "answer", "category", "value", "rating")
LONG_QUESTION_COLUMNS = (
    "outcome", "domain", "criterion", "signalling question", "parameter", "data item", "element", "characteristic",
    "attribute", "measure", "endpoint", "indicator", "topic", "theme",
)  # fmt: skip
LONG_LABEL_COLUMNS = (
    "judgement", "judgment", "response", "result", "extracted value", "extracted data", "score", "risk of bias", "assessment",
    "coding", "finding", "code",
)  # fmt: skip
"""Of a table with one row a label; in one with one row a paper each may be a question of its own."""
YEAR_COLUMNS = ("year", "publication year", "pub year", "jahr", "année", "año", "anno", "date")
WORK_COLUMNS = (
    "author", "authors", "first author", "journal", "volume", "issue", "pages", "issn", "url", "link", "pmid", "abstract",
    "publisher", "source title", "autor", "autoren", "zeitschrift",
)  # fmt: skip
"""What a table says of the works themselves, which nobody labelled."""
SOURCE_COLUMNS = (
    "source", "rater", "model", "annotator", "answerer", "labeller", "labeler", "coder", "reviewer", "who", "reviewer name",
    "rater name", "coder name", "extractor", "extracted by", "data extractor", "user", "assessor", "completed by",
)  # fmt: skip

_WORKS = frozenset(
    {
        "paper", "papers", "study", "studies", "article", "articles", "publication", "publications", "reference",
        "references", "ref", "refs", "citation", "document", "doc", "manuscript", "record", "report", "trial",
        "covidence", "bibtex", "cite", "bib", "pdf", "file", "filename", "studie", "studien", "artikel", "titel",
        "publikation", "étude", "études", "titre", "référence", "artículo", "artículos", "estudio", "estudios",
        "título", "referencia", "studio", "articolo", "titolo", "artigo", "estudo", "badanie", "artykuł", "статья",
        "исследование",
    }
)  # fmt: skip
"""What a table calls a work, in the languages of its columns."""
_PARTS = frozenset(
    [
        "id",
        "ids",
        "key",
        "keys",
        "name",
        "no",
        "nr",
        "num",
        "number",
        "identifier",
        "code",
        "label",
        "title",
        "uid",
        "of",
        "the",
        "short",
        "included",
        "primary",
        "source",
        "link",
    ]
)
"""What else stands in such a name."""
_AUTHORS = frozenset(["author", "authors", "autor", "autoren", "auteur", "auteurs", "autores", "autore", "autori"])
_YEARS = frozenset(["year", "years", "jahr", "année", "annee", "año", "ano", "anno", "date"])
_BESIDE_AUTHORS = _AUTHORS | _YEARS | frozenset(["first", "name", "names", "last", "and", "et", "al", "study"])
_TITLES = frozenset(["title", "titel", "titre", "título", "titolo", "name"])
_TITLE_IN_CHINESE = re.compile(r"題名|题目|标题")
_IN_CHINESE = re.compile(r"文献|論文|论文|文章|題名|题目|标题")
_TWO_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_JOINED = re.compile(r"(?<=paper|study|trial)(?=(?:id|key|no)$)|(?<=ref|doc|bib)(?=(?:id|key|no)$)|(?<=cite)(?=key$)")
"""Where two words of a name stand together: "ItemId"; "refid", "citekey"."""
NO_TABLE = re.compile(
    r"read.?me|code.?book|legend|instruction|dictionary|change.?log|version|drop.?down|lookup|^lists?$|export summary|cover"
    r"|about",
    re.IGNORECASE,
)
"""Names of sheets that say something about a table and hold none of papers."""


OF_A_WORK, OF_AUTHORS_AND_YEAR, OF_A_TITLE, OF_AUTHORS = range(4)
"""What the name of a column says that it names papers by, the surest first."""


def paper_column_rank(column: str) -> int | None:
    """Return by what a column names papers, as its name says; None where it names none.

    "Study ID", "Included study", "citekey"; "First author, year"; "Paper title", "Titel"; "Author".
    """
    written = re.findall(r"[^\W_]+", _TWO_WORDS.sub(" ", column).casefold())
    said = {part for word in written for part in _JOINED.sub(" ", word).split()}
    if (said & _WORKS and said <= _WORKS | _PARTS) or _IN_CHINESE.search(column) or said == {"item", "id"}:
        return OF_A_TITLE if said & _TITLES or _TITLE_IN_CHINESE.search(column) else OF_A_WORK
    if said & _AUTHORS and said <= _BESIDE_AUTHORS:
        return OF_AUTHORS_AND_YEAR if said & _YEARS else OF_AUTHORS
    return None
