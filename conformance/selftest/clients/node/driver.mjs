/**
 * Asks by the node clients: jobs are JSON lines on standard input, results on standard output.
 *
 * The lines are described in ../python_driver.py, which does the same by the Python clients.
 */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import * as aiSdk from "./ai_sdk_surfaces.mjs";
import { Driving } from "./driving.mjs";
import * as openai from "./openai_surfaces.mjs";

const SURFACES = {
  "openai-node create": openai.create,
  "openai-node streamed": openai.streamed,
  "openai-node stream()": openai.helped,
  "ai-sdk generateText": aiSdk.generate,
  "ai-sdk streamText": aiSdk.streamed,
};
const PACKAGES = { "openai-node": "openai", ai: "ai", "@ai-sdk/openai-compatible": "@ai-sdk/openai-compatible" };

/** @param {string} path relative to this file */
function load(path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}

/** @param {object} line */
function tell(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function versions() {
  const installed = (name) => load(`node_modules/${name}/package.json`).version;
  return Object.fromEntries(Object.entries(PACKAGES).map(([name, path]) => [name, installed(path)]));
}

console.log = console.info = console.error; // clients may print, and standard output is for results
globalThis.AI_SDK_LOG_WARNINGS = false;
tell({ versions: { ...versions(), node: process.versions.node } });
const driving = new Driving(SURFACES, load("../tasks.json"), tell);
for await (const line of createInterface({ input: process.stdin })) driving.start(JSON.parse(line));
