import { shallowRef } from 'vue'

/** The tile that is to be brought into sight: its dashboard by name, its number from 0. The dashboard takes it. */
export const wantedTile = shallowRef<{ readonly dashboard: string; readonly index: number } | null>(null)
