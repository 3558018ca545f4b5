// Drives Chromium and Firefox for the tests: one JSON request a line on stdin, one JSON reply a line on stdout.
//
// Knows browsers and nothing of the pages: what is done and what is expected stands in the stories, in Python.
// Nothing here pauses: waiting means to be told by the page that something changed.

import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
// What a page loses by a navigation while we wait in it: the wait goes on in the next document.
const MOVED_ON = /context|navigat|detached|no such (frame|node|handle)|discarded|Target closed|unknown frame/i;

const browsers = new Map();
const pages = new Map();
let numbers = 0;

const kept = (map, value) => {
  numbers += 1;
  map.set(numbers, value);
  return numbers;
};

/** Keeps what a page says and asks for, for as long as the page lives. */
function watch(page) {
  const log = { console: [], errors: [], requests: [], dialogs: [] };
  page.on("console", (message) => log.console.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => log.errors.push(String(error?.stack ?? error)));
  page.on("request", (request) => log.requests.push({ method: request.method(), url: request.url() }));
  page.on("dialog", async (dialog) => {
    log.dialogs.push(dialog.type());
    await dialog.accept();
  });
  return { page, log, number: 0 };
}

function known(page, browser) {
  for (const entry of pages.values()) {
    if (entry.page === page) return entry.number;
  }
  const entry = watch(page);
  entry.browser = browser;
  entry.number = kept(pages, entry);
  return entry.number;
}

const pageOf = (request) => pages.get(request.page).page;
const functionOf = (text) => (0, eval)(`(${text})`);

/** In the page: gives the first truthy value of a function, looking again whenever the document changes. */
function looked(test, given, limit) {
  const attempt = () => test(...given);
  return new Promise((resolve) => {
    const watcher = new MutationObserver(() => look());
    const late = setTimeout(() => finish(null), limit);
    function finish(value) {
      watcher.disconnect();
      clearTimeout(late);
      for (const name of EVENTS) removeEventListener(name, look, true);
      resolve(value === undefined ? null : value);
    }
    function look() {
      const value = attempt();
      if (value) finish(value);
    }
    const EVENTS = ["load", "DOMContentLoaded", "popstate", "pageshow", "input", "focus", "toggle"];
    for (const name of EVENTS) addEventListener(name, look, true);
    watcher.observe(document, { attributes: true, childList: true, characterData: true, subtree: true });
    look();
  });
}

