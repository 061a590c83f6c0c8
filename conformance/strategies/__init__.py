"""Hypothesis strategies for what travels between a client and a chat completions endpoint.

Each returns legal examples, one-fault examples with the fault named, or lookalikes: fragments of the format in any
order, for parsers that must never raise. Names are plural nouns, options are keyword-only, and arguments are checked
when the strategy is made (`hypothesis.errors.InvalidArgument`), as Hypothesis' own API guide has it.

    arguments             checks of arguments
    byte_splits           the same bytes in pieces
    texts                 texts that streams are known to damage
    unruly_texts          texts that act on a terminal, a page or a decoder
    typed_values          values of a type that a member does not want
    broken_json           JSON texts with one mistake: none for anybody, or for lenient readers only
    ill_formed_utf8       bytes that are no characters
    json_values           values, their legal documents, lookalikes
    decimal_numbers       numbers just and far beyond a bound, and the ways to write a number
    spelled_numbers       numbers of a legal range in any spelling, and objects that hold them
    event_streams         events and every legal way to write them (HTML standard, section 9.2.6)
    chunks                chunks of one choice, and chunks with members replaced
    chunk_streams         legal streams of chat completion chunks
    faulty_stream_bytes   faults in the lines of such streams and in the JSON of an event
    faulty_chunk_streams  such streams with one fault
    base64_payloads       Base64, legal and with one fault (RFC 4648)
    data_uris             data URIs, legal and with one fault (RFC 2397)
    odd_values            legal numbers, texts and structures that few programs write
    messages              lists of chat messages with texts, pictures and tool calls
    words                 words misspelt, and words that nobody knows
    histories             such lists with one message picked by its place
    faulty_messages       such lists with one message at fault
    faulty_parts          such lists with one content part at fault
    faulty_tools          tools and names of functions with one fault
    faulty_tool_choices   choices among tools with one fault
    faulty_tool_results   histories in which one result answers no call
    faulty_response_formats
                          formats of answers with one fault, and messages that do not ask for JSON
    odd_messages          messages, parts and tools that are open to servers
    bodies                legal bodies of chat requests
    faulty_bodies         such bodies with one fault
    http_messages         HTTP/1.1 responses in every framing (RFC 9112)

A strategy knows the model, the kinds that wire names, and the pictures that conversations send; nothing else of ours.
"""
