import { outline } from './outline'

/** What a route to a panel, or to one analysis by its name, is called; undefined for any other. */
export function titleOfRoute(route: string): string | undefined {
  const tabs = outline.flatMap((panel) => panel.tabs)
  return [...outline, ...tabs].find(({ name }) => name === route)?.title
}
