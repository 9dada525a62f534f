/** Puts text on the clipboard; false where the browser forbids it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** For windows that deny every permission: a selection can still be copied on a click. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  // The clipboard's own way was refused; this older one asks for no permission.
  const command: (name: string) => boolean = document.execCommand.bind(document);
  const done = command('copy');
  field.remove();
  return done;
}
