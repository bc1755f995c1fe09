"""Fit the projection of word-piece vectors for late interaction: python -m benchmarks.fit_token_projection FOLDER_OF_PDFS

Principal components of the bundled encoder's word-piece vectors over passages of the papers in the folder, without any question
or judgement. Writes lib/embedding/token_projection.npy: row 0 the mean, then one component a row, float16. With 96
of 384 dimensions the files are a quarter as large and the ranking about as good (TOKEN_DIMENSIONS has the figures).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lib.embedding.minilm import TOKEN_PROJECTION, MiniLM
from lib.embedding.token_encoder import whole_tokens
from lib.embedding.token_projection import fitted, save
from lib.errors import ReadingError
from lib.indexing.passages import cut_passages
from lib.reading.process.pool import ReadingPool

PASSAGES_A_PAPER = 60
TEXTS_AT_ONCE = 64


def sample_passages(folder: Path, encoder: MiniLM) -> list[str]:
    """Return up to 60 passages of each paper, drawn with a fixed seed."""
    drawn, pool, chance = [], ReadingPool(), np.random.default_rng(1)
    for path in sorted(folder.glob("**/*.pdf")):
        try:
            sentences = pool.read(path).sentences
        except ReadingError as error:
            print(path.name, error.message)
            continue
        texts = [cut.text for cut in cut_passages(sentences, encoder.window, encoder.count_tokens)]
        drawn += [str(text) for text in chance.permutation(texts)[:PASSAGES_A_PAPER]]
    pool.close()
    return drawn


def main() -> None:
    """Fit the projection and write it."""
    encoder = MiniLM("fp32")
    texts = sample_passages(Path(sys.argv[1]), encoder)
    if not texts:
        sys.exit(f"No paper with text was found in {sys.argv[1]}: the projection stays as it is.")
    starts = range(0, len(texts), TEXTS_AT_ONCE)
    save(TOKEN_PROJECTION, fitted(part for i in starts for part in whole_tokens(encoder, texts[i : i + TEXTS_AT_ONCE])))
    print(f"{len(texts)} passages")


if __name__ == "__main__":
    main()
