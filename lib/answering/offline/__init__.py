"""The offline answerer: quotes the sentences of the papers that answer, and asks no model."""
