"""The support check: which sentences of an answer the contexts support."""

from lib.answering.support.check import SupportReport, check_support

__all__ = ["SupportReport", "check_support"]
