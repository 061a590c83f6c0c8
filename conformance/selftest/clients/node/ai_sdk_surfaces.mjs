/** How a program asks by the AI SDK and its provider for compatible endpoints: as documented, without a retry. */

import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, jsonSchema, streamText, tool } from "ai";

import { said } from "./said.mjs";

/** @typedef {import("./said.mjs").Question} Question */
/** @typedef {import("./said.mjs").Said} Said */

/**
 * `generateText({...})`.
 *
 * @param {Question} question
 * @returns {Promise<Said>}
 */
export async function generate(question) {
  const result = await generateText(settings(question));
  return said({
    text: result.text,
    calls: result.toolCalls.map(fromCall),
    finish: result.finishReason,
    usage: result.usage.totalTokens,
  });
}

/**
 * `streamText({...})`, and a loop over the parts of its stream. An error part counts as raised: only a program that
 * reads the text alone does not see it.
 *
 * @param {Question} question
 * @returns {Promise<Said>}
 */
export async function streamed(question) {
  const told = { text: null, finish: null, usage: null };
  const calls = [];
  for await (const part of streamText({ ...settings(question), onError: () => {} }).stream) {
    if (part.type === "error") throw part.error;
    if (part.type === "text-delta") told.text = (told.text ?? "") + part.text;
    if (part.type === "tool-call") calls.push(fromCall(part));
    if (part.type === "finish") {
      told.finish = part.finishReason;
      told.usage = part.totalUsage.totalTokens;
    }
  }
  return said({ ...told, calls });
}

/**
 * Translate a question into the words of the AI SDK.
 *
 * @param {Question} question
 */
function settings({ baseURL, model, task, signal, dispatcher }) {
  const provider = createOpenAICompatible({
    name: "measured",
    apiKey: "unused",
    baseURL,
    includeUsage: task.stream_options !== undefined,
    fetch: (url, init) => fetch(url, { ...init, dispatcher }),
  });
  const system = task.messages.find((message) => message.role === "system");
  return {
    model: provider(model),
    ...(system && { instructions: system.content }),
    messages: task.messages.filter((message) => message !== system).map(toMessage),
    maxOutputTokens: task.max_tokens,
    ...(task.tools && { tools: Object.fromEntries(task.tools.map(toTool)), toolChoice: task.tool_choice }),
    maxRetries: 0,
    abortSignal: signal,
  };
}

/** @param {{ role: string, content: string | any[] }} message */
function toMessage({ role, content }) {
  return { role, content: typeof content === "string" ? content : content.map(toPart) };
}

/** @param {any} part */
function toPart(part) {
  return part.type === "image_url" ? { type: "file", mediaType: "image", data: part.image_url.url } : part;
}

/**
 * A tool that a program executes itself.
 *
 * @param {import("./said.mjs").Tool} given
 */
function toTool({ function: { name, description, parameters } }) {
  return [name, tool({ description, inputSchema: jsonSchema(parameters) })];
}

/** @param {{ toolName: string, input: unknown, toolCallId: string }} call */
function fromCall({ toolName, input, toolCallId }) {
  return { name: toolName, arguments: typeof input === "string" ? input : JSON.stringify(input), id: toolCallId };
}
