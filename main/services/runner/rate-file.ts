import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../store/atomic-write.ts';
import type { Layout } from '../store/layout.ts';
import { noRates, type RateTable } from './rates.ts';

const amount = z.number().nonnegative();
const rateTable = z.object({
  format: z.literal(1),
  kinds: z.record(z.string(), z.object({ units: amount, seconds: amount })),
  overhead: z.object({ runs: amount, seconds: amount }),
}) satisfies z.ZodType<RateTable>;

// Workspaces are shared by machines, speeds are not.
function pathOf(layout: Layout): string {
  return join(layout.cache, `rates-${hostname().replaceAll(/[^a-zA-Z0-9.-]/g, '_')}.json`);
}

/** The rates measured on this machine so far; none where the file is missing or damaged. */
export async function readRates(layout: Layout): Promise<RateTable> {
  try {
    return rateTable.parse(JSON.parse(await readFile(pathOf(layout), 'utf8')));
  } catch {
    return noRates;
  }
}

/** Keeps the rates. Of two processes that measure at once the later one wins, which loses little. */
export async function writeRates(layout: Layout, rates: RateTable): Promise<void> {
  await writeFileAtomic(pathOf(layout), `${JSON.stringify(rates)}\n`);
}
