import { readFile } from 'node:fs/promises';
import type { LoggopsParameters } from '../../core/contract/index.ts';
import { parseLoggops } from '../../core/engine/loggops/index.ts';
import { loggopsOfCluster, readSimgridCluster } from '../../core/ti/index.ts';
import { BadInputError } from './exit-codes.ts';

/** What a trace is replayed on. */
export type TiPlatform =
  | { readonly kind: 'loggops'; readonly parameters: LoggopsParameters; readonly nsPerFlop: number; readonly mostRanks: number }
  | { readonly kind: 'experiment'; readonly document: string };

/** `loggops:L,o,g,G,O,S`, a SimGrid platform file, or an experiment's file or name. */
export async function readPlatform(text: string): Promise<TiPlatform> {
  if (text.startsWith('loggops:')) {
    const parameters = parseLoggops(text.slice('loggops:'.length));
    if (typeof parameters === 'string') throw new BadInputError(`error: --platform: ${parameters}`);
    return { kind: 'loggops', parameters, nsPerFlop: 1, mostRanks: Infinity };
  }
  if (!/\.xml$/i.test(text)) return { kind: 'experiment', document: text };
  let xml = '';
  try {
    xml = await readFile(text, 'utf8');
  } catch (error) {
    throw new BadInputError(`error: ${text} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const cluster = readSimgridCluster(xml);
  if (typeof cluster === 'string') throw new BadInputError(`${text}: error: ${cluster}`);
  return { kind: 'loggops', parameters: loggopsOfCluster(cluster), nsPerFlop: 1e9 / cluster.flopsPerSecond, mostRanks: cluster.hosts * cluster.cores };
}
