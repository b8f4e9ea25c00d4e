-- title: Which series are binged?
-- about: A binge is a time in which a viewer watches enough different episodes of a series; it begins with the first view that has them within its hours, and the next one begins after these.
-- grain: one row per series with a view
-- tables: fact_viewing_sessions, dim_content
-- parameter: episodes integer = 3; different episodes, at least
-- parameter: hours number = 24; within so many hours from the start of the first
-- chart: bar series binge_viewers_pct
WITH RECURSIVE views AS (
  SELECT DISTINCT user_id, "dim_content.series_name"::VARCHAR AS series, content_key, ts
  FROM model.fact_viewing_sessions
  WHERE "dim_content.series_name" IS NOT NULL AND watched_seconds > 30 AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
begun AS (
  SELECT a.user_id, a.series, a.ts AS began, count(DISTINCT b.content_key) AS episodes
  FROM views a
  JOIN views b ON b.user_id = a.user_id AND b.series = a.series AND b.ts >= a.ts AND epoch(b.ts - a.ts) <= 3600 * $hours
  GROUP BY ALL
  HAVING count(DISTINCT b.content_key) >= $episodes
),
following AS (
  SELECT a.user_id, a.series, a.began, a.episodes, min(b.began) AS next_began
  FROM begun a
  LEFT JOIN begun b ON b.user_id = a.user_id AND b.series = a.series AND epoch(b.began - a.began) > 3600 * $hours
  GROUP BY ALL
),
binges AS (
  SELECT f.*
  FROM following f
  WHERE began = (SELECT min(o.began) FROM begun o WHERE o.user_id = f.user_id AND o.series = f.series)
  UNION ALL
  SELECT f.*
  FROM binges
  JOIN following f ON f.user_id = binges.user_id AND f.series = binges.series AND f.began = binges.next_began
),
audience AS (
  SELECT series, count(DISTINCT user_id) AS viewers FROM views GROUP BY series
)
SELECT
  series,
  any_value(viewers) AS viewers,
  count(began) AS binges,
  count(DISTINCT user_id) AS binge_viewers,
  100 * count(DISTINCT user_id) / any_value(viewers) AS binge_viewers_pct,
  avg(episodes) AS episodes_per_binge,
  max(episodes) AS longest
FROM audience
LEFT JOIN binges USING (series)
GROUP BY series
ORDER BY binges DESC, series
