-- title: What did a launch do to the other features?
-- about: Means per day before and since a feature's first day: users, events and minutes viewed of every feature, and their change.
-- grain: one row per feature
-- tables: fact_engagement_events
-- parameter: feature text = reels; the one that was launched
-- parameter: day date; its first day, or the first one with an event of it
-- parameter: days integer = 14; days on each side
-- chart: bar feature users_before users_since
WITH launched AS (
  SELECT coalesce($day, min(local_date(ts))) AS first_date
  FROM model.fact_engagement_events
  WHERE feature = $feature AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
daily AS (
  SELECT
    feature,
    local_date(ts) AS date,
    local_date(ts) >= first_date AS is_since,
    count(DISTINCT user_id) AS users,
    count(*) AS events,
    coalesce(sum(view_seconds) FILTER (WHERE event = 'view'), 0) / 60 AS minutes
  FROM model.fact_engagement_events, launched
  WHERE feature IS NOT NULL
    AND local_date(ts) >= first_date - $days::INTEGER AND local_date(ts) < first_date + $days::INTEGER
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
)
SELECT
  feature,
  coalesce(sum(users) FILTER (WHERE NOT is_since), 0) / $days AS users_before,
  coalesce(sum(users) FILTER (WHERE is_since), 0) / $days AS users_since,
  coalesce(sum(events) FILTER (WHERE NOT is_since), 0) / $days AS events_before,
  coalesce(sum(events) FILTER (WHERE is_since), 0) / $days AS events_since,
  coalesce(sum(minutes) FILTER (WHERE NOT is_since), 0) / $days AS minutes_before,
  coalesce(sum(minutes) FILTER (WHERE is_since), 0) / $days AS minutes_since,
  100 * (users_since - users_before) / nullif(users_before, 0) AS users_change_pct,
  100 * (minutes_since - minutes_before) / nullif(minutes_before, 0) AS minutes_change_pct
FROM daily
GROUP BY feature
ORDER BY feature
