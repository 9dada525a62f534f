import { randomBytes } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '../core/contract/service-error.ts';
import { isMissing, unfinishedPrefix } from './store/atomic-write.ts';

/** Files that come in piece by piece. Each lies under a name of its own until it is whole. */
export interface Uploads {
  /** Answers what the other calls name it by. */
  begin(): Promise<string>;
  /** The next piece, base64; answers how many bytes are there. A piece too much ends the upload. */
  append(upload: string, offset: number, piece: string): Promise<number>;
  discard(upload: string): Promise<void>;
  /** Where it lies. */
  path(upload: string): string;
  /** Rejects where it is not known. */
  sizeOf(upload: string): Promise<number>;
}

/** Uploads into a folder, each of at most `largest` bytes; `instead` says what to do with a larger one. */
export function createUploads(folder: string, largest: number, instead: string): Uploads {
  const path = (upload: string): string => join(folder, `${unfinishedPrefix}upload-${upload}`);

  async function sizeOf(upload: string): Promise<number> {
    try {
      return (await stat(path(upload))).size;
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw new ServiceError('NotFound', 'This upload is not known any more. Choose the file again.');
    }
  }

  return {
    path,
    sizeOf,
    async begin() {
      const upload = randomBytes(16).toString('hex');
      await (await open(path(upload), 'wx')).close();
      return upload;
    },
    async append(upload, offset, piece) {
      const size = await sizeOf(upload);
      if (size !== offset) throw new ServiceError('Conflict', `The piece begins at byte ${String(offset)}, but ${String(size)} bytes are there. Choose the file again.`);
      const bytes = Buffer.from(piece, 'base64');
      if (offset + bytes.length > largest) {
        await rm(path(upload), { force: true });
        throw new ServiceError('TooLarge', `The file is larger than ${String(largest)} bytes. ${instead}`);
      }
      const handle = await open(path(upload), 'r+');
      try {
        await handle.write(bytes, 0, bytes.length, offset);
      } finally {
        await handle.close();
      }
      return offset + bytes.length;
    },
    async discard(upload) {
      await rm(path(upload), { force: true });
    },
  };
}
