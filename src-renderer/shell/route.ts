import { shallowRef, type ShallowRef } from 'vue'

/** `#/retention` → `retention`, `#/query/my%20own` → `query/my own`; an empty or foreign hash is null. */
export function routeOfHash(hash: string): string | null {
  const [, page, query] = /^#\/(?:([a-z0-9-]+)|query\/([^/]+))$/.exec(hash) ?? []
  if (query === undefined) return page ?? null
  try {
    return `query/${decodeURIComponent(query)}`
  } catch {
    return null
  }
}

/** The inverse of routeOfHash. */
export function hashOfRoute(route: string): string {
  return `#/${route.split('/').map(encodeURIComponent).join('/')}`
}

export interface Route {
  readonly current: Readonly<ShallowRef<string>>
  go(route: string): void
}

/** The page that is shown, in the window's hash, so that Back works. */
export function createRoute(initial: string): Route {
  const current = shallowRef(routeOfHash(location.hash) ?? initial)
  window.addEventListener('hashchange', () => { current.value = routeOfHash(location.hash) ?? initial })
  return {
    current,
    go(route) {
      current.value = route
      if (routeOfHash(location.hash) !== route) location.hash = hashOfRoute(route)
    },
  }
}
