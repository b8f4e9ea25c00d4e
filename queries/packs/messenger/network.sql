-- title: Does the network grow denser?
-- about: People who sent or received in a week by name, pairs of them who wrote, pairs where both did, and the share of all possible pairs that wrote.
-- grain: one row per week
-- tables: fact_messages
-- expect: week unique
-- expect: density_pct between 0 and 100
-- chart: line week density_pct
WITH messages AS (
  SELECT
    date_trunc('week', local_date(ts))::DATE AS week,
    user_id AS sender,
    recipient_id::VARCHAR AS recipient
  FROM model.fact_messages
  WHERE recipient_id IS NOT NULL AND user_id <> recipient_id::VARCHAR
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
    AND recipient_id::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
),
written AS (
  SELECT
    week,
    least(sender, recipient) AS one,
    greatest(sender, recipient) AS other,
    count(DISTINCT sender) = 2 AS is_mutual
  FROM messages
  GROUP BY ALL
),
people AS (
  SELECT week, count(DISTINCT person) AS people
  FROM (SELECT week, one AS person FROM written UNION ALL SELECT week, other FROM written)
  GROUP BY week
)
SELECT
  week,
  any_value(people) AS people,
  count(*) AS pairs,
  count(*) FILTER (WHERE is_mutual) AS mutual_pairs,
  100 * mutual_pairs / pairs AS mutual_pct,
  100 * 2 * pairs / (any_value(people) * (any_value(people) - 1)) AS density_pct,
  2 * pairs / any_value(people) AS contacts_per_person
FROM written
JOIN people USING (week)
GROUP BY week
ORDER BY week
