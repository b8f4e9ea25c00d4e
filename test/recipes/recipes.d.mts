/** See recipes.mjs. */
export interface Recipe {
  readonly name: string
  readonly title: string
  readonly wanted: number
  readonly files: Readonly<Record<string, string>>
  readonly lines: readonly { readonly file: string; readonly after: string; readonly add: string }[]
  readonly tests: readonly string[]
}
export const ROOT: string
export function readRecipes(): Recipe[]
export function applied(recipe: Recipe): Map<string, string>
export function apply(recipe: Recipe, tree: string): void
