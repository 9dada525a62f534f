import { readFileSync } from 'node:fs';

/** One fenced block of a guide. */
export interface GuideBlock {
  /** `ts`, `json`, `sh`, ... */
  readonly language: string;
  /** What stands behind the language: `file=pipelines.ts` → { file: 'pipelines.ts' }, `stage` → { stage: '' }. */
  readonly info: Readonly<Record<string, string>>;
  readonly text: string;
  /** Line of the fence, from 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown file, in order. */
export function guideBlocks(path: string): readonly GuideBlock[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^```(\w+)[ \t]*(.*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = '', words = '', block = ''] = match;
    const info = Object.fromEntries(words.split(/\s+/).filter((word) => word !== '').map((word) => {
      const at = word.indexOf('=');
      return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
    }));
    return { language, info, text: block, line: text.slice(0, match.index).split('\n').length };
  });
}
