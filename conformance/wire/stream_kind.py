"""What can be wrong, or merely worth knowing, about the order and the identity of the chunks of a stream."""

from __future__ import annotations

from enum import StrEnum


class StreamKind(StrEnum):
    """Kinds of oddity that a stream of chunks can show beyond its bytes, its JSON and the schema of one chunk."""

    NOT_AN_OBJECT = "not-an-object"
    """An event holds JSON that is not an object."""
    NO_EVENTS = "no-events"
    """The body dispatched no event at all; nothing else is said about its end."""
    DONE_MISSING = "done-missing"
    """No `[DONE]` of any form came."""
    DONE_REPEATED = "done-repeated"
    """`[DONE]` came more than once."""
    DONE_MALFORMED = "done-malformed"
    """The end marker has blanks, quotes or text around it, or another case."""
    DATA_AFTER_DONE = "data-after-done"
    """An event that is not `[DONE]` came behind it."""
    ROLE_MISSING = "role-missing"
    """A choice never had a role."""
    ROLE_LATE = "role-late"
    """The role of a choice came behind content of it."""
    ROLE_REPEATED = "role-repeated"
    """A later chunk of a choice has a role again."""
    ROLE_AFTER_FINISH = "role-after-finish"
    """A role came behind the finish of its choice."""
    CONTENT_AFTER_FINISH = "content-after-finish"
    """Content came behind the finish of its choice."""
    SECOND_FINISH = "second-finish"
    """A choice finished again, for the same reason or another."""
    FINISH_MISSING = "finish-missing"
    """A choice never finished."""
    FINISH_WITH_CONTENT = "finish-with-content"
    """Content and finish stand in one chunk: legal."""
    CHOICE_MISSING = "choice-missing"
    """Fewer choices came than were asked for."""
    INDEX_OUT_OF_RANGE = "index-out-of-range"
    """A choice has an index outside 0 to n - 1."""
    FIRST_INDEX_NOT_ZERO = "first-index-not-zero"
    """The first chunk with choices does not hold choice 0."""
    EMPTY_CHOICES = "empty-choices"
    """A chunk has neither choices nor usage, nor a documented reason to have neither."""
    USAGE_MISSING = "usage-missing"
    """Usage was asked for and did not come."""
    USAGE_REPEATED = "usage-repeated"
    """A second chunk with usage and without choices came."""
    USAGE_EARLY = "usage-early"
    """The usage chunk came while a choice had not finished, and chunks with choices followed."""
    USAGE_ON_CHOICE_CHUNK = "usage-on-choice-chunk"
    """Usage stands on the chunk that finishes a choice, or on one with choices behind it."""
    USAGE_CONTINUOUS = "usage-continuous"
    """Usage stands on a chunk with choices before the finish."""
    USAGE_NOT_ASKED = "usage-not-asked"
    """Usage stands in a stream for which it was not asked."""
    USAGE_NOT_LAST = "usage-not-last"
    """A chunk with choices came behind the usage chunk, although all had finished before it."""
    ID_CHANGED = "id-changed"
    """The id differs from that of the chunk before; once per change."""
    CREATED_CHANGED = "created-changed"
    """`created` differs from that of the chunk before; once per change."""
    MODEL_CHANGED = "model-changed"
    """`model` differs from that of the chunk before; once per change."""
    FINGERPRINT_CHANGED = "fingerprint-changed"
    """`system_fingerprint` differs from that of the chunk before; once per change."""
    EMPTY_ID = "empty-id"
    """The id of a chunk with choices is the empty string."""
    ERROR_EVENT = "error-event"
    """The stream reports an error; rules about its end are suspended from there."""
    CHUNK_AFTER_ERROR = "chunk-after-error"
    """A chunk came behind the error."""
    CUMULATIVE_CONTENT = "cumulative-content"
    """Each delta of a choice repeats the whole text before it."""


SENTENCES: dict[StreamKind, tuple[str, str]] = {
    StreamKind.NOT_AN_OBJECT: ("An event held JSON that is not an object.", "an object"),
    StreamKind.NO_EVENTS: ("The body dispatched no event.", "chunks, then [DONE]"),
    StreamKind.DONE_MISSING: ("The stream ended without [DONE].", "data: [DONE] as the last event"),
    StreamKind.DONE_REPEATED: ("[DONE] came again.", "one [DONE]"),
    StreamKind.DONE_MALFORMED: ("The end marker was not exactly [DONE].", "[DONE]"),
    StreamKind.DATA_AFTER_DONE: ("An event came behind [DONE].", "nothing but comments and blank lines"),
    StreamKind.ROLE_MISSING: ("The choice never had a role.", "a role in its first delta"),
    StreamKind.ROLE_LATE: ("The role came behind content of the choice.", "a role in its first delta"),
    StreamKind.ROLE_REPEATED: ("The role came again.", "one role for each choice"),
    StreamKind.ROLE_AFTER_FINISH: ("A role came behind the finish of the choice.", "a role in its first delta"),
    StreamKind.CONTENT_AFTER_FINISH: ("Content came behind the finish of the choice.", "no content behind it"),
    StreamKind.SECOND_FINISH: ("The choice finished again.", "one finish_reason for each choice"),
    StreamKind.FINISH_MISSING: ("The choice never finished.", "one finish_reason for each choice"),
    StreamKind.FINISH_WITH_CONTENT: ("Content and finish stood in one chunk.", "an empty delta beside finish_reason"),
    StreamKind.CHOICE_MISSING: ("Choices that were asked for never came.", "every index from 0 to n - 1"),
    StreamKind.INDEX_OUT_OF_RANGE: ("The index of a choice was out of range.", "an index from 0 to n - 1"),
    StreamKind.FIRST_INDEX_NOT_ZERO: ("The first chunk with choices did not hold choice 0.", "choice 0 first"),
    StreamKind.EMPTY_CHOICES: ("A chunk had neither choices nor usage.", "a choice, or usage"),
    StreamKind.USAGE_MISSING: ("Usage was asked for and did not come.", "a chunk with usage before [DONE]"),
    StreamKind.USAGE_REPEATED: ("A second usage chunk came.", "one usage chunk"),
    StreamKind.USAGE_EARLY: ("The usage chunk came before every choice had finished.", "usage behind the last finish"),
    StreamKind.USAGE_ON_CHOICE_CHUNK: ("Usage stood on a chunk with choices.", "usage in a chunk of its own"),
    StreamKind.USAGE_CONTINUOUS: ("Usage stood on a chunk before the finish.", "usage null or absent there"),
    StreamKind.USAGE_NOT_ASKED: ("Usage came, and nobody had asked for it.", "usage null or absent"),
    StreamKind.USAGE_NOT_LAST: ("A chunk with choices came behind the usage chunk.", "[DONE] next"),
    StreamKind.ID_CHANGED: ("The id changed within the stream.", "one id"),
    StreamKind.CREATED_CHANGED: ("created changed within the stream.", "one time of creation"),
    StreamKind.MODEL_CHANGED: ("model changed within the stream.", "one model"),
    StreamKind.FINGERPRINT_CHANGED: ("system_fingerprint changed within the stream.", "one fingerprint"),
    StreamKind.EMPTY_ID: ("The id was empty.", "an id"),
    StreamKind.ERROR_EVENT: ("The stream reported an error.", "an answer"),
    StreamKind.CHUNK_AFTER_ERROR: ("A chunk came behind an error.", "the end of the stream"),
    StreamKind.CUMULATIVE_CONTENT: ("Every delta repeated the text before it.", "only what is new"),
}
"""Kind -> what happened, in the past tense, and what the clause asks for."""
