"""Findings in the words of the Internationalization Tag Set 2.0 (W3C Recommendation 2013): localization quality issues."""

from __future__ import annotations

from hexapla.model import Category, Finding, Severity

NAMESPACE = "http://www.w3.org/2005/11/its"
VERSION = "2.0"

TYPES = {
    Category.MISTRANSLATION: "mistranslation",
    Category.OMISSION: "omission",
    Category.ADDITION: "addition",
    Category.UNTRANSLATED: "untranslated",
    Category.TERMINOLOGY: "terminology",
    Category.INCONSISTENT: "inconsistency",
    Category.SPELLING: "misspelling",
    Category.GRAMMAR: "grammar",
    Category.PUNCTUATION: "typographical",
    Category.DUPLICATION: "duplication",
    Category.WORD_ORDER: "grammar",
    Category.ENCODING: "characters",
    Category.NUMBER_FORMAT: "locale-violation",
    Category.MARKUP: "markup",
    Category.OTHER: "other",
}
"""MQM error type -> value of ``locQualityIssueType`` (section 8.17 and appendix C of the standard)."""

RULES = {
    "changed-number": "numbers",
    "merged-words": "whitespace",
    "punctuation-spacing": "whitespace",
    "split-words": "whitespace",
    "swapped-institution": "inconsistent-entities",
    "swapped-name": "inconsistent-entities",
}
"""Rules whose findings have a more exact type than their category says."""

SEVERITIES = {Severity.NEUTRAL: 0, Severity.MINOR: 25, Severity.MAJOR: 60, Severity.CRITICAL: 100}
"""MQM severity -> ``locQualityIssueSeverity``, 0 to 100."""


def issue_type(finding: Finding) -> str:
    """The ``locQualityIssueType`` of a finding."""
    return RULES.get(finding.rule) or TYPES.get(finding.category, "other")


def attributes(finding: Finding) -> dict[str, str]:
    """The ITS attributes of a finding, by local name."""
    return {
        "locQualityIssueType": issue_type(finding),
        "locQualityIssueComment": comment(finding),
        "locQualityIssueSeverity": str(SEVERITIES[finding.severity]),
    }


def comment(finding: Finding) -> str:
    """What a reviewer reads beside the words: code, rule, severity, message."""
    return f"{finding.code} {finding.rule} ({finding.severity}): {finding.message}"
