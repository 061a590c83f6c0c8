"""Histories in which a tool was called and answered: how they may be written, and whether the result is read."""

from __future__ import annotations

from conformance.conversations.building import ABSENT, accepted, either, exhaustive, rejected, streamed
from conformance.conversations.tool import OFFERED
from conformance.conversations.tools import (
    ASK_TWICE,
    LONG_RESULT,
    OPENAI_ID,
    OTHER_ID,
    STRANGE_ID,
    call,
    calling,
    history,
    result,
)
from conformance.model.settings import Capability

SHORT = "tool history"
CUT_ARGUMENTS = "tool history, arguments cut off"
LONG = "tool history, content absent, long result"
_CAN = Capability.TOOLS
_ROME = "Rome: 24 degrees and clear."
_NAMELESS = {"role": "tool", "content": "Oslo: 17 degrees."}

CONVERSATIONS = (
    accepted(SHORT, "TOOL-024", history(), capability=_CAN, controls=(OFFERED,)),
    accepted(
        LONG,
        "TOOL-025",
        history(calling(content=ABSENT), result(LONG_RESULT)),
        capability=_CAN,
        controls=(SHORT, OFFERED),
    ),
    accepted(
        "tool history of two calls",
        "TOOL-026",
        history(
            calling(call(), call(OTHER_ID, "Rome")),
            result(),
            result(_ROME, OTHER_ID),
            question=ASK_TWICE,
        ),
        capability=_CAN,
        controls=(SHORT,),
    ),
    accepted(
        "tool history with OpenAI's ids",
        "TOOL-027",
        history(calling(call(OPENAI_ID)), result(id_=OPENAI_ID)),
        capability=_CAN,
        controls=(SHORT,),
    ),
    rejected(
        "tool message without tool_call_id",
        "TOOL-030",
        history(calling(), _NAMELESS),
        subject="messages[2].tool_call_id",
        control=SHORT,
        capability=_CAN,
    ),
    rejected(
        "tool message for another call",
        "TOOL-031",
        history(calling(), result(id_=STRANGE_ID)),
        subject="messages[2].tool_call_id",
        control=SHORT,
        capability=_CAN,
    ),
    *exhaustive(
        (
            accepted(
                "tool history, content empty",
                "TOOL-024",
                history(calling(content=""), result()),
                capability=_CAN,
                controls=(SHORT,),
            ),
            accepted(
                "tool history, text beside the call",
                "TOOL-024",
                history(calling(content="I will look it up."), result()),
                capability=_CAN,
                controls=(SHORT,),
            ),
            accepted(
                "tool history, no arguments",
                "TOOL-024",
                history(calling(call(arguments="{}")), result()),
                capability=_CAN,
                controls=(SHORT,),
            ),
            either(
                CUT_ARGUMENTS,
                history(calling(call(arguments='{"city": "Os')), result()),
                subject="messages[1].tool_calls[0].function.arguments",
                control=SHORT,
                capability=_CAN,
            ),
            accepted(
                "tool history, results in the other order",
                "TOOL-026",
                history(calling(call(), call(OTHER_ID, "Rome")), result(_ROME, OTHER_ID), result(), question=ASK_TWICE),
                capability=_CAN,
                controls=("tool history of two calls",),
            ),
            streamed(
                "tool history streamed",
                "TOOL-024",
                history(stream=True),
                capability=_CAN,
                controls=(SHORT, "text streamed"),
            ),
            rejected(
                "tool message without a call",
                "TOOL-031",
                history(result()),
                subject="messages[1]",
                control=SHORT,
                capability=_CAN,
            ),
        )
    ),
)
