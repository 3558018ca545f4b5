/**
 * What a Cyrillic word looks like when it was typed with the keyboard still set to Latin letters.
 *
 * docs/spec/passphrase.md, "Typing".
 */

const LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю";
const UKRAINIAN = "'йцукенгшщзхїфівапролджєячсмитьбю";

const table = (letters) => new Map([...LATIN].map((key, i) => [key, letters[i]]));

/** Language of the word list -> from the Latin key to the letter on it. @type {Map<string, Map<string, string>>} */
export const LAYOUTS = new Map([["ru", table(RUSSIAN)], ["uk", table(UKRAINIAN)]]);
