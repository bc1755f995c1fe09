"""Any server that speaks OpenAI's chat completions, through its SDK."""
