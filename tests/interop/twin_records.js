/** What only random tests ask of the records: texts, which are no format and have no vectors. */
import { fromUtf8 } from "../../client/crypto/encoding.js";
import { TrackerError } from "../../client/crypto/errors.js";
import { readTyped } from "../../client/records/entry.js";
import { fieldOf } from "../../client/records/form.js";
import { explain, monthAndDay } from "../../client/records/language.js";
import { checkAttachments } from "../../client/records/pictures.js";
import { readAnswer, readLate, readNothing, readWarnings } from "../../client/records/reading.js";
import { browserData } from "../client/browser_data.js";

export default {
  "records/read-answer": ({ language, content }) => ({
    sections: readAnswer(browserData(language), JSON.parse(fromUtf8(content))),
  }),
  "records/read-nothing": ({ language, until, again }) => ({
    sections: readNothing(browserData(language), until, again),
  }),
  "records/read-late": ({ language, due }) => ({ line: readLate(browserData(language), due) }),
  "records/read-warnings": ({ language, origin }) => ({ lines: readWarnings(browserData(language), origin) }),
  "records/date": ({ language, date }) => ({ written: monthAndDay(browserData(language), date) }),
  "records/explain": ({ language, code, facts }) => ({
    explained: explain(browserData(language), new TrackerError(code, facts)),
  }),
  "records/typed": ({ path, typed }) => {
    const { schema, dates } = browserData("uk");
    return { value: readTyped(fieldOf(schema, path), typed, dates) };
  },
  "records/attachments": ({ sizes }) => {
    const field = fieldOf(browserData("uk").schema, "attachments");
    checkAttachments(field, sizes.map(([mediaType, size]) => ({ mediaType, data: new Uint8Array(size) })));
    return { accepted: true };
  },
};
