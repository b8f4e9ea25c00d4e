/** Orders texts as the engine does. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
