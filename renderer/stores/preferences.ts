import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { usePersisted } from './persisted.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

/** What a user set about the look of the lab. */
export const usePreferences = defineStore('preferences', () => {
  const themeChoice = usePersisted<ThemeChoice>('theme', 'system');
  const query = matchMedia('(prefers-color-scheme: dark)');
  const systemDark = ref(query.matches);
  query.addEventListener('change', (event) => {
    systemDark.value = event.matches;
  });
  const theme = computed<Theme>(() => {
    if (themeChoice.value === 'system') return systemDark.value ? 'dark' : 'light';
    return themeChoice.value;
  });
  function cycleTheme(): void {
    themeChoice.value = theme.value === 'dark' ? 'light' : 'dark';
  }
  return { themeChoice, theme, cycleTheme };
});
