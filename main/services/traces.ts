import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '../core/contract/service-error.ts';
import type { Services } from '../core/contract/index.ts';
import { isMissing, syncFolder, unfinishedPrefix } from './store/atomic-write.ts';
import type { Layout } from './store/layout.ts';

/** Largest trace that the lab takes through its connection, bytes: what a browser sends in some minutes. */
export const largestUpload = 4 * 1024 * 1024 * 1024;

/** Traces that were given to the lab, and how more are given. A file lies under a name of its own until it is whole. */
export function createTracesService(layout: Layout): Services['traces'] {
  const unfinished = (upload: string): string => join(layout.traces, `${unfinishedPrefix}upload-${upload}`);

  async function sizeOf(upload: string): Promise<number> {
    try {
      return (await stat(unfinished(upload))).size;
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw new ServiceError('NotFound', 'This upload is not known any more. Choose the file again.');
    }
  }

  /** A name that is free, or that of a file with the same content. */
  async function place(upload: string, name: string): Promise<{ readonly name: string; readonly isThere: boolean }> {
    const size = await sizeOf(upload);
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
    async begin() {
      const upload = randomBytes(16).toString('hex');
      await (await open(unfinished(upload), 'wx')).close();
      return upload;
    },
    async append(upload, offset, piece) {
      const size = await sizeOf(upload);
      if (size !== offset) throw new ServiceError('Conflict', `The piece begins at byte ${String(offset)}, but ${String(size)} bytes are there. Choose the file again.`);
      const bytes = Buffer.from(piece, 'base64');
      if (offset + bytes.length > largestUpload) {
        await rm(unfinished(upload), { force: true });
        throw new ServiceError('TooLarge', `The file is larger than ${String(largestUpload)} bytes. Put it on the machine that Doorbell runs on, and write its path into the document.`);
      }
      const handle = await open(unfinished(upload), 'r+');
      try {
        await handle.write(bytes, 0, bytes.length, offset);
      } finally {
        await handle.close();
      }
      return offset + bytes.length;
    },
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
    async discard(upload) {
      await rm(unfinished(upload), { force: true });
    },
  };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
