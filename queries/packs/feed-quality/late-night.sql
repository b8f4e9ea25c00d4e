-- title: Does the feed keep people up?
-- about: People of a week, those in the feed between midnight and five on enough nights, and the part of the minutes that fall into these hours.
-- grain: one row per week
-- tables: feed_events
-- parameter: nights integer = 3; nights of a week, at least
-- expect: late_minutes_pct between 0 and 100
-- chart: line week late_minutes_pct
WITH people AS (
  SELECT
    date_trunc('week', local_date(ts))::DATE AS week,
    user_id,
    count(DISTINCT local_date(ts)) FILTER (WHERE hour < 5) AS nights,
    coalesce(sum(dwell_seconds) FILTER (WHERE hour < 5), 0) AS late_seconds,
    coalesce(sum(dwell_seconds), 0) AS seconds
  FROM model.feed_events
  WHERE event = 'impression' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
)
SELECT
  week,
  count(*) AS people,
  count(*) FILTER (WHERE nights >= $nights) AS often_late,
  100 * count(*) FILTER (WHERE nights >= $nights) / count(*) AS often_late_pct,
  100 * sum(late_seconds) / nullif(sum(seconds), 0) AS late_minutes_pct
FROM people
GROUP BY week
ORDER BY week
