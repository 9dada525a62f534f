import { ref, type Ref } from 'vue';
import { copyText } from '../documents/copy-text.ts';

/** Whether a picture shows its table twin, and how that is copied. */
export interface Twin {
  readonly asTable: Ref<boolean>;
  /** The table was just copied. */
  readonly copied: Ref<boolean>;
  copy(rows: readonly (readonly string[])[]): Promise<void>;
}

const saidMs = 2000;

/** The table twin of a picture, shown in its place. */
export function useTwin(): Twin {
  const asTable = ref(false);
  const copied = ref(false);
  return {
    asTable, copied,
    async copy(rows) {
      copied.value = await copyText(rows.map((cells) => cells.join('\t')).join('\n'));
      setTimeout(() => { copied.value = false; }, saidMs);
    },
  };
}
