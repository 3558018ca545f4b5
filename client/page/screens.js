/**
 * The screens that a page has wherever it stands, by the names under which places ask for them.
 * @module
 */
import { showAnswer } from "./screens/answer.js";
import { showDrop } from "./screens/drop.js";
import { showEnded, showFailed } from "./screens/failed.js";
import { showQuestion } from "./screens/question.js";
import { showReview } from "./screens/review.js";
import { showWithdraw } from "./screens/withdraw.js";
import { showRetype, showWords } from "./screens/words.js";
import { showWordsIn } from "./screens/words_in.js";

export const SCREENS = {
  question: showQuestion,
  review: showReview,
  words: showWords,
  retype: showRetype,
  wordsIn: showWordsIn,
  answer: showAnswer,
  withdraw: showWithdraw,
  drop: showDrop,
  failed: showFailed,
  ended: showEnded,
};
