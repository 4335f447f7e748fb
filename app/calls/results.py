"""What a call comes to, in the domain's words, and how far its line got. Pure."""

from enum import StrEnum


class Result(StrEnum):
    """What the line said."""

    ANSWERED_ELDER = "answered_elder"
    ANSWERED_OTHER = "answered_other"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"
    INVALID_NUMBER = "invalid_number"
    VOICEMAIL = "voicemail"
    WRONG_PERSON = "wrong_person"
    DROPPED = "dropped"
    NETWORK_FAILURE = "network_failure"


class Outcome(StrEnum):
    """What the conversation came to."""

    SAFE = "safe"
    REMINDED = "reminded"
    NEEDS_HELP = "needs_help"
    UNCLEAR = "unclear"


ANSWERED = frozenset({Result.ANSWERED_ELDER, Result.ANSWERED_OTHER})
SETTLED = frozenset({Outcome.SAFE, Outcome.REMINDED})


class Line(StrEnum):
    """How far a call got that a line makes for us. It never goes back."""

    PLACING = "placing"  # not accepted yet
    RINGING = "ringing"  # accepted: this is t_respond
    ANSWERED = "answered"
    ENDED = "ended"


ORDER = tuple(Line)
BY_LINE = frozenset(Result) - ANSWERED - {Result.WRONG_PERSON}
"""What a line can tell by itself. Who answered only a person knows."""
AFTER_AN_ANSWER = frozenset({Result.VOICEMAIL, Result.DROPPED, Result.NETWORK_FAILURE})
"""Results that a call may still have when something answered it."""
