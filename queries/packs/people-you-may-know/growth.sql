-- title: Does the network grow, and by suggestions?
-- about: Relationships that began in a week, different people in them, and those that a suggestion which was accepted led to.
-- grain: one row per week
-- tables: fact_pymk_suggestions, fact_user_relationships
-- chart: line week connections by_suggestion
WITH made AS (
  SELECT
    date_trunc('week', local_date(created_timestamp))::DATE AS week,
    user_id_from::VARCHAR AS one,
    user_id_to::VARCHAR AS other,
    status
  FROM model.fact_user_relationships
  WHERE status IN ('active', 'ended')
),
suggested AS (
  SELECT user_id AS one, suggested_user_id::VARCHAR AS other
  FROM model.fact_pymk_suggestions
  WHERE was_accepted AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
either AS (
  SELECT one, other FROM suggested UNION SELECT other, one FROM suggested
),
people AS (
  SELECT week, count(DISTINCT person) AS people
  FROM (SELECT week, one AS person FROM made UNION ALL SELECT week, other FROM made)
  GROUP BY week
)
SELECT
  week,
  count(*) AS connections,
  any_value(people) AS people,
  count(e.one) AS by_suggestion,
  100 * count(e.one) / count(*) AS by_suggestion_pct,
  100 * count(*) FILTER (WHERE status = 'active') / count(*) AS still_active_pct
FROM made
JOIN people USING (week)
LEFT JOIN either e ON e.one = made.one AND e.other = made.other
GROUP BY week
ORDER BY week
