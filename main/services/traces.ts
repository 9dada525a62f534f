import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Services } from '../core/contract/index.ts';
import { syncFolder } from './store/atomic-write.ts';
import type { Layout } from './store/layout.ts';
import { createUploads } from './uploads.ts';

/** Largest trace that the lab takes through its connection, bytes: what a browser sends in some minutes. */
export const largestUpload = 4 * 1024 * 1024 * 1024;

/** Traces that were given to the lab, and how more are given. A file lies under a name of its own until it is whole. */
export function createTracesService(layout: Layout): Services['traces'] {
  const uploads = createUploads(layout.traces, largestUpload, 'Put it on the machine that Doorbell runs on, and write its path into the document.');
  const unfinished = uploads.path;

  /** A name that is free, or that of a file with the same content. */
  async function place(upload: string, name: string): Promise<{ readonly name: string; readonly isThere: boolean }> {
    const size = await uploads.sizeOf(upload);
    const [, stem = name, ending = ''] = /^(.+?)(\.[^.]*)?$/.exec(name) ?? [];
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? name : `${stem}-${String(number)}${ending}`;
      const found = await stat(join(layout.traces, candidate)).catch(() => undefined);
      if (found === undefined) return { name: candidate, isThere: false };
      if (found.size === size && (await hashOf(join(layout.traces, candidate))) === (await hashOf(unfinished(upload)))) return { name: candidate, isThere: true };
    }
  }

  return {
    async list() {
      const names = (await readdir(layout.traces)).filter((name) => !name.startsWith('.')).sort();
      const rows = await Promise.all(names.map(async (name) => {
        const found = await stat(join(layout.traces, name)).catch(() => undefined);
        return found?.isFile() === true ? [{ name, bytes: found.size }] : [];
      }));
      return rows.flat();
    },
    begin: uploads.begin,
    append: uploads.append,
    async keep(upload, name) {
      const found = await place(upload, name);
      if (found.isThere) {
        await rm(unfinished(upload), { force: true });
        return found.name;
      }
      const handle = await open(unfinished(upload), 'r+');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(unfinished(upload), join(layout.traces, found.name));
      await syncFolder(layout.traces);
      return found.name;
    },
    discard: uploads.discard,
  };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
