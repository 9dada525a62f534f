import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { createTiReader, type TiTrace } from '../../core/ti/index.ts';
import { BadInputError } from './exit-codes.ts';

/** Bytes read at once. */
const pieceBytes = 1_048_576;
/** Longest list of files, bytes; what is longer is a trace. */
const longestList = 67_108_864;

/**
 * Reads a trace piece by piece; it may be larger than memory. `files` is one text for all ranks, a text for each rank in their
 * order, or a list of file names as `smpirun -replay` takes it.
 */
export async function readTi(files: readonly string[], skipUnknown: boolean): Promise<TiTrace> {
  const [first = ''] = files;
  const listed = files.length === 1 ? await filesOfList(first) : files;
  const perRank = listed.length > 1;
  const reader = createTiReader({ skipUnknown, ...(perRank ? { ranks: listed.length } : {}) });
  for (const [rank, file] of listed.entries()) {
    let goOn = true;
    await readable(file, async () => {
      for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) {
        goOn = reader.write(piece as Uint8Array, perRank ? rank : undefined);
        if (!goOn) break;
      }
    });
    if (!goOn) break;
  }
  const result = reader.end();
  if (result.ok) return result.trace;
  const { rank, line, column, message } = result.error;
  throw new BadInputError(`${listed[rank ?? 0] ?? ''}:${String(line)}:${String(column)}: error: ${message}`);
}

async function readable(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new BadInputError(`error: ${file} cannot be read: ${error.message}`);
    throw error;
  }
}

/** What a file lists, or the file itself where its first line is what a rank does. */
async function filesOfList(file: string): Promise<readonly string[]> {
  let listed: readonly string[] = [file];
  await readable(file, async () => {
    const handle = await open(file);
    try {
      // Read at a given place, so that the file is still read from its beginning below.
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
      const lines = linesOf(buffer.toString('latin1', 0, bytesRead));
      // The first line tells, unless it is cut off here: then it is none of a list.
      if (lines.length === 0 || isAction(lines[0] ?? '')) return;
      const { size } = await handle.stat();
      if (size > longestList) throw new BadInputError(`${file}:1:1: error: Neither a trace, whose lines are a rank and what it does, nor a list of files.`);
      const text = await handle.readFile('latin1');
      listed = await Promise.all(linesOf(text).map((name) => find(name, file)));
    } finally {
      await handle.close();
    }
  });
  return listed;
}

const linesOf = (text: string): readonly string[] => text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));

const isAction = (line: string): boolean => /^p?\d+(\s|$)/.test(line);

/** Names of a list count from where the command runs, as smpirun has it, or from the list's folder. */
async function find(name: string, list: string): Promise<string> {
  if (isAbsolute(name)) return name;
  const beside = join(dirname(list), name);
  const there = (path: string): Promise<boolean> => stat(path).then((found) => found.isFile(), () => false);
  if (await there(name)) return name;
  if (await there(beside)) return beside;
  throw new BadInputError(`${list}: error: It lists ${name.slice(0, 200)}, which is neither in this folder nor beside the list. A list has one trace file per line; a trace has lines such as \`0 compute 1e6\`.`);
}
