/** One of several engines that share the users of a workspace: each has the rows of its own users. */
export interface Shard {
  readonly index: number
  readonly of: number
}

/** The shard of a user's rows: keys follow the log, so they are mixed first. */
export function shardOfUser(userKey: number, of: number): number {
  const mixed = Math.imul(userKey ^ (userKey >>> 15), 0x2c1b3c6d)
  return ((mixed ^ (mixed >>> 13)) >>> 0) % of
}
