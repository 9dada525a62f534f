/** Text that a stranger wrote, without what would command a terminal: escapes, controls, marks that turn the direction of writing. */
export function terminalText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' ? character : '\u{fffd}'));
}
