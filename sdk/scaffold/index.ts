export { scaffoldFiles } from './scaffold-files.ts';
export type { ScaffoldNames } from './scaffold-files.ts';
