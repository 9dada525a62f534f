import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten';

/** Longest part of a plugin's message that is shown. */
const longestMessage = 300;

/** Name and message of what was thrown inside, each empty where it is no text. Whatever was thrown, this does not throw. */
export function guestError(context: QuickJSContext, error: QuickJSHandle): { readonly name: string; readonly message: string } {
  let dumped: unknown;
  try {
    dumped = context.dump(error);
  } catch {
    return { name: '', message: '' };
  }
  if (typeof dumped !== 'object' || dumped === null) return { name: '', message: shown(typeof dumped === 'string' ? dumped : String(dumped)) };
  const { name, message } = dumped as { readonly name?: unknown; readonly message?: unknown };
  return { name: typeof name === 'string' ? shown(name) : '', message: typeof message === 'string' ? shown(message) : '' };
}

/** One line of visible characters: a message must not draw on a terminal or look like lines of the lab. */
function shown(text: string): string {
  const line = text.slice(0, 2 * longestMessage).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]+/gu, ' ').trim();
  return line.length > longestMessage ? `${line.slice(0, longestMessage - 3)}...` : line;
}
