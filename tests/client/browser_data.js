/** What a page carries in its `#data` block, straight from the Python that fills it. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const VENV = `${ROOT}.venv/bin/python`;
const known = new Map();

/**
 * The data of one language.
 * @param {string} language
 * @returns {any}
 */
export function browserData(language) {
  if (!known.has(language)) {
    const python = process.env.PYTHON ?? (existsSync(VENV) ? VENV : "python3");
    const options = { cwd: ROOT, encoding: "utf8", maxBuffer: 16 * 1024 * 1024 };
    known.set(language, JSON.parse(execFileSync(python, ["-m", "tests.client.browser_data", language], options)));
  }
  return known.get(language);
}

/**
 * The words of one language's list.
 * @param {string} language
 * @returns {string[]}
 */
export function wordsOf(language) {
  return readFileSync(`${ROOT}wordlists/${language}.txt`, "utf8").trimEnd().split("\n");
}
