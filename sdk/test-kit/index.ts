export { conformance } from './conformance.ts';
export type { ConformanceCheck, ConformanceSubject } from './conformance.ts';
export { testPlatforms } from './platforms.ts';
export { readmeHeadings } from './readme-checks.ts';
