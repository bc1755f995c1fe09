"""Degrees with full stops behind names ("M.P.H.", "M.B., B.S."), which look like initials."""

from __future__ import annotations

import re

_DOTTED = re.compile(r"(?<=,)\s*(?:[A-Z][A-Za-z]{0,4}\.\s?){2,5}(?=\s*(?:[,;&]|and\b|$))")
_DEGREE = re.compile(
    r"AB|BA|BAO|BAppSc|BCh|BChir|BDS|BEng|BM|BMBS|BMedSc|BN|BPharm|BS|BSc|BScN|BSN|BVSc|CM|ChB|DClinPsy|DDS|DM|DMD|DMSc|DNP|DO|DPH|"
    r"DPhil|DPT|DSc|DVM|DrPH|EdD|FACC|FACP|FACS|FAHA|FFPH|FRACP|FRCP|FRCPC|FRCPE|FRCS|JD|LLB|LLM|MA|MB|MBA|MBBCh|MBBS|MBChB|MCh|MD|"
    r"MDCM|MEd|MEng|MHA|MHPE|MHS|MHSc|MM|MMed|MMSc|MPA|MPH|MPharm|MPhil|MPP|MRCP|MRCS|MS|MSc|MSCE|MSCI|MSCR|MSHP|MSHS|MSN|MSPH|MSt|"
    r"MStat|MSW|NP|PA|PharmD|PhD|PsyD|PT|RD|RN|RPh|SB|ScD|ScM|SM|VMD"
)


def without_dotted_degrees(text: str) -> str:
    """Return a list of names without the known degrees, each behind a given name and a family name; initials stay."""
    return _DOTTED.sub(_without_degree, text)


def _without_degree(match: re.Match[str]) -> str:
    before = [part.split() for part in re.split(r"[,;&]|\band\b", match.string[: match.start()])]
    name: list[str] = next((words for words in reversed(before) if words and not _is_degree("".join(words))), [])
    return " " if len(name) > 1 and name[0][:1].isupper() and _is_degree(match[0]) else match[0]


def _is_degree(text: str) -> bool:
    return _DEGREE.fullmatch("".join(filter(str.isalpha, text))) is not None
