import { onActivated, onBeforeUnmount, onDeactivated, onMounted, shallowReactive } from 'vue';
import { chordOf, type Command } from './command.ts';

const registered = shallowReactive(new Map<string, Command>());

/** All commands that can be given now, those of the screen last. */
export function availableCommands(): readonly Command[] {
  return [...registered.values()].filter((command) => command.enabled?.() !== false);
}

/** Adds commands; answers how to take them away. */
export function registerCommands(commands: readonly Command[]): () => void {
  for (const command of commands) registered.set(command.id, command);
  return () => {
    for (const command of commands) if (registered.get(command.id) === command) registered.delete(command.id);
  };
}

/** Adds commands for as long as the calling component is shown. */
export function useCommands(commands: readonly Command[]): void {
  let remove: (() => void) | undefined;
  const add = (): void => { remove ??= registerCommands(commands); };
  const drop = (): void => {
    remove?.();
    remove = undefined;
  };
  onMounted(add);
  onActivated(add);
  onDeactivated(drop);
  onBeforeUnmount(drop);
}

/** Gives a command by its id; false when it cannot be given now. */
export function runCommand(id: string): boolean {
  const command = registered.get(id);
  if (command === undefined || command.enabled?.() === false) return false;
  command.run();
  return true;
}

/** True where plain letters are text. Looks through shadow roots. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type);
}

const sequenceMs = 1200;

/** Listens for hotkeys on a window; answers how to stop. */
export function listenForKeys(target: Window): () => void {
  let prefix: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function onKey(event: KeyboardEvent): void {
    const chord = chordOf(event);
    if (chord === undefined || event.defaultPrevented || event.isComposing) return;
    const withMod = chord.includes('Mod+');
    if (!withMod && isTyping(event)) return;
    // An open dialog keeps its keys to itself.
    if (target.document.querySelector('dialog[open]') !== null) return;
    const commands = availableCommands();
    const sequence = prefix === undefined ? chord : `${prefix} ${chord}`;
    clearTimeout(timer);
    prefix = undefined;
    const command = commands.findLast((entry) => entry.keys === sequence) ?? commands.findLast((entry) => entry.keys === chord);
    if (command !== undefined) {
      event.preventDefault();
      command.run();
      return;
    }
    if (commands.some((entry) => entry.keys?.startsWith(`${chord} `) === true)) {
      prefix = chord;
      timer = setTimeout(() => { prefix = undefined; }, sequenceMs);
    }
  }

  target.addEventListener('keydown', onKey);
  return () => target.removeEventListener('keydown', onKey);
}
