-- title: How do viewers find what they watch?
-- about: Views longer than 30 seconds by where they came from, their hours and how much of the title was watched.
-- grain: one row per source
-- tables: fact_viewing_sessions
-- chart: bar source views
SELECT
  coalesce(source, '(none)') AS source,
  count(*) AS views,
  100 * count(*) / sum(count(*)) OVER () AS views_pct,
  sum(watched_seconds) / 3600 AS hours,
  avg(completion_pct) AS completion_pct
FROM model.fact_viewing_sessions
WHERE watched_seconds > 30 AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY views DESC, source
