import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import { importRule } from './test/rooms.mjs'

/** Components; Oxlint, which is ten times as fast, reads everything else by the same rules (.oxlintrc.json). */
const COMPONENTS = ['**/*.vue']

export default tseslint.config(
  { ignores: ['node_modules/**', 'out/**', 'dist/**', 'test-results/**', 'test/**', '**/*.mjs', '*.js'] },
  { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
  {
    files: COMPONENTS,
    extends: [...tseslint.configs.recommendedTypeChecked, ...vue.configs['flat/recommended']],
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        extraFileExtensions: ['.vue'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['src-renderer/**', 'src-main/**', 'queries/**', 'samples/**'],
    plugins: { rooms: { rules: { imports: importRule } } },
    rules: { 'rooms/imports': 'error' },
  },
  {
    files: COMPONENTS,
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
      'vue/no-static-inline-styles': 'error',
    },
  },
)
