/**
 * What the surfaces take and give.
 *
 * @typedef {{ type: "function", function: { name: string, description: string, parameters: object } }} Tool
 * @typedef {{ messages: any[], max_tokens: number, tools?: Tool[], tool_choice?: any, stream_options?: object }} Task
 *   A task of tasks.json, in the words of the protocol.
 *
 * @typedef {object} Question
 * @property {string} baseURL
 * @property {string} model
 * @property {Task} task
 * @property {number} milliseconds time-out of the client itself
 * @property {AbortSignal} signal ends the request when nobody waits for it any more
 * @property {object} dispatcher connections of this question alone
 *
 * @typedef {{ name: string, arguments: string, id: string | null }} Call
 * @typedef {object} Said
 * @property {string | null} text null where the client says that there is none
 * @property {Call[]} calls
 * @property {string | null} finish the finish reason as the client names it
 * @property {number | null} usage total tokens
 * @property {string | null} role role of the message, for surfaces that return a message
 *
 * @typedef {(question: Question) => Promise<Said>} Surface
 */

/**
 * @param {Partial<Said>} told
 * @returns {Said}
 */
export function said(told) {
  return {
    text: told.text ?? null,
    calls: told.calls ?? [],
    finish: told.finish ?? null,
    usage: told.usage ?? null,
    role: told.role ?? null,
  };
}
