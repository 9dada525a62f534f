import { packageLimits } from './limits.ts';

/** Names that Windows gives to devices, with any ending. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(?:\.|$)/i;

/**
 * Why a path inside a package is refused, or undefined. What is allowed names the same file below any folder, on every
 * system, and looks like what it is.
 */
export function fileNameProblem(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.length > packageLimits.nameLength) return `is longer than ${String(packageLimits.nameLength)} characters`;
  if (path.includes('\\')) return 'has a backslash';
  if (path.startsWith('/')) return 'is absolute';
  if (path.includes(':')) return 'has a colon, as drives do';
  // Controls, marks that turn the direction of writing, halves of characters, and what is no character at all.
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u.test(path)) return 'has characters that cannot be seen';
  if (/[<>"|?*]/.test(path)) return 'has a character that Windows refuses in names';
  const parts = path.split('/');
  if (parts.length - 1 > packageLimits.depth) return `lies more than ${String(packageLimits.depth)} folders deep`;
  for (const part of parts) {
    if (part === '..') return 'leads out of the package with ".."';
    if (part === '' || part === '.') return 'has an empty part or "."';
    if (part.endsWith('.') || part.endsWith(' ') || part.startsWith(' ')) return 'has a part that begins with a space or ends with a space or a dot';
    if (deviceName.test(part)) return 'is the name of a device on Windows';
  }
  return undefined;
}

/** Notices paths that would be one file, or a file and a folder at once, on some system. */
export function createNameSet(): { add(path: string): string | undefined } {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  const key = (path: string): string => path.normalize('NFC').toLowerCase().normalize('NFC');
  return {
    add(path) {
      const own = key(path);
      const before = files.get(own);
      if (before === path) return `${path} is there twice`;
      if (before !== undefined) return `${path} and ${before} are one file where upper and lower case count as equal`;
      if (folders.has(own)) return `${path} is a file and a folder`;
      for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
        const above = path.slice(0, at);
        const known = folders.get(key(above));
        if (files.has(key(above))) return `${above} is a file and a folder`;
        if (known !== undefined && known !== above) return `${above} and ${known} are one folder where upper and lower case count as equal`;
        folders.set(key(above), above);
      }
      files.set(own, path);
      return undefined;
    },
  };
}
