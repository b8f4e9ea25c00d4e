import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { inspect } from '../../src-renderer/ingest/inspect/inspect'
import { sqliteTables } from '../../src-renderer/ingest/inspect/sqliteTables'
import { memorySource } from './memorySource'

/** Written by sqlite3 3: CREATE TABLE "my events"(a,b); CREATE TABLE users(…); CREATE INDEX …; a row. */
const DATABASE = gunzipSync(
  Buffer.from(
    'H4sIAAAAAAACA+3TP2vCUBAA8LtcCFgQxzd6OBloXTp2MbUPkVpbXzPoGPUJD9SCidKO/Wz9Wh0aUw3Upbu5H+/PvePdbfc6HrrM' +
      '8vJtu04yvgUfEKHLDJCHv/uEzt4I//OhM8f6oZgM0Bd95pcQF+yGAtVQ2HObhX13u9RuU79ndBRrHowe9IQdP4+4yLfdIux6gVIK' +
      'kyyZrWyRLQ46lsTR/VCXv/MOse5rwy9m8BSZKT/qaXiHgWo2sV90WH+w3dtNlpaB96dTq8y32sn1LKzD2VQLISrjMP9I35AvIUSF' +
      'eOjBlcy/EJVEVKv9ACixzaMAEAAA',
    'base64',
  ),
)

describe('an SQLite database', () => {
  it('is called what it is, with the command for its tables', async () => {
    await expect(inspect(memorySource(DATABASE, [], 'app.db'), {})).rejects.toThrow(
      /an SQLite database.*`sqlite3 -header -csv app\.db 'SELECT \* FROM "my events"' > my_events\.csv` \(its tables are my events, users\), and open my_events\.csv/,
    )
  })

  it('is called so by its own name, packed or of another ending', async () => {
    await expect(inspect(memorySource(gzipSync(DATABASE), [], "it's.db.gz"), {})).rejects.toThrow(
      `sqlite3 -header -csv 'it'\\''s.db' 'SELECT`,
    )
    await expect(inspect(memorySource(DATABASE, [], 'users.csv'), {})).rejects.toThrow('is an SQLite database')
  })

  it('names no tables where its first page does not have them', () => {
    expect(sqliteTables(DATABASE.subarray(0, 100))).toEqual([])
    const many = Uint8Array.from(DATABASE)
    many[100] = 5
    expect(sqliteTables(many)).toEqual([])
  })
})
