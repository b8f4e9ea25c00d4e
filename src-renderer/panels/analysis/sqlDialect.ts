import { ref } from 'vue'

/** The engine that SQL is shown for, in all panels while the window is open. */
export const sqlDialect = ref<'duckdb' | 'trino'>('duckdb')
