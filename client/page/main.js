/** The family's page: what begins when it is loaded, and what ends it. */
import { App } from "./app.js";
import { watchExit } from "./exit.js";
import { stepsBack } from "./journey.js";
import { missing } from "./probe.js";
import { Stage } from "./screen.js";
import { showAnswer } from "./screens/answer.js";
import { showDrop } from "./screens/drop.js";
import { showEnded, showFailed } from "./screens/failed.js";
import { showQuestion } from "./screens/question.js";
import { showReview } from "./screens/review.js";
import { showSending } from "./screens/sending.js";
import { showSent } from "./screens/sent.js";
import { showStart } from "./screens/start.js";
import { showWithdraw } from "./screens/withdraw.js";
import { showRetype, showWords } from "./screens/words.js";
import { showWordsIn } from "./screens/words_in.js";

const SCREENS = {
  start: showStart,
  question: showQuestion,
  review: showReview,
  words: showWords,
  retype: showRetype,
  sending: showSending,
  sent: showSent,
  wordsIn: showWordsIn,
  answer: showAnswer,
  withdraw: showWithdraw,
  drop: showDrop,
  failed: showFailed,
  ended: showEnded,
};

function begin() {
  const stage = new Stage();
  const lacks = missing();
  if (lacks.length > 0) {
    stage.show("old").slot("missing").textContent = lacks.join(", ");
    return;
  }
  const book = JSON.parse(document.getElementById("data").textContent);
  let app = null;
  const launch = () => {
    app = new App(book, stage, SCREENS, launch);
    app.open();
    app.act(() => showStart(app));
  };
  window.addEventListener("error", () => app?.fail(null));
  window.addEventListener("unhandledrejection", (event) => app?.fail(event.reason));
  window.addEventListener("popstate", (event) => app?.travelled(event.state));
  window.addEventListener("pagehide", () => app?.end());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      window.location.reload();
    }
  });
  watchExit(() => app?.end(), () => stepsBack(window.history, app?.journey.ahead));
  // Firefox shows a page as loading until the workers have come that it began before: it can be used already.
  if (document.readyState === "complete") {
    launch();
  } else {
    window.addEventListener("load", launch, { once: true });
  }
}

begin();
