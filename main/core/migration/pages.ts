/** Dirty logs and streams count memory in pages of so many bytes. */
export const pageBytes = 4096;

/** Whole pages that hold so many bytes. */
export function wholePages(bytes: number): number {
  return Math.ceil(bytes / pageBytes) * pageBytes;
}
