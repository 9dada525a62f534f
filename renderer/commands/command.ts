/** Something a user can do: a palette entry, a hotkey and a button are three views of it. */
export interface Command {
  /** Stable, `screen.action`. */
  readonly id: string;
  readonly title: string;
  /** `Mod+K`, `Shift+Mod+Z`, `G H` (one after the other), `?`. Mod is Command on a Mac and Control elsewhere. */
  readonly keys?: string;
  /** Heading in the palette and the list of shortcuts. */
  readonly group: 'Go to' | 'Design' | 'Runs' | 'Compare' | 'Run' | 'View' | 'Experiment' | 'Plugins';
  /** False hides it from the palette and ignores its keys. */
  readonly enabled?: () => boolean;
  /** True for what a click on a row says better, such as arrow keys: kept out of the palette. */
  readonly keyboardOnly?: boolean;
  run(): void;
}

/** Names a key press as {@link Command.keys} does; undefined for a modifier alone. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string | undefined {
  if (['Control', 'Meta', 'Shift', 'Alt'].includes(event.key)) return undefined;
  const mod = event.ctrlKey || event.metaKey;
  const letter = event.key.length === 1;
  const key = letter ? event.key.toUpperCase() : event.key;
  const parts: string[] = [];
  // A shifted sign such as `?` is named by itself.
  if (event.shiftKey && (!letter || mod || /[A-Z]/.test(key))) parts.push('Shift');
  if (mod) parts.push('Mod');
  if (event.altKey) parts.push('Alt');
  return [...parts, key].join('+');
}

/** Keys as the platform writes them, one entry per key cap: `['Ctrl', 'K']`. */
export function keyCaps(keys: string, mac: boolean): readonly (readonly string[])[] {
  const names: Readonly<Record<string, string>> = {
    Mod: mac ? '⌘' : 'Ctrl', Shift: mac ? '⇧' : 'Shift', Alt: mac ? '⌥' : 'Alt',
    Enter: '↵', Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑',
  };
  return keys.split(' ').map((chord) => chord.split('+').map((part) => names[part] ?? part));
}
