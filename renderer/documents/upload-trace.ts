import type { Services, TraceFormat } from '../../main/core/contract/index.ts';
import { sendPieces } from './send-pieces.ts';

/** A file name that the workspace takes: letters, digits, dots, hyphens and underscores, not more than 100. */
export function traceName(fileName: string): string {
  const plain = fileName.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return plain === '' ? 'trace.goal' : plain.slice(-100).replace(/^[^A-Za-z0-9]+/, '');
}

/** The format that a file probably has, by the ending of its name. */
export function formatOf(fileName: string): TraceFormat {
  return /\.(ti|tit|trace|txt)$/i.test(fileName) ? 'ti' : 'goal';
}

/**
 * Sends a file to the workspace piece by piece, and answers the name that documents know it by. `onProgress` hears the
 * part that is there, 0 to 1, and answers whether to go on; undefined when it was not to.
 */
export async function uploadTrace(traces: Services['traces'], file: Blob & { readonly name: string }, onProgress: (part: number) => boolean): Promise<string | undefined> {
  const upload = await traces.begin();
  try {
    const whole = await sendPieces((offset, piece) => traces.append(upload, offset, piece), file, onProgress);
    if (!whole) {
      await traces.discard(upload);
      return undefined;
    }
    return await traces.keep(upload, traceName(file.name));
  } catch (error) {
    await traces.discard(upload).catch(() => undefined);
    throw error;
  }
}
