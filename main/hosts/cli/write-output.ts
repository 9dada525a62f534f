import { once } from 'node:events';

/** Writes to stdout and waits until it is taken: the process may end right after. */
export async function writeOutput(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** One line to stderr. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
