"""What is drawn: properties that hold for every request of a kind, and the strategies that search for one that fails.

    example      one drawn request, or a request and its streamed twin, and what it is meant to show
    property     a strategy of examples with a name; the registry that finds them
    building     builders of examples, so that a property reads as a table
    surroundings what stands around the member that an example is about
    features     what a legal body may use, and the conversations that show each of it alone

A property is judged like a conversation: each example becomes one, and every check and relation that covers its traits
judges it, so that a failure names the requirement that it breaks.
"""
