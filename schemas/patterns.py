"""Values and forms of values that stand in more than one table."""

ARTICLE_ID = r"^[^#\x00-\x1f\x7f-\x9f]+$"
LANGUAGE = r"^[a-z]{2,3}$"
LANGUAGE_DESCRIPTION = (
    "Language: the article's, unless it is clearly another (ISO 639 code) or none that the corpus is in (null)"
)
URL = r"^https?://\S+$"
SHA256 = r"^[0-9a-f]{64}$"
RULE = r"^[a-z][a-z0-9_]*$"
PARAGRAPH_ID = r"^[^#]+#p-[0-9a-f]{10}(-[0-9]+)?$"
SENTENCE_ID = r"^[^#]+#s-[0-9a-f]{10}(-[0-9]+)?$"
NOTE_ID = r"^[^#]+#n-[0-9]+$"
VERSION = r"^[0-9]+\.[0-9]+\.[0-9]+$"
TEXT_ROLES = ("heading", "paragraph")
ROLES = (*TEXT_ROLES, "title", "subtitle", "byline", "dateline", "caption", "note", "keywords", "boilerplate")
JOINS = ("separate", "join", "join_without_space", "join_without_hyphen")
"""How a line goes on with the one before it, or does not."""
