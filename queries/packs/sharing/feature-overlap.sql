-- title: Who uses a feature, what else do they use?
-- about: Users of each feature on enough days of the last weeks, and the part of them who use each other feature on as many.
-- grain: one row per pair of features
-- tables: fact_engagement_events
-- parameter: day date; the last day, or the last one before the newest event's
-- parameter: days integer = 28; so many days end with it
-- parameter: times integer = 1; days of use, at least
-- chart: heatmap also also_pct by feature
WITH span AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS last_date FROM model.fact_engagement_events
),
used AS (
  SELECT user_id, feature
  FROM model.fact_engagement_events, span
  WHERE feature IS NOT NULL AND local_date(ts) BETWEEN last_date - $days::INTEGER + 1 AND last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
  HAVING count(DISTINCT local_date(ts)) >= $times
),
sizes AS (
  SELECT feature, count(*) AS users FROM used GROUP BY feature
)
SELECT
  one.feature,
  one.users,
  other.feature AS also,
  count(b.user_id) AS also_users,
  100 * count(b.user_id) / one.users AS also_pct
FROM sizes one
JOIN sizes other ON other.feature <> one.feature
JOIN used a ON a.feature = one.feature
LEFT JOIN used b ON b.user_id = a.user_id AND b.feature = other.feature
GROUP BY one.feature, one.users, other.feature
ORDER BY one.feature, also
