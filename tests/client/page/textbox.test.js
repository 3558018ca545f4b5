/** The box that families write in: what browsers do not remember, on the little of a document that it needs. */
import assert from "node:assert/strict";
import { before, test } from "node:test";

class Element extends EventTarget {
  constructor(tag) {
    super();
    Object.assign(this, { tag, dataset: {}, attributes: {}, children: [], shadow: null, value: "" });
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  attachShadow() {
    this.shadow = new Element("shadow");
    return this.shadow;
  }

  append(...children) {
    this.children.push(...children);
  }
}

let textbox;
let emptyBoxes;
before(async () => {
  globalThis.document = { createElement: (tag) => new Element(tag), styleSheets: [] };
  globalThis.CSSStyleSheet = class {
    replaceSync() {}
  };
  ({ textbox, emptyBoxes } = await import("../../../client/page/entry/textbox.js"));
});

for (const lines of [false, true]) {
  test(`nothing remembers what is typed in ${lines ? "many lines" : "one line"}`, () => {
    const box = textbox({ field: "full-name", label: "Name", value: "Мар'яна", lines });
    assert.deepEqual(box.children, [], "what is in the page itself is kept for a restart");
    const [inner] = box.shadow.children;
    assert.equal(inner.tag, lines ? "textarea" : "input");
    for (const remembered of ["name", "id"]) {
      assert.equal(inner[remembered], undefined);
      assert.equal(inner.attributes[remembered], undefined);
    }
    const { autocomplete, spellcheck, autocorrect, writingsuggestions } = inner.attributes;
    assert.deepEqual([autocomplete, spellcheck, autocorrect, writingsuggestions], ["off", "false", "off", "false"]);
  });
}

test("leaving empties every box", () => {
  const boxes = [false, true].map((lines) => textbox({ field: "text", label: "Text", value: "Мар'яна", lines }));
  emptyBoxes();
  assert.deepEqual(boxes.map((box) => box.value), ["", ""]);
});
