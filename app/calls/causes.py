"""Why a call ended, as the telephone network says it (ITU-T Q.850), in the domain's words. Pure."""

from app.calls.results import Line, Result

_RESULTS = {
    1: Result.INVALID_NUMBER,  # unallocated number
    2: Result.INVALID_NUMBER,  # no route to the network
    3: Result.UNREACHABLE,  # no route to the destination
    17: Result.BUSY,
    18: Result.NO_ANSWER,  # no user responding
    19: Result.NO_ANSWER,  # alerting, no answer
    20: Result.UNREACHABLE,  # subscriber absent: switched off, out of range
    21: Result.REJECTED,
    22: Result.INVALID_NUMBER,  # number changed
    27: Result.UNREACHABLE,  # destination out of order
    28: Result.INVALID_NUMBER,  # invalid number format
}
NORMAL = 16  # somebody hung up


def unanswered(cause: int | None) -> Result | Line:
    """What became of a call that nobody had answered. Ours to end, it has no result yet: a person gives it.

    Congestion, a network or a service that is out of order, and whatever is not listed is `network_failure`.
    """
    if cause == NORMAL:
        return Line.ENDED
    return _RESULTS.get(cause or 0, Result.NETWORK_FAILURE)
