/** Bytes sent at once: what makes a piece of the longest length. */
export const pieceBytes = 1_048_576;

function base64(bytes: Uint8Array): string {
  let text = '';
  // A call takes some ten thousand arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** Takes the next piece, base64; answers how many bytes are there. */
export type Append = (offset: number, piece: string) => Promise<number>;

/**
 * Sends a file piece by piece. `onProgress` hears the part that is there, 0 to 1, and answers whether to go on; false when it
 * was not to.
 */
export async function sendPieces(append: Append, file: Blob, onProgress: (part: number) => boolean): Promise<boolean> {
  for (let offset = 0; offset < file.size;) {
    const bytes = new Uint8Array(await file.slice(offset, offset + pieceBytes).arrayBuffer());
    offset = await append(offset, base64(bytes));
    if (!onProgress(offset / file.size)) return false;
  }
  return true;
}
