-- title: Movement between tiers
-- about: Users by their tier in the period that ends with a day, and in the one before it.
-- grain: one row per pair of tiers
-- tables: events
-- parameter: day date; the last day, or the last one before the newest event's
-- parameter: days integer = 14; days in each of the two periods
-- parameter: power integer = 7; active days of a power user at least
-- parameter: core integer = 3; active days of a core user at least
-- chart: sankey tier_before users by tier_now
WITH asked AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS day FROM model.events
),
counted AS (
  SELECT
    user_id,
    count(DISTINCT local_date(ts)) FILTER (WHERE local_date(ts) BETWEEN day - 2 * $days + 1 AND day - $days) AS before,
    count(DISTINCT local_date(ts)) FILTER (WHERE local_date(ts) > day - $days) AS now,
    bool_or(local_date(ts) <= day - $days) AS known_before
  FROM model.events, asked
  WHERE local_date(ts) <= day AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id
),
tiers AS (
  SELECT
    CASE
      WHEN NOT known_before THEN 'new'
      WHEN before >= $power THEN 'power'
      WHEN before >= $core THEN 'core'
      WHEN before > 0 THEN 'casual'
      ELSE 'dormant'
    END AS tier_before,
    CASE
      WHEN now >= $power THEN 'power'
      WHEN now >= $core THEN 'core'
      WHEN now > 0 THEN 'casual'
      ELSE 'dormant'
    END AS tier_now
  FROM counted
)
SELECT tier_before, tier_now, count(*) AS users
FROM tiers
GROUP BY ALL
ORDER BY users DESC, tier_before, tier_now
