/**
 * Words that databases, pandas, R, Hive, spreadsheets and scripts write for nothing. They are taken as empty in columns
 * with a role, and in those whose other values are numbers, dates or flags; in other texts `NA` may be Namibia.
 */
export const NULL_WORDS: readonly string[] = [
  'NULL',
  'null',
  'Null',
  '\\N',
  'NA',
  'N/A',
  'n/a',
  '<NA>',
  '#N/A',
  'NaN',
  'nan',
  'NAN',
  'None',
  'none',
  'NONE',
  'nil',
  '(null)',
  '(NULL)',
  '<null>',
  '<NULL>',
  '[null]',
  '[NULL]',
  'undefined',
]
