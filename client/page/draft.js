/**
 * The letter that is being written: of which kind, its answers, and the way through its questions. Pure.
 * @module
 */
import { formFaults } from "../records/form_check.js";
import { given, nextQuestion, steps } from "../records/form_steps.js";
import { common } from "../records/siblings.js";

/** So many questions may still be added to a count that is shown. */
const SOON = 1;

/** A letter on its way to be sent. */
export class Draft {
  #kept;
  #first;
  #carried = false;
  /** @type {Map<string, () => any>} */
  #unfinished;

  /**
   * @param {import("../records/form.js").Schema} schema
   * @param {string} kind inquiry, addition or withdrawal
   * @param {import("../records/form.js").Form} [form] answers that are there already, and are not asked for again
   */
  constructor(schema, kind, form = {}) {
    this.schema = schema;
    this.kind = kind;
    this.form = this.#first = form;
    /** Bytes of each picture that goes along. @type {number[]} */
    this.pictures = [];
    /** What stands in boxes and options, by path, until a question is left with "next": never sent. */
    this.#unfinished = new Map();
    this.#kept = new Set(this.questions().filter((question) => given(form, question) !== null).map(({ path }) => path));
  }

  /** Whether anything is in it, answered, only begun or carried over, that would be lost. @returns {boolean} */
  get begun() {
    const left = [...this.#unfinished.values()].flatMap((read) => Object.values(read() ?? {}).flat());
    return this.#carried || this.form !== this.#first || this.pictures.length > 0 || left.some(Boolean);
  }

  /** All questions that the answers so far call for. */
  questions() {
    return steps(this.schema, this.form, this.kind);
  }

  /** The question at a path, or undefined if it is not asked any more. @param {string} path */
  question(path) {
    return this.questions().find((question) => question.path === path);
  }

  /** The first question to ask, or the one after another; null past the last. @param {string | null} [after] */
  next(after = null) {
    let question = nextQuestion(this.schema, this.form, after, this.kind);
    while (question !== null && this.#kept.has(question.path)) {
      question = nextQuestion(this.schema, this.form, question.path, this.kind);
    }
    return question;
  }

  /**
   * Which question this is, of about how many: null as long as an answer that is still to come calls for several more.
   * @param {string} path
   * @returns {{number: number, count: number | null}}
   */
  position(path) {
    const asked = this.questions().filter((question) => !this.#kept.has(question.path) || question.path === path);
    const number = asked.findIndex((question) => question.path === path) + 1;
    return { number, count: this.#open(asked) > SOON ? null : asked.length };
  }

  /** How many fields hang on questions that are asked and not answered yet. */
  #open(asked) {
    const unanswered = new Set(asked.filter((question) => given(this.form, question) === null).map(({ path }) => path));
    return this.schema.fields.filter(({ when }) => unanswered.has(when?.key)).length;
  }

  /**
   * Keeps what is being written in answer to a question, unchecked, for who goes back and comes again.
   * @param {string} path
   * @param {() => any} read gives it as it is when asked for
   */
  begin(path, read) {
    this.#unfinished.set(path, read);
  }

  /** What was left unfinished there, or null. @param {string} path */
  unfinished(path) {
    return this.#unfinished.get(path)?.() ?? null;
  }

  /** The question is answered, or passed over. @param {string} path */
  settle(path) {
    this.#unfinished.delete(path);
  }

  /** What is wrong with the whole letter, in the order of the questions. */
  faults() {
    return formFaults(this.schema, this.form, this.kind, this.pictures.length);
  }

  /** A letter about the next person of a group: what is common is kept. @returns {Draft} */
  sibling() {
    const next = new Draft(this.schema, this.kind, common(this.schema, this.form));
    next.#carried = true;
    return next;
  }
}
