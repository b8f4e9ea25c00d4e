import { PostgreSQL, SQLDialect } from '@codemirror/lang-sql'

const KEYWORDS =
  'qualify exclude replace pivot unpivot asof anti semi positional sample columns struct map list macro describe ' +
  'summarize install load attach detach pragma using try_cast ilike glob similar lateral grouping sets cube ' +
  'rollup window range groups unbounded preceding following filter within nulls respect ignore materialized ' +
  'recursive using'
const TYPES =
  'hugeint uhugeint ubigint uinteger usmallint utinyint tinyint bigint integer smallint double float real ' +
  'decimal varchar blob boolean date time timestamp timestamptz interval uuid enum struct map list json'
const FUNCTIONS =
  'count sum avg min max median quantile_cont quantile_disc mode stddev stddev_samp var_samp ' +
  'approx_count_distinct any_value arg_min arg_max first last list string_agg histogram bool_and bool_or ' +
  'date_trunc date_part date_diff date_add datediff epoch epoch_ms epoch_us make_date make_timestamp strftime ' +
  'strptime local_date local_time row_number rank dense_rank ntile lag lead first_value last_value nth_value ' +
  'coalesce nullif greatest least round floor ceil abs ln log exp sqrt power lower upper length substring trim ' +
  'replace contains starts_with regexp_matches regexp_extract split_part concat_ws unnest range generate_series ' +
  'list_value list_aggregate list_contains struct_pack'

/** Postgres calls these keywords; here they are mostly columns, and as keywords they would only distract. */
const NAMES = new Set(
  (
    'event events value values name type key action data label path source state status version level location ' +
    'comment content date day hour minute month second year session user users'
  ).split(' '),
)
const postgresKeywords = (PostgreSQL.spec.keywords ?? '')
  .split(' ')
  .filter((word) => !NAMES.has(word))
  .join(' ')

/** DuckDB's SQL for the editor and the SQL views: Postgres's words and DuckDB's own. */
export const duckdbDialect = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: `${postgresKeywords} values ${KEYWORDS}`,
  types: `${PostgreSQL.spec.types ?? ''} ${TYPES}`,
  builtin: `${PostgreSQL.spec.builtin ?? ''} ${FUNCTIONS}`,
  doubleDollarQuotedStrings: true,
  operatorChars: '+-*/<>=~!@#%^&|`?',
  specialVar: '$',
})
