/** What tells builds of a window's scripts apart: their name, which has their content's hash; null while developing. */
export function builtVersion(scriptUrl: string): string | null {
  const name = new URL(scriptUrl).pathname.split('/').at(-1) ?? ''
  return /-[\w-]{8}\.js$/.test(name) ? name : null
}
