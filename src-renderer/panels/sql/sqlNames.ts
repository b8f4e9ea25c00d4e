/** Words that SQL keeps for itself: as names they have to be quoted (duckdb_keywords, reserved and type or function). */
const RESERVED = new Set(
  (
    'all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast check ' +
    'collate collation column columns concurrently constraint create cross default deferrable desc describe distinct ' +
    'do else end except false fetch for foreign freeze from full generated glob group having ilike in initially ' +
    'inner intersect into is isnull join lambda lateral leading left like limit map natural not notnull null offset ' +
    'on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references ' +
    'returning right select semi show similar some struct summarize symmetric table tablesample then to trailing ' +
    'true try_cast union unique unpack unpivot using variadic verbose when where window with'
  ).split(' '),
)

/** Whether a name may stand in SQL as it is. */
export function isBareName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !RESERVED.has(name.toLowerCase())
}

/** The words that completion offers, as they are written; those of several words go in at once. */
export const KEYWORDS: readonly string[] = (
  'SELECT|FROM|WHERE|GROUP BY|GROUP BY ALL|HAVING|QUALIFY|ORDER BY|ORDER BY ALL|LIMIT|OFFSET|WITH|WITH RECURSIVE|AS|' +
  'JOIN|LEFT JOIN|RIGHT JOIN|FULL JOIN|CROSS JOIN|ASOF JOIN|SEMI JOIN|ANTI JOIN|ON|USING|UNION ALL|UNION ALL BY NAME|' +
  'UNION|INTERSECT|EXCEPT|EXCLUDE|REPLACE|DISTINCT|DISTINCT ON|AND|OR|NOT|IN|NOT IN|BETWEEN|LIKE|ILIKE|IS NULL|' +
  'IS NOT NULL|IS DISTINCT FROM|IS NOT DISTINCT FROM|EXISTS|CASE|WHEN|THEN|ELSE|END|CAST|TRY_CAST|COALESCE|EXTRACT|' +
  'INTERVAL|DATE|TIMESTAMP|TRUE|FALSE|NULL|ASC|DESC|NULLS FIRST|NULLS LAST|OVER|PARTITION BY|WINDOW|ROWS BETWEEN|' +
  'RANGE BETWEEN|UNBOUNDED PRECEDING|CURRENT ROW|FOLLOWING|PRECEDING|FILTER (WHERE|WITHIN GROUP|LATERAL|UNNEST|' +
  'VALUES|PIVOT|UNPIVOT|SUMMARIZE|DESCRIBE|SHOW TABLES|EXPLAIN|EXPLAIN ANALYZE|USING SAMPLE|COLUMNS|VARCHAR|INTEGER|' +
  'BIGINT|DOUBLE|BOOLEAN|DECIMAL|TIME ZONE'
).split('|')

/** Those that begin a statement. */
export const FIRST_KEYWORDS: ReadonlySet<string> = new Set(
  'SELECT|FROM|WITH|WITH RECURSIVE|VALUES|PIVOT|UNPIVOT|SUMMARIZE|DESCRIBE|SHOW TABLES|EXPLAIN|EXPLAIN ANALYZE'.split(
    '|',
  ),
)
