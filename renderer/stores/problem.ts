/** A failure in words: what went wrong, and what to do next where that is known. */
export interface Problem {
  readonly what: string;
  readonly why: string;
  readonly next?: string;
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : 'no reason was given';
}

function hintOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('hint' in error)) return undefined;
  return typeof error.hint === 'string' ? error.hint : undefined;
}

/** Makes a problem out of whatever was thrown. Only the message is kept, never a stack. */
export function problemOf(what: string, error: unknown): Problem {
  const why = messageOf(error).split('\n')[0] ?? '';
  return { what, why, next: hintOf(error) };
}

/** True where a call ended because it was cancelled on purpose. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'CancelledError');
}
