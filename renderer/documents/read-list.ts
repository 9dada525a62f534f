import type { DocumentValue } from '../../main/core/experiment/index.ts';

/** More would be a slip of the finger. */
const longest = 1024;

/** `0, 2, 4-7` as a list of numbers; what is no number stays as it is, for the document's own check to speak of. */
export function readList(text: string): readonly DocumentValue[] {
  return text.split(/[,\s]+/).filter((part) => part !== '').flatMap((part): readonly DocumentValue[] => {
    const [, from = '', to = ''] = /^(\d+)-(\d+)$/.exec(part) ?? [];
    const count = Number(to) - Number(from) + 1;
    if (from !== '' && count >= 1 && count <= longest) return Array.from({ length: count }, (_, index) => Number(from) + index);
    return [/^[+-]?\d+(\.\d+)?$/.test(part) ? Number(part) : part];
  });
}

/** `0 s, 10 min` as a list. */
export function readTimes(text: string): readonly DocumentValue[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '').map((part) => (/^\d+(\.\d+)?$/.test(part) ? Number(part) : part));
}
