import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** Where somebody can be asked: what they type, and where they see the question. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** stdin and stderr: answers of commands go to stdout. */
export const ownTerminal = (): Terminal => ({ input: process.stdin, output: process.stderr });

/** Whether there is somebody to ask. */
export function isAnybodyThere({ input, output }: Terminal): boolean {
  return input.isTTY === true && output.isTTY === true;
}

/** Asks, and waits for a line. Only y or yes is a yes; an empty line, an end of the input and Ctrl+C are none. */
export async function askYes(question: string, terminal: Terminal): Promise<boolean> {
  const lines = createInterface({ input: terminal.input, output: terminal.output });
  // Without this Ctrl+C would leave the question open for ever.
  lines.on('SIGINT', () => { lines.close(); });
  const closed = once(lines, 'close').then(() => undefined);
  try {
    const answer = await Promise.race([lines.question(question).catch(() => undefined), closed]);
    if (answer === undefined) terminal.output.write('\n');
    return answer !== undefined && /^y(?:es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
