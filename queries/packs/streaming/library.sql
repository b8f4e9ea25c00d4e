-- title: How much of the catalogue is watched?
-- about: Titles of each genre, and those that somebody viewed for longer than 30 seconds in the last days.
-- grain: one row per genre
-- tables: fact_viewing_sessions, dim_content
-- parameter: day date; the last day, or the last one before the newest event's
-- parameter: days integer = 28; so many days end with it
-- expect: used_pct between 0 and 100
-- chart: bar genre used_pct
WITH span AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS last_date FROM model.fact_viewing_sessions
),
viewed AS (
  SELECT content_key, count(*) AS views
  FROM model.fact_viewing_sessions, span
  WHERE local_date(ts) BETWEEN last_date - $days::INTEGER + 1 AND last_date AND watched_seconds > 30 AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY content_key
)
SELECT
  coalesce(genre, '(none)') AS genre,
  count(*) AS titles,
  count(views) AS viewed,
  count(*) - count(views) AS never,
  100 * count(views) / count(*) AS used_pct,
  coalesce(sum(views), 0)::BIGINT AS views
FROM model.dim_content
LEFT JOIN viewed USING (content_key)
GROUP BY 1
ORDER BY titles DESC, genre
