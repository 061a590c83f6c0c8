/** Runs jobs side by side, and survives whatever a client does. */

import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";

import { said } from "./said.mjs";

const AT_ONCE = 8;
const LONGEST_MESSAGE = 200;
/** Where node keeps the connections of its own fetch. */
const DISPATCHER = Symbol.for("undici.globalDispatcher.1");

/**
 * @typedef {{ job: number, base_url: string, surface: string, task: string, timeout: number }} Job
 */

export class Driving {
  #current = new AsyncLocalStorage();
  #waiting = [];
  #running = 0;

  /**
   * @param {Record<string, import("./said.mjs").Surface>} surfaces
   * @param {{ model: string, tasks: Record<string, import("./said.mjs").Task> }} tasks
   * @param {(line: object) => void} tell
   */
  constructor(surfaces, tasks, tell) {
    this.surfaces = surfaces;
    this.tasks = tasks;
    this.tell = tell;
    for (const event of ["uncaughtException", "unhandledRejection"]) {
      process.on(event, (error) => this.#current.getStore()?.(failed(error)));
    }
  }

  /**
   * Begin a job as soon as there is room for one more.
   *
   * @param {Job} job
   */
  start(job) {
    this.#waiting.push(job);
    this.#next();
  }

  #next() {
    while (this.#running < AT_ONCE && this.#waiting.length > 0) {
      this.#running += 1;
      this.#watch(this.#waiting.shift()).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  /** @param {Job} job */
  async #watch(job) {
    const begun = performance.now();
    const ending = new AbortController();
    const dispatcher = await connections();
    const result = await this.#settled(job, { signal: ending.signal, dispatcher });
    const seconds = Number(((performance.now() - begun) / 1000).toFixed(3));
    this.tell({ job: job.job, ...result, seconds });
    ending.abort();
    dispatcher.destroy().catch(() => {});
  }

  /**
   * The first of: an answer, an exception, an exception that nobody caught and that would have ended the program, or
   * the end of the time.
   *
   * @param {Job} job
   * @param {{ signal: AbortSignal, dispatcher: object }} means
   */
  #settled(job, means) {
    return new Promise((settle) => {
      const timer = setTimeout(() => settle({ ...answered(said({})), hung: true }), job.timeout * 1000);
      const end = (result) => {
        clearTimeout(timer);
        settle(result);
      };
      this.#current.run(end, async () => {
        const result = await this.#ask(job, means).then(answered, failed);
        await nextTurn(); // an exception that nobody caught comes first
        end(result);
      });
    });
  }

  /** A client's own time-out is longer than the job's: hanging is told by the driver, for all clients alike. */
  async #ask({ base_url: baseURL, surface, task, timeout }, means) {
    const { model, tasks } = this.tasks;
    return this.surfaces[surface]({ baseURL, model, task: tasks[task], milliseconds: 2000 * timeout, ...means });
  }
}

/**
 * New connections, as a program has that has just started: what a faulty answer leaves behind in one must not come to
 * the next job.
 */
async function connections() {
  if (globalThis[DISPATCHER] === undefined) await fetch("data:,");
  return new globalThis[DISPATCHER].constructor();
}

/** @param {import("./said.mjs").Said} told */
function answered(told) {
  return { ...told, error: null, hung: false };
}

/** @param {unknown} raised */
function failed(raised) {
  const { type, message } = described(raised);
  return { ...answered(said({})), error: { type, message: message.slice(0, LONGEST_MESSAGE) } };
}

/** @param {unknown} raised anything can be thrown */
function described(raised) {
  if (raised instanceof Error) {
    return { type: raised.constructor.name, message: String(raised.message) };
  }
  return { type: typeof raised, message: typeof raised === "string" ? raised : String(JSON.stringify(raised)) };
}
