import { ref, watch, type Ref } from 'vue';

/** Reads a value kept in this browser profile; `fallback` when there is none, or it cannot be read. */
export function readPersisted<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(`doorbell.${key}`);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

/** Keeps a value; answers false where the profile has no room or forbids it. */
export function writePersisted(key: string, value: unknown): boolean {
  try {
    if (value === undefined) localStorage.removeItem(`doorbell.${key}`);
    else localStorage.setItem(`doorbell.${key}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** A ref that survives a restart. Objects are merged over the fallback, so that a new field gets its default. */
export function usePersisted<T>(key: string, fallback: T): Ref<T> {
  const kept = readPersisted<T>(key, fallback);
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const initial = isRecord(fallback) && isRecord(kept) ? ({ ...fallback, ...kept } as T) : kept;
  const value = ref(initial) as Ref<T>;
  watch(value, (next) => writePersisted(key, next), { deep: true });
  return value;
}
