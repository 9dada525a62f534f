import { createStatusLine, describeSeconds, type ProgressOutput } from './progress-line.ts';
import { terminalText } from './terminal-text.ts';

/** What `plugin test` is doing, for whoever watches. */
export interface PluginTestProgress {
  /** `answered` of `asked` questions of the test kit's present round; answers may bring further ones. */
  describing(answered: number, asked: number): void;
  /** The published figure that is simulated next; `at` counts from 0. */
  replaying(at: number, of: number, figure: string): void;
  end(): void;
}

/** A terminal's line changes at most so often, seconds. */
const shortestSeconds = 0.1;

/** Says on stderr what is done, how much of it there is and about how long it takes. `nowSeconds` may start anywhere. */
export function createPluginTestProgress(output: ProgressOutput, nowSeconds: () => number): PluginTestProgress {
  const line = createStatusLine(output);
  const begun = nowSeconds();
  let shownAt = Number.NEGATIVE_INFINITY;
  let round = { asked: 0, answered: 0, begun };
  let firstReplay = begun;

  function show(text: string, always: boolean): void {
    const elapsed = nowSeconds() - begun;
    if (!always && elapsed - shownAt < shortestSeconds) return;
    shownAt = elapsed;
    line.show(terminalText(text), elapsed);
  }

  const left = (done: number, of: number, since: number): string => (done === 0 ? '' : `, about ${describeSeconds(((nowSeconds() - since) / done) * (of - done))} left`);

  return {
    describing(answered, asked) {
      if (asked !== round.asked || answered < round.answered) round = { asked, answered, begun: nowSeconds() };
      const gained = answered - round.answered;
      // What follows from the answers is asked in further rounds, so the time is that of this one.
      show(`Checks: ${String(answered)} of ${String(asked)} models described${left(gained, asked - round.answered, round.begun)}${answered === asked ? '; looking at them' : ''}`, answered === asked);
    },
    replaying(at, of, figure) {
      if (at === 0) firstReplay = nowSeconds();
      show(`Published figures: ${String(at + 1)} of ${String(of)}, ${figure}${left(at, of, firstReplay)}`, true);
    },
    end: line.clear,
  };
}

/** Nobody watches: a script reads the answer from stdout and nothing from stderr. */
export const noProgress: PluginTestProgress = { describing: () => undefined, replaying: () => undefined, end: () => undefined };
