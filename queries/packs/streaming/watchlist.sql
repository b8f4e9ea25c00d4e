-- title: Is what is put on the list watched?
-- about: Titles that profiles put on their list, by week: those that the profile viewed later, how many days it took, and those that lie there for longer than some days.
-- grain: one row per week
-- tables: fact_viewing_sessions, fact_account_events
-- parameter: stale integer = 30; days after which a title that was not viewed is stale
-- chart: line week viewed_pct
WITH added AS (
  SELECT user_id, content_key, min(ts) AS added
  FROM model.fact_account_events
  WHERE event = 'watchlist_added' AND content_key IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
),
viewed AS (
  SELECT a.user_id, a.content_key, any_value(a.added) AS added, min(v.ts) AS viewed
  FROM added a
  LEFT JOIN model.fact_viewing_sessions v
    ON v.user_id = a.user_id AND v.content_key = a.content_key AND v.ts >= a.added AND v.watched_seconds > 30
  GROUP BY ALL
),
span AS (
  SELECT max(ts) AS now FROM model.fact_viewing_sessions
)
SELECT
  date_trunc('week', local_date(added))::DATE AS week,
  count(*) AS titles,
  count(viewed) AS viewed_later,
  100 * count(viewed) / count(*) AS viewed_pct,
  median(epoch(viewed - added) / 86400) AS median_days,
  count(*) FILTER (WHERE viewed IS NULL AND epoch(now - added) > 86400 * $stale) AS stale
FROM viewed, span
GROUP BY 1
ORDER BY 1
