import { gzipSync } from 'node:zlib';

const block = 512;

/**
 * A gzipped tar as npm takes it: every file below `package/`, sorted, without times and owners, so that the same files
 * give the same bytes. Paths have `/` and at most 92 characters.
 */
export function packTarball(files: ReadonlyMap<string, string>): Buffer {
  const parts: Buffer[] = [];
  for (const [path, text] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const content = Buffer.from(text);
    parts.push(header(`package/${path}`, content.length), content, Buffer.alloc((block - (content.length % block)) % block));
  }
  parts.push(Buffer.alloc(2 * block));
  const zipped = gzipSync(Buffer.concat(parts), { level: 9 });
  // The byte that names the operating system: 255 is "unknown", wherever this runs.
  zipped[9] = 255;
  return zipped;
}

/** One ustar header. */
function header(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long for a tar header: shorten it to 100 bytes.`);
  const bytes = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number): void => {
    bytes.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  };
  bytes.write(path, 0);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  // A fixed day: 1985-10-26, the one that npm gives.
  octal(499162500, 136, 12);
  bytes.write('        0', 148, 'latin1');
  bytes.write('ustar\0' + '00', 257, 'latin1');
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}
