import { createNameSet, fileNameProblem } from './file-names.ts';
import { badPackage, packageLimits } from './limits.ts';
import type { PackageFiles } from './limits.ts';

const blockBytes = 512;
/** Of one extended header: a path and some times. */
const largestHeaderBytes = 16 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true });

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/**
 * The files below `package/` of a tar archive as npm makes them. Strict: what is not an ordinary file or folder with a
 * harmless name is refused, with everything else in the archive. Throws a ServiceError that says what and why.
 */
export function readTar(bytes: Uint8Array): PackageFiles {
  const files = new Map<string, Uint8Array>();
  const names = createNameSet();
  let total = 0;
  let entries = 0;
  let longName: string | undefined;
  for (let at = 0; ; ) {
    const block = bytes.subarray(at, at + blockBytes);
    if (block.length < blockBytes) throw badPackage('The archive ends in the middle. Pack it again, or download it again.');
    if (isZero(block)) {
      if (longName !== undefined) throw badPackage('The archive ends after an extended header. Pack it again.');
      if (!isZero(bytes.subarray(at))) throw badPackage('The archive goes on after its end. Pack it again with "doorbell plugin pack" or "npm pack".');
      return new Map([...files].toSorted(([left], [right]) => (left < right ? -1 : 1)));
    }
    const header = readHeader(block);
    at += blockBytes;
    const content = bytes.subarray(at, at + header.size);
    if (content.length < header.size) throw badPackage(`The archive ends in the middle of ${quote(header.name)}. Pack it again, or download it again.`);
    at += Math.ceil(header.size / blockBytes) * blockBytes;
    entries += 1;
    if (entries > 3 * packageLimits.files) throw badPackage(`The archive has more than ${String(packageLimits.files)} files. Leave out what a path does not need.`);
    if (header.type === 'x' || header.type === 'g') {
      const path = readExtendedHeader(content, header);
      if (path !== undefined) longName = path;
      continue;
    }
    const name = longName ?? header.name;
    longName = undefined;
    if (header.type === '5') {
      checkName(name.replace(/\/$/, ''), true);
      continue;
    }
    if (header.type !== '0') throw badPackage(`The archive has ${kindOf(header.type)}: ${quote(name)}. Only ordinary files are taken.`);
    const path = checkName(name, false);
    const clash = names.add(path);
    if (clash !== undefined) throw badPackage(`The archive cannot be unpacked everywhere: ${clash}.`);
    total += header.size;
    if (files.size >= packageLimits.files) throw badPackage(`The archive has more than ${String(packageLimits.files)} files. Leave out what a path does not need.`);
    if (total > packageLimits.unpackedBytes) throw badPackage(`The files have more than ${String(packageLimits.unpackedBytes)} bytes. Leave out what a path does not need.`);
    files.set(path, content);
  }
}

function readHeader(block: Uint8Array): Header {
  const stored = readOctal(block.subarray(148, 156), 'checksum');
  let sum = 0;
  for (let index = 0; index < blockBytes; index++) sum += index >= 148 && index < 156 ? 32 : (block[index] ?? 0);
  if (sum !== stored) throw badPackage('The archive is damaged: the checksum of an entry is wrong. Download or pack it again.');
  const magic = String.fromCharCode(...block.subarray(257, 262));
  const prefix = magic === 'ustar' && block[262] === 0 ? readText(block.subarray(345, 500)) : '';
  const name = readText(block.subarray(0, 100));
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0);
  return { name: prefix === '' ? name : `${prefix}/${name}`, size: readOctal(block.subarray(124, 136), 'size'), type };
}

/** The path that an extended header gives the next file. Sizes and links in it would contradict what was checked. */
function readExtendedHeader(content: Uint8Array, { type, size }: Header): string | undefined {
  if (size > largestHeaderBytes) throw badPackage(`The archive has an extended header of ${String(size)} bytes.`);
  let path: string | undefined;
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const length = space < 0 || space - at > 6 ? Number.NaN : Number(readText(content.subarray(at, space)));
    const record = content.subarray(space + 1, at + length - 1);
    if (!Number.isSafeInteger(length) || length < 5 || at + length > content.length || content[at + length - 1] !== 10) throw badPackage('The archive has an extended header that is damaged. Pack it again.');
    at += length;
    const text = decode(record);
    const equals = text.indexOf('=');
    const key = text.slice(0, equals);
    if (equals <= 0) throw badPackage('The archive has an extended header that is damaged. Pack it again.');
    if (key === 'size' || key === 'linkpath' || key.startsWith('GNU.sparse') || (key === 'path' && (type === 'g' || path !== undefined))) {
      throw badPackage(`The archive changes the ${quote(key)} of files in an extended header, which packages never need.`);
    }
    if (key === 'path') path = text.slice(equals + 1);
  }
  return path;
}

function checkName(name: string, isFolder: boolean): string {
  const inside = name.startsWith('package/') ? name.slice('package/'.length) : undefined;
  const problem = fileNameProblem(name);
  if (problem !== undefined) throw badPackage(`The archive has an entry that ${problem}: ${quote(name)}.`);
  if (isFolder && name === 'package') return '';
  if (inside === undefined) throw badPackage(`The archive has an entry outside the folder "package": ${quote(name)}. Pack it with "doorbell plugin pack" or "npm pack".`);
  return inside;
}

function readOctal(field: Uint8Array, what: string): number {
  const text = String.fromCharCode(...field).replace(/^[ ]+|[\0 ]+$/g, '');
  if (!/^[0-7]{1,12}$/.test(text)) throw badPackage(`The archive is damaged: the ${what} of an entry is no octal number. Pack it again with "doorbell plugin pack" or "npm pack".`);
  return Number.parseInt(text, 8);
}

/** Text up to the first zero byte; behind it nothing may stand. */
function readText(field: Uint8Array): string {
  const end = field.indexOf(0);
  const rest = end < 0 ? new Uint8Array() : field.subarray(end);
  if (!isZero(rest)) throw badPackage('The archive has a name with something hidden behind its end.');
  return decode(end < 0 ? field : field.subarray(0, end));
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw badPackage('The archive has a name that is not UTF-8. Rename the file and pack it again.');
  }
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function kindOf(type: string): string {
  const kinds: Readonly<Record<string, string>> = {
    '1': 'a hard link', '2': 'a symbolic link', '3': 'a character device', '4': 'a block device', '6': 'a pipe', '7': 'a contiguous file',
    L: 'a GNU long name', K: 'a GNU long link', S: 'a sparse file', V: 'a volume label', M: 'part of another volume', D: 'a dump of a folder',
  };
  return kinds[type] ?? `an entry of the unknown kind ${quote(type)}`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}