async function wait(request) {
  const source = `(...given) => (${looked.toString()})(${request.script}, given, ${request.limit})`;
  const ends = Date.now() + request.limit;
  for (;;) {
    try {
      return await pageOf(request).evaluate(functionOf(source), ...request.args);
    } catch (error) {
      if (Date.now() > ends || !MOVED_ON.test(error.message)) throw error;
      // The document of the page is being replaced; one turn of the loop, then the new one is asked.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const DEEDS = {
  async launch({ options }) {
    const browser = await puppeteer.launch({ defaultViewport: null, acceptInsecureCerts: false, ...options });
    const number = kept(browsers, browser);
    return { browser: number, pid: browser.process().pid, version: await browser.version() };
  },
  async close({ browser }) {
    for (const [number, entry] of pages) {
      if (entry.browser === browser) pages.delete(number);
    }
    const ended = browsers.get(browser);
    browsers.delete(browser);
    await ended.close();
  },
  // Somebody killed it: there is nothing left to close.
  forget({ browser }) {
    browsers.delete(browser);
  },
  async page({ browser, apart }) {
    const where = browsers.get(browser);
    const context = apart ? await where.createBrowserContext() : where.defaultBrowserContext();
    return known(await context.newPage(), browser);
  },
  // Another tab of the same context.
  async beside({ page }) {
    const entry = pages.get(page);
    return known(await entry.page.browserContext().newPage(), entry.browser);
  },
  async front(request) {
    await pageOf(request).bringToFront();
  },
  async closePage({ page }) {
    const entry = pages.get(page);
    pages.delete(page);
    const context = entry.page.browserContext();
    if (context === browsers.get(entry.browser).defaultBrowserContext()) await entry.page.close();
    else await context.close();
  },
  // The next tab of a page's context that is not known yet: somebody opened it.
  async opened({ page }) {
    const entry = pages.get(page);
    const browser = browsers.get(entry.browser);
    const isNew = (one) => ![...pages.values()].some((other) => other.page === one);
    for (;;) {
      const change = new Promise((resolve) => {
        for (const name of ["targetcreated", "targetchanged"]) browser.once(name, resolve);
      });
      const found = (await entry.page.browserContext().pages()).find(isNew);
      if (found) return known(found, entry.browser);
      await change;
    }
  },
  async view(request) {
    await pageOf(request).setViewport({ width: request.width, height: request.height });
  },
  async scheme(request) {
    await pageOf(request).emulateMediaFeatures([{ name: "prefers-color-scheme", value: request.scheme }]);
  },
  async goto(request) {
    const reply = await pageOf(request).goto(request.url, { waitUntil: "load", timeout: request.limit });
    return reply === null ? null : { status: reply.status(), headers: reply.headers() };
  },
  async move(request) {
    await pageOf(request)[request.how]({ waitUntil: "load", timeout: request.limit });
  },
  async evaluate(request) {
    const value = await pageOf(request).evaluate(functionOf(request.script), ...request.args);
    return value === undefined ? null : value;
  },
  wait,
  // Before any script of the page, in every document to come.
  async before(request) {
    await pageOf(request).evaluateOnNewDocument(functionOf(request.script), ...request.args);
  },
  async press(request) {
    await pageOf(request).keyboard.press(request.key);
  },
  async down(request) {
    await pageOf(request).keyboard.down(request.key);
  },
  async up(request) {
    await pageOf(request).keyboard.up(request.key);
  },
  async type(request) {
    await pageOf(request).keyboard.type(request.text);
  },
  // All at once, as a paste or an input method would.
  async insert(request) {
    const page = pageOf(request);
    if (page.keyboard.constructor.name === "CdpKeyboard") {
      await page.keyboard.sendCharacter(request.text);
      return;
    }
    await page.evaluate((text) => document.execCommand("insertText", false, text), request.text);
  },
  async click(request) {
    await pageOf(request).click(request.selector, { count: request.count });
  },
  async upload(request) {
    const input = await pageOf(request).evaluateHandle(functionOf(request.script));
    await input.asElement().uploadFile(...request.files);
  },
  async screenshot(request) {
    // What was put into the page just now has been drawn once two frames have passed.
    await pageOf(request).evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
    await pageOf(request).screenshot({ path: request.path, fullPage: request.whole });
  },
  url: (request) => pageOf(request).url(),
  // Until the page has asked for an address, whether it came or not.
  async asked({ page, url, limit }) {
    const entry = pages.get(page);
    if (!entry.log.requests.some((one) => one.url === url)) {
      await entry.page.waitForRequest(url, { timeout: limit });
    }
  },
  log: ({ page }) => pages.get(page).log,
  async cookies({ browser }) {
    return await browsers.get(browser).cookies();
  },
  async axe(request) {
    const page = pageOf(request);
    await page.evaluate(`${AXE}; 0`);
    return await page.evaluate(functionOf("(options) => axe.run(document, options)"), request.options);
  },
  async devtools(request) {
    const session = await pageOf(request).createCDPSession();
    try {
      return (await session.send(request.method, request.params)) ?? null;
    } finally {
      await session.detach();
    }
  },
};

/** A browser that never answers fails the deed; a little later than the deed's own patience. */
function inTime(promise, limit) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer within ${limit} ms`)), limit);
    promise.then(resolve, reject).finally(() => clearTimeout(late));
  });
}

async function obey(line) {
  const request = JSON.parse(line);
  try {
    const deed = (async () => DEEDS[request.do](request))();
    const value = await inTime(deed, request.limit + 5000);
    return { id: request.id, value: value ?? null };
  } catch (error) {
    return { id: request.id, error: String(error?.stack ?? error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await obey(line))}\n`);
}
await Promise.all([...browsers.values()].map((browser) => browser.close()));
process.exit(0);
