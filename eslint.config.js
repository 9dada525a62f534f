// @ts-check
import { defineConfig } from 'eslint/config';
import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';

/** Core computes the same bytes on every machine: nothing that differs between engines, locales or moments. */
const impure = {
  'no-restricted-globals': [
    'error',
    ...['Date', 'performance', 'Intl', 'process', 'Buffer', 'window', 'document', 'navigator', 'fetch', 'crypto'].map((name) => ({
      name,
      message: 'Core is pure: the host hands in what it needs.',
    })),
    ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'console'].map((name) => ({
      name,
      message: 'Core is pure: it has no clock and no output.',
    })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Math', property: 'random', message: 'Core is deterministic: use the seeded sources.' },
    ...[
      'exp', 'expm1', 'log', 'log2', 'log10', 'log1p', 'pow', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2',
      'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'cbrt', 'hypot',
    ].map((property) => ({
      object: 'Math',
      property,
      message: 'Not bit-identical between engines: use sqrt and the four operations, or the exp and log of core.',
    })),
    ...['localeCompare', 'toLocaleString', 'toLocaleUpperCase', 'toLocaleLowerCase', 'toLocaleDateString', 'toLocaleTimeString'].map(
      (property) => ({ property, message: 'Core knows no locale: its bytes must not depend on one.' }),
    ),
  ],
  'no-restricted-syntax': [
    'error',
    { selector: "BinaryExpression[operator='**']", message: '** is not bit-identical between engines: multiply.' },
    { selector: "AssignmentExpression[operator='**=']", message: '**= is not bit-identical between engines: multiply.' },
  ],
};

export default defineConfig(
  { ignores: ['**/node_modules/**', 'out/**', 'test-results/**', 'playwright-report/**', '.doorbell/**', 'bench/results/**'] },
  // A rule that does not fit is changed here, for everybody, with its reason.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.vue'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] },
    },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An async method fulfils an asynchronous contract, whether or not this implementation has to wait.
      '@typescript-eslint/require-await': 'off',
      // Contracts here are plain objects of functions; none of them uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Numbers read well in messages.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Vue's own types and event handlers take async functions and ignore what they answer.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    },
  },
  {
    files: ['**/*.vue'],
    extends: [vue.configs['flat/recommended']],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // Layout is prettier's business.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      // Props that are not given are undefined, as everywhere else.
      'vue/require-default-prop': 'off',
    },
  },
  {
    // The linter sees components as untyped, and vue-tsc has seen them typed.
    files: ['renderer/**'],
    rules: {
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['main/core/**/*.ts'], ignores: ['**/*.test.ts', '**/testing/**'], rules: impure },
  { files: ['sdk/**/*.ts', 'plugins/**/*.ts'], ignores: ['**/*.test.ts', '**/testing/**', 'sdk/test-kit/**'], rules: impure },
  {
    // Tests hold half-made values and spies.
    files: ['**/*.test.ts', '**/testing/**', 'e2e/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['**/*.mjs', 'eslint.config.js'],
    extends: [tseslint.configs.base],
    rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error', 'no-undef': 'off', 'no-unused-vars': 'error' },
  },
);
