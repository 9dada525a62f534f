/** One NDJSON line on stderr about something that happened to the app. */
export function report(what: string, facts: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), pid: process.pid, what, ...facts })}\n`);
}
