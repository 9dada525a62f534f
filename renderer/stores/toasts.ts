import { defineStore } from 'pinia';
import { ref } from 'vue';

export interface Toast {
  readonly id: number;
  readonly tone: 'note' | 'problem';
  readonly text: string;
  /** A second line: why, or what to do. */
  readonly detail?: string;
  readonly action?: { readonly title: string; readonly run: () => void };
}

const shownMs = 10_000;

/** Short messages at the lower edge; problems stay until they are closed. */
export const useToasts = defineStore('toasts', () => {
  const toasts = ref<readonly Toast[]>([]);
  let next = 1;

  function close(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  function show(toast: Omit<Toast, 'id'>): number {
    const id = next++;
    toasts.value = [...toasts.value.slice(-3), { ...toast, id }];
    if (toast.tone === 'note') setTimeout(() => close(id), shownMs);
    return id;
  }

  return { toasts, show, close };
});
