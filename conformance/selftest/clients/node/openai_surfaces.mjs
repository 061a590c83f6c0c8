/** How a program asks by openai-node: as its own documentation shows it, without a retry. */

import OpenAI from "openai";

import { said } from "./said.mjs";

/** @typedef {import("./said.mjs").Question} Question */
/** @typedef {import("./said.mjs").Said} Said */

/** @param {Question} question */
function client({ baseURL, milliseconds, dispatcher }) {
  return new OpenAI({
    apiKey: "unused",
    baseURL,
    maxRetries: 0,
    timeout: milliseconds,
    fetchOptions: { dispatcher },
  });
}

/**
 * `client.chat.completions.create({...})`.
 *
 * @param {Question} question
 * @returns {Promise<Said>}
 */
export async function create(question) {
  const { stream_options: _, ...task } = question.task;
  const { model, signal } = question;
  const completion = await client(question).chat.completions.create({ model, ...task }, { signal });
  return fromCompletion(completion);
}

/**
 * `create({..., stream: true})`, and a loop that puts the deltas of the first choice together.
 *
 * @param {Question} question
 * @returns {Promise<Said>}
 */
export async function streamed(question) {
  const { model, task, signal } = question;
  const body = { model, ...task, stream: true };
  const told = { text: null, finish: null, usage: null };
  const calls = new Map();
  for await (const chunk of await client(question).chat.completions.create(body, { signal })) {
    told.usage = chunk.usage?.total_tokens ?? told.usage;
    const choice = chunk.choices[0];
    if (!choice) continue;
    if (choice.delta.content != null) told.text = (told.text ?? "") + choice.delta.content;
    for (const part of choice.delta.tool_calls ?? []) addCall(calls, part);
    told.finish = choice.finish_reason ?? told.finish;
  }
  return said({ ...told, calls: [...calls.values()] });
}

/**
 * @param {Map<number, import("./said.mjs").Call>} calls
 * @param {any} part a piece of a tool call
 */
function addCall(calls, part) {
  const call = calls.get(part.index) ?? { name: "", arguments: "", id: null };
  call.name = part.function.name || call.name;
  call.arguments += part.function.arguments ?? "";
  call.id = part.id || call.id;
  calls.set(part.index, call);
}

/**
 * `client.chat.completions.stream({...})`, and the completion that it put together.
 *
 * @param {Question} question
 * @returns {Promise<Said>}
 */
export async function helped(question) {
  const { model, task, signal } = question;
  const stream = client(question).chat.completions.stream({ model, ...task }, { signal });
  return fromCompletion(await stream.finalChatCompletion());
}

/**
 * @param {any} completion
 * @returns {Said}
 */
function fromCompletion(completion) {
  const { message, finish_reason: finish } = completion.choices[0];
  const calls = (message.tool_calls ?? []).map((call) => ({
    name: call.function.name,
    arguments: call.function.arguments,
    id: call.id,
  }));
  const usage = completion.usage?.total_tokens;
  return said({ text: message.content, calls, finish, usage, role: message.role });
}
