/** Everything the bootstrap says goes to stderr: stdout belongs to what it runs. */

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** A failure a user can do something about: what happened, why, and what to do next. */
export class Problem extends Error {
  /**
   * @param {string} what
   * @param {string} why
   * @param {string} next
   * @param {number} exitCode
   */
  constructor(what, why, next, exitCode = 2) {
    super(what);
    this.why = why;
    this.next = next;
    this.exitCode = exitCode;
  }
}

/** @param {Problem} problem */
export function explain(problem) {
  say(`\ndoorbell: ${problem.message}`);
  if (problem.why !== '') say(`  why:  ${problem.why.trimEnd().replaceAll('\n', '\n        ')}`);
  if (problem.next !== '') say(`  next: ${problem.next.trimEnd().replaceAll('\n', '\n        ')}`);
}

/**
 * Shows a state that changes: rewritten in place on a terminal, as rare lines elsewhere.
 * @param {{ everyMs?: number }} [options] how often a line may appear when stderr is no terminal
 */
export function createProgress({ everyMs = 10_000 } = {}) {
  const terminal = process.stderr.isTTY;
  let shownAt = 0;
  let shown = '';
  return {
    /** @param {string} text */
    show(text) {
      if (text === shown) return;
      if (terminal) {
        process.stderr.write(`\r\u001b[2K${text}`);
      } else if (Date.now() - shownAt >= everyMs) {
        say(text);
        shownAt = Date.now();
      } else {
        return;
      }
      shown = text;
    },
    done() {
      if (terminal && shown !== '') process.stderr.write('\r\u001b[2K');
    },
  };
}
