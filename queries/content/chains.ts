import { required } from '../../src-renderer/base/required'
/** One share: who made what of what. A child of null is a share without an id of its own. */
export interface Share {
  readonly child: string | null
  readonly parent: string
  readonly user: number
  readonly tsMicros: number
  /** Whether other events are about the parent. */
  readonly seen: boolean
  /** Who made the parent, where the log says so. */
  readonly creator: string | null
}

/** What hangs together by shares. */
export interface Chain {
  /** The original; of a cycle the smallest id in it. */
  readonly root: string
  /** A chain whose original no other event is about is an orphan; one that leads back into itself a cycle. */
  readonly kind: 'tree' | 'orphan' | 'cycle'
  readonly shares: readonly Share[]
  /** Shares by generation, from 1; none for a cycle. */
  readonly generations: readonly (readonly Share[])[]
  /** Mean distance between all pairs of posts; null for a cycle. */
  readonly structuralVirality: number | null
}

/** For each shared post: the root of its chain, and whether the way up ends in a cycle. Each post is walked once. */
function rootsOf(
  parentOf: ReadonlyMap<string, string>,
): ReadonlyMap<string, { readonly root: string; readonly cycle: boolean }> {
  const found = new Map<string, { root: string; cycle: boolean }>()
  for (const start of parentOf.keys()) {
    const path: string[] = []
    const onPath = new Set<string>()
    let node = start
    while (!found.has(node) && !onPath.has(node) && parentOf.has(node)) {
      path.push(node)
      onPath.add(node)
      node = required(parentOf.get(node))
    }
    let end = found.get(node)
    if (end === undefined && onPath.has(node)) {
      const ring = path.slice(path.indexOf(node))
      end = { root: ring.reduce((least, one) => (one < least ? one : least)), cycle: true }
    }
    end ??= { root: node, cycle: false }
    found.set(node, end)
    for (const one of path) found.set(one, end)
  }
  return found
}

/** The chains of shares, in the order in which they begin. Linear in the shares, however deep or tangled they are. */
export function buildChains(shares: readonly Share[]): readonly Chain[] {
  const parentOf = new Map<string, string>()
  for (const share of shares)
    if (share.child !== null && !parentOf.has(share.child)) parentOf.set(share.child, share.parent)
  const roots = rootsOf(parentOf)
  const byRoot = new Map<string, { cycle: boolean; shares: Share[] }>()
  for (const share of shares) {
    const { root, cycle } = roots.get(share.parent) ?? { root: share.parent, cycle: false }
    const chain = byRoot.get(root) ?? { cycle, shares: [] }
    chain.shares.push(share)
    byRoot.set(root, chain)
  }
  return [...byRoot].map(([root, { cycle, shares: own }]): Chain => {
    if (cycle) return { root, kind: 'cycle', shares: own, generations: [], structuralVirality: null }
    const generations = generationsOf(root, own)
    const seen = own.some((share) => share.parent === root && share.seen)
    return {
      root,
      kind: seen ? 'tree' : 'orphan',
      shares: own,
      generations,
      structuralVirality: structuralViralityOf(generations),
    }
  })
}

function generationsOf(root: string, shares: readonly Share[]): readonly (readonly Share[])[] {
  const childrenOf = new Map<string, Share[]>()
  for (const share of shares) {
    const children = childrenOf.get(share.parent)
    if (children === undefined) childrenOf.set(share.parent, [share])
    else children.push(share)
  }
  const generations: Share[][] = []
  let level = childrenOf.get(root) ?? []
  while (level.length > 0) {
    generations.push(level)
    level = level.flatMap((share) => (share.child === null ? [] : (childrenOf.get(share.child) ?? [])))
  }
  return generations
}

/**
 * The mean distance between all pairs of posts of a tree. Each share parts its tree in two; the pairs on both sides of
 * it are as many as the product of their sizes, and their distances each go over it once.
 */
function structuralViralityOf(generations: readonly (readonly Share[])[]): number {
  const posts = 1 + generations.reduce((sum, generation) => sum + generation.length, 0)
  const below = new Map<string, number>()
  let total = 0
  for (const generation of [...generations].reverse())
    for (const share of generation) {
      const size = 1 + (share.child === null ? 0 : (below.get(share.child) ?? 0))
      total += size * (posts - size)
      below.set(share.parent, (below.get(share.parent) ?? 0) + size)
    }
  return total / ((posts * (posts - 1)) / 2)
}
